"""`ingestRecords` on a real graph: what becomes of each record, and what is refused before the graph is asked."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.cypher.statement import Statement
from gateway.pipeline import Outcome, Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

INGEST = """
mutation Ingest($records: [RecordInput!]!, $mode: IngestionMode! = MERGE, $atomic: Boolean! = false, $key: String) {
  ingestRecords(dataset: "crm", records: $records, mode: $mode, atomic: $atomic, idempotencyKey: $key) {
    read created updated unchanged waiting refused replayed
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


async def ingest(pipeline: Pipeline, *records: dict[str, Any], **how: Any) -> Any:
    answer = await run(pipeline, INGEST, records=list(records), **how)
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
    counts = [again[name] for name in ("read", "created", "updated", "unchanged", "waiting", "refused")]
    assert counts == [3, 1, 1, 1, 0, 0]


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


async def test_a_record_that_replaces_is_all_that_its_dataset_says(pipeline: Pipeline) -> None:
    await ingest(pipeline, person("ada@x.example", firstName="Ada", jobTitle="Engineer"))
    other = 'mutation($r: [RecordInput!]!) { ingestRecords(dataset: "web", records: $r) { created } }'
    await run(pipeline, other, r=[person("ada@x.example", "2025-01-01T00:00:00Z", jobTitle="Clerk", gender="x")])
    report = await ingest(pipeline, person("ada@x.example", T2, firstName="Ada"), mode="REPLACE")
    assert statuses(report) == ["UPDATED"]
    query = '{ person(identity: {namespace: "Email", value: "ada@x.example"}) { firstName jobTitle gender } }'
    expected = {"firstName": "Ada", "jobTitle": "Clerk", "gender": "x"}
    assert (await run(pipeline, query))["data"]["person"] == expected
    late = await ingest(pipeline, person("ada@x.example", "2026-01-15T00:00:00Z", jobTitle="Late"))
    assert (await run(pipeline, query))["data"]["person"] == expected
    assert statuses(late) == ["UPDATED"]  # it was seen, though what it says was replaced since


async def test_an_account_that_is_replaced_loses_what_the_record_leaves_out(pipeline: Pipeline) -> None:
    await ingest(
        pipeline, {"account": {"key": "k", "attributes": {"name": "K", "industry": "Steel"}, "observedAt": T1}}
    )
    await ingest(pipeline, {"account": {"key": "k", "attributes": {"name": "K2"}, "observedAt": T2}}, mode="REPLACE")
    answer = await run(pipeline, '{ account(key: "k") { name industry } }')
    assert answer["data"]["account"] == {"name": "K2", "industry": None}


async def test_records_in_mode_delete_name_what_is_to_go(pipeline: Pipeline) -> None:
    await ingest(pipeline, person("ada@x.example"), {"account": {"key": "k", "observedAt": T1}})
    report = await ingest(pipeline, person("ada@x.example", None), {"account": {"key": "k"}}, mode="DELETE")
    assert statuses(report) == ["UPDATED", "UPDATED"]
    answer = await run(
        pipeline, '{ account(key: "k") { id } person(identity: {namespace: "Email", value: "ada@x.example"}) { id } }'
    )
    assert answer["data"] == {"account": None, "person": None}


async def test_a_person_record_in_mode_delete_takes_back_what_its_dataset_said_and_nothing_else(
    pipeline: Pipeline,
) -> None:
    def linked(at: str, **attributes: Any) -> dict[str, Any]:
        record = person("ada@x.example", at, **attributes)
        record["person"]["identities"].insert(0, {"namespace": "CRMID", "value": "1"})
        return record

    await ingest(pipeline, linked(T1, firstName="Ada", jobTitle="Engineer"))
    web = INGEST.replace('"crm"', '"web"')
    await run(pipeline, web, records=[person("ada@x.example", T1, firstName="A.")])
    query = """query($code: String!, $value: String!) {
      person(identity: { namespace: $code, value: $value }) { firstName jobTitle identities { namespace } } }"""
    gone = await ingest(pipeline, linked(T2), mode="DELETE")
    assert statuses(gone) == ["UPDATED"]
    left = await run(pipeline, query, code="Email", value="ada@x.example")
    assert left["data"]["person"] == {"firstName": "A.", "jobTitle": None, "identities": [{"namespace": "Email"}]}
    assert (await run(pipeline, query, code="CRMID", value="1"))["data"]["person"] is None
    assert statuses(await ingest(pipeline, linked(T1, firstName="Ada"))) == ["UNCHANGED"]
    assert statuses(await ingest(pipeline, linked(T2), mode="DELETE")) == ["UNCHANGED"]
    assert statuses(await ingest(pipeline, linked("2026-03-01T00:00:00Z", firstName="Ada"))) == ["UPDATED"]


async def test_a_call_with_a_key_is_done_once_and_answered_as_before(pipeline: Pipeline, database: Database) -> None:
    first = await ingest(pipeline, person("ada@x.example", None, firstName="Ada"), key="k1")
    again = await ingest(pipeline, person("ada@x.example", None, firstName="Ada"), key="k1")
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again == {**first, "replayed": True}
    answer = await run(pipeline, INGEST, records=[person("b@x.example")], key="k1")
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("CONFLICT", ["ingestRecords"])
    await database.execute(Statement("MATCH (r:Receipt) SET r.created_at = r.created_at - duration('P2D')"))
    late = await run(pipeline, INGEST, records=[person("b@x.example")], key="k1")
    assert late["data"]["ingestRecords"]["created"] == 1


async def test_an_atomic_call_takes_all_records_or_none(pipeline: Pipeline, database: Database) -> None:
    bad = {"person": {"identities": [{"namespace": "ECID", "value": "12"}]}}
    report = await ingest(pipeline, person("ada@x.example"), bad, atomic=True)
    assert statuses(report) == ["REFUSED", "REFUSED"]
    assert [each["code"] for each in report["records"]] == ["CONFLICT", "BAD_IDENTITY"]
    membership = {
        "segment": "Rule", "person": {"namespace": "Email", "value": "ada@x.example"}, "status": "REALIZED",
        "lastQualifiedAt": T1,
    }  # fmt: skip
    ruled = {"segment": {"name": "Rule", "expression": "a = 1"}}
    report = await ingest(pipeline, person("ada@x.example"), ruled, {"segmentMembership": membership}, atomic=True)
    assert statuses(report) == ["REFUSED"] * 3
    assert "rule" in report["records"][2]["message"]
    assert (await database.read(Statement("MATCH (n:Person|Segment) RETURN count(n)"))) == [[0]]


async def test_a_record_that_is_taken_and_odd_says_so(pipeline: Pipeline) -> None:
    report = await ingest(pipeline, {"opportunity": {"key": "o", "attributes": {"isWon": True}}})
    (result,) = report["records"]
    assert (result["status"], result["code"]) == ("CREATED", None)
    assert "won but not closed" in result["message"]


async def test_events_are_taken_by_a_mutation_of_their_own(pipeline: Pipeline) -> None:
    document = """
    mutation($events: [EventRecordInput!]!) { ingestEvents(dataset: "web", events: $events) { read created unchanged } }
    """
    event = {"id": "e", "identity": {"namespace": "Email", "value": "a@x.example"}, "eventType": "t", "timestamp": T1}
    answer = await run(pipeline, document, events=[event, {**event, "id": "f"}])
    assert answer["data"]["ingestEvents"] == {"read": 2, "created": 2, "unchanged": 0}


async def test_what_a_mutation_wrote_is_read_in_its_payload(pipeline: Pipeline) -> None:
    await ingest(pipeline, person("ada@x.example", firstName="Ada"), person("al@x.example", lastName="Lind"))
    answer = await run(
        pipeline,
        """
        mutation {
          made: upsertAccount(dataset: "crm", account: {key: "k", attributes: {name: "K"}}) {
            status account { shown: name people(first: 1) { totalCount } }
          }
          deal: upsertOpportunity(dataset: "crm", opportunity: {key: "o", accountKey: "k"}) {
            status opportunity { state account { name } }
          }
          linkIdentities(
            dataset: "crm"
            identities: [{namespace: "Email", value: "ADA@x.example"}, {namespace: "Email", value: "al@x.example"}]
          ) { status person { fullName identities { value } } }
        }
        """,
    )
    assert answer == {
        "data": {
            "made": {"status": "CREATED", "account": {"shown": "K", "people": {"totalCount": 0}}},
            "deal": {"status": "CREATED", "opportunity": {"state": "OPEN", "account": {"name": "K"}}},
            "linkIdentities": {
                "status": "UPDATED",
                "person": {
                    "fullName": "Ada Lind",
                    "identities": [{"value": "ada@x.example"}, {"value": "al@x.example"}],
                },
            },
        }
    }


async def test_trouble_below_a_payload_stands_at_its_path(pipeline: Pipeline) -> None:
    answer = await run(
        pipeline,
        """mutation {
          made: upsertAccount(dataset: "a", account: {key: "k"}) { account { people(first: 501) { totalCount } } }
        }""",
    )
    (error,) = answer["errors"]
    assert error["path"][:2] == ["made", "account"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


async def test_a_refused_convenience_is_an_error(pipeline: Pipeline) -> None:
    document = 'mutation { upsertAccount(dataset: "a", account: {key: "k", parentKey: "k"}) { status } }'
    (error,) = (await run(pipeline, document))["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_INPUT", ["upsertAccount"])


DELETE = """
mutation($identity: IdentityInput, $id: ID) {
  deletePerson(identity: $identity, id: $id) { deleted identities fragments events relations memberships scores }
}
"""


async def test_a_deleted_person_is_gone_at_once_and_what_went_is_counted(pipeline: Pipeline) -> None:
    email = {"namespace": "Email", "value": "ada@x.example"}
    both = {"person": {"identities": [email, {"namespace": "CRMID", "value": "1"}], "observedAt": T1}}
    score = {"model": "churn", "value": 0.5, "scoredAt": T1}
    scored = {"person": {"identities": [email], "scores": [score], "observedAt": T2}}
    event = {"event": {"id": "e", "identity": email, "eventType": "t", "timestamp": T1}}
    role = {"accountPerson": {"accountKey": "k", "person": email}}
    await ingest(pipeline, both, scored, event, role, {"account": {"key": "k"}})
    query = '{ person(identity: {namespace: "CRMID", value: "1"}) { id } }'
    id_ = (await run(pipeline, query))["data"]["person"]["id"]
    gone = await run(pipeline, DELETE, id=id_)
    assert gone["data"]["deletePerson"] == {
        "deleted": True, "identities": 2, "fragments": 1, "events": 1, "relations": 1, "memberships": 0, "scores": 1,
    }  # fmt: skip
    assert (await run(pipeline, query))["data"]["person"] is None
    assert statuses(await ingest(pipeline, both)) == ["UNCHANGED"]
    again = await run(pipeline, DELETE, identity=email)
    assert again["data"]["deletePerson"]["deleted"] is False
    for arguments in ({}, {"id": id_, "identity": email}):
        assert (await run(pipeline, DELETE, **arguments))["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert (await run(pipeline, DELETE, id=id_))["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_calls_at_the_same_time_share_transactions_and_each_has_its_own_results(
    pipeline: Pipeline, database: Database
) -> None:
    bad = {"person": {"identities": [{"namespace": "ECID", "value": "12"}]}}
    calls = [[person(f"p{number}@x.example"), *([bad] if number % 7 == 0 else [])] for number in range(40)]
    reports = await asyncio.gather(*(ingest(pipeline, *each) for each in calls))
    assert [statuses(each)[0] for each in reports] == ["CREATED"] * 40
    assert [len(each["records"]) for each in reports] == [len(each) for each in calls]
    assert await database.read(Statement("MATCH (p:Person) RETURN count(p)")) == [[40]]


async def test_datasets_count_what_became_of_their_records(pipeline: Pipeline) -> None:
    query = "{ datasets { name recordCount fragmentCount refused lastIngestedAt } }"
    bad = {"person": {"identities": [{"namespace": "ECID", "value": "12"}]}}
    records = [person("ada@x.example"), person("b@x.example"), {"account": {"key": "k", "observedAt": T1}}, bad]
    await ingest(pipeline, *records)
    await ingest(pipeline, *records, person("ada@x.example", T2, firstName="Ada"))
    (dataset,) = (await run(pipeline, query))["data"]["datasets"]
    assert dataset.pop("lastIngestedAt").startswith("20")
    assert dataset == {"name": "crm", "recordCount": 4, "fragmentCount": 2, "refused": 2}
    await run(pipeline, DELETE, identity={"namespace": "Email", "value": "ada@x.example"})
    assert (await run(pipeline, query))["data"]["datasets"][0]["fragmentCount"] == 1


async def test_guardrails_say_what_is_allowed_and_used(pipeline: Pipeline) -> None:
    await ingest(pipeline, person("ada@x.example"))
    query = "{ guardrails { name limit used kind } datasets { name } }"
    answer = (await run(pipeline, query))["data"]
    found = {each["name"]: each for each in answer["guardrails"]}
    assert found["datasets"] == {"name": "datasets", "limit": 40, "used": 1, "kind": "SOFT"}
    assert found["merge policies"] == {"name": "merge policies", "limit": 5, "used": 1, "kind": "HARD"}
    assert found["identities of a person"] == {**found["identities of a person"], "limit": 50, "used": None}
    assert found["records of a call"]["limit"] == 1_000
    assert answer["datasets"] == [{"name": "crm"}]


async def test_a_record_that_is_too_large_is_refused_alone(pipeline: Pipeline) -> None:
    who = {"namespace": "Email", "value": "ada@x.example"}
    large = {"id": "e", "identity": who, "eventType": "t", "timestamp": T1, "payload": {"x": "y" * 10_001}}
    report = await ingest(pipeline, {"event": large}, person("ada@x.example"))
    assert statuses(report) == ["REFUSED", "CREATED"]
    assert report["records"][0]["code"] == "LIMIT_EXCEEDED"
