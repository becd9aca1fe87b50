"""`ingestRecords` on a real graph: what becomes of each record, and what is refused before the graph is asked."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.pipeline import Outcome, Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

INGEST = """
mutation Ingest($records: [RecordInput!]!) {
  ingestRecords(dataset: "crm", records: $records) {
    read created updated unchanged waiting refused joined warnings
    records { index status code message path }
  }
}
"""
T1, T2 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    return build_pipeline(settings, database)


async def run(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    return orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)


async def ingest(pipeline: Pipeline, *records: dict[str, Any]) -> Any:
    answer = await run(pipeline, INGEST, records=list(records))
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["ingestRecords"]


def statuses(report: Any) -> list[str]:
    return [each["status"] for each in report["records"]]


def person(email: str, at: str | None = T1, **attributes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"identities": [{"namespace": "Email", "value": email}], "attributes": attributes}
    return {"person": record | ({"observedAt": at} if at else {})}


async def test_each_record_is_told_what_became_of_it(pipeline: Pipeline) -> None:
    ada = person("ada@x.example", firstName="Ada")
    role = {"accountPerson": {"accountKey": "k", "person": {"namespace": "Email", "value": "ada@x.example"}}}
    nobody = {"person": {"identities": [{"namespace": "ECID", "value": "12"}]}}
    report = await ingest(pipeline, ada, role, nobody)
    assert statuses(report) == ["CREATED", "WAITING", "REFUSED"]
    refused = report["records"][2]
    assert (refused["index"], refused["code"], refused["path"]) == (2, "BAD_IDENTITY", ["identities", "0", "value"])
    assert "38 digits" in refused["message"]
    again = await ingest(pipeline, ada, person("ada@x.example", T2, lastName="Lind"), {"account": {"key": "k"}})
    assert statuses(again) == ["UNCHANGED", "UPDATED", "CREATED"]
    assert (again["read"], again["created"], again["updated"], again["unchanged"], again["joined"]) == (3, 1, 1, 1, 1)


async def test_a_person_that_two_records_of_a_call_make_is_created_once(pipeline: Pipeline) -> None:
    both = {
        "person": {"identities": [{"namespace": "Email", "value": "b@x.example"}, {"namespace": "CRMID", "value": "1"}]}
    }
    report = await ingest(pipeline, person("b@x.example"), both)
    assert statuses(report) == ["CREATED", "UPDATED"]


async def test_a_repeated_event_is_unchanged_and_a_later_observation_of_it_updates(pipeline: Pipeline) -> None:
    event = {
        "id": "e1", "identity": {"namespace": "Email", "value": "ada@x.example"}, "eventType": "web.webpagedetails",
        "timestamp": T1, "payload": {"web": {"webPageDetails": {"name": "Pricing"}}}, "observedAt": T1,
    }  # fmt: skip
    assert statuses(await ingest(pipeline, {"event": event})) == ["CREATED"]
    assert statuses(await ingest(pipeline, {"event": event})) == ["UNCHANGED"]
    assert statuses(await ingest(pipeline, {"event": {**event, "eventType": "other", "observedAt": T2}})) == ["UPDATED"]


async def test_enums_of_records_are_stored_by_their_names(pipeline: Pipeline) -> None:
    membership = {
        "segment": "Gold", "person": {"namespace": "Email", "value": "ada@x.example"}, "status": "REALIZED",
        "lastQualifiedAt": T1,
    }  # fmt: skip
    report = await ingest(
        pipeline,
        person("ada@x.example", personType="CONTACT"),
        {"segment": {"name": "Gold", "state": "PUBLISHED"}},
        {"segmentMembership": membership},
    )
    assert statuses(report) == ["CREATED"] * 3
    query = """{
      person(identity: {namespace: "Email", value: "ada@x.example"}) {
        personType segmentMemberships { status segment { name state } }
      }
    }"""
    assert (await run(pipeline, query))["data"]["person"] == {
        "personType": "CONTACT",
        "segmentMemberships": [{"status": "REALIZED", "segment": {"name": "Gold", "state": "PUBLISHED"}}],
    }


async def test_a_write_through_a_mutation_makes_the_next_lookup_new(pipeline: Pipeline) -> None:
    query = '{ person(identity: {namespace: "Email", value: "ada@x.example"}) { jobTitle } }'
    assert (await run(pipeline, query))["data"]["person"] is None
    await ingest(pipeline, person("ada@x.example", jobTitle="Engineer"))
    assert (await run(pipeline, query))["data"]["person"] == {"jobTitle": "Engineer"}


async def test_mutations_of_one_request_run_in_the_order_given(pipeline: Pipeline) -> None:
    document = """
    mutation {
      one: ingestRecords(dataset: "a", records: [{account: {key: "k", attributes: {name: "One"}}}]) { created updated }
      two: ingestRecords(dataset: "a", records: [{account: {key: "k", attributes: {name: "Two"}}}]) { created updated }
    }
    """
    answer = await run(pipeline, document)
    assert answer["data"] == {"one": {"created": 1, "updated": 0}, "two": {"created": 0, "updated": 1}}


@pytest.mark.parametrize(
    ("records", "dataset", "code"),
    [([person("a@x.example")] * 1_001, "crm", "LIMIT_EXCEEDED"), ([], " ", "BAD_INPUT")],
)
async def test_a_call_that_asks_too_much_is_refused_at_its_path(
    pipeline: Pipeline, records: list[Any], dataset: str, code: str
) -> None:
    document = INGEST.replace('"crm"', f'"{dataset}"')
    answer = await run(pipeline, document, records=records)
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == (code, ["ingestRecords"])
    assert answer["data"] == {"ingestRecords": None}


async def test_a_record_of_no_kind_or_of_two_refuses_the_call(pipeline: Pipeline) -> None:
    for record in ({}, {"account": {"key": "k"}, "campaign": {"key": "k"}}, {"account": {"kee": "k"}}):
        answer = await pipeline.answer(Request(INGEST, variables={"records": [record]}))
        assert answer.outcome is Outcome.REFUSED
        assert {each["extensions"]["code"] for each in orjson.loads(answer.body)["errors"]} == {"BAD_INPUT"}


async def test_a_mutation_is_refused_where_only_queries_are_served(pipeline: Pipeline) -> None:
    answer = await pipeline.answer(Request(INGEST, variables={"records": []}, queries_only=True))
    assert answer.outcome is Outcome.NOT_A_QUERY
