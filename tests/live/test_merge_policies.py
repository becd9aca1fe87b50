"""People read by merge policies, on a real graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.epoch import MERGE_POLICIES, bump
from seeds.story import story_files
from tests.live.test_ingest import role, visit

pytestmark = pytest.mark.live

CRM, WEB = ("CRMID", "c-1"), ("Email", "ada@x.example")
T1, T2, T3 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"


def person(at: str, dataset: str, *identities: tuple[str, str], **attributes: Any) -> dict[str, Any]:
    keys = [{"namespace": namespace, "value": value} for namespace, value in identities]
    return {"entity": "person", "dataset": dataset, "observedAt": at, "identities": keys, "attributes": attributes}


TWO_THAT_DISAGREE = [
    person(T1, "crm", CRM, WEB, workEmail="ada@work.example", firstName="Ada", jobTitle="Engineer"),
    person(T2, "web", WEB, workEmail="ada@home.example", gender="female"),
    person(T3, "import", ("CRMID", "c-2"), WEB, workEmail="old@x.example"),
]


async def load(database: Database, folder: Path, records: list[dict[str, Any]]) -> None:
    path = folder / "records.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in records))
    report = await load_files(database, [path])
    assert report.refused == 0


async def policy(database: Database, settings: Settings, name: str, **properties: Any) -> str:
    """A policy put straight into the graph."""
    properties = {"stitching": "GRAPH", "merge": "TIMESTAMP_ORDERED", "datasets": [], "is_default": False} | properties
    properties |= {"id": public_id("MergePolicy", name), "name": name, "version": 1}
    await database.execute(Statement("CREATE (p:MergePolicy) SET p = $properties", {"properties": properties}))
    bump(settings.data_dir, MERGE_POLICIES)
    return str(properties["id"])


async def ask(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    return orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)


EMAIL = """query($policy: ID) { person(identity: { namespace: "Email", value: "ada@x.example" }, mergePolicy: $policy) {
  workEmail gender provenance(paths: ["workEmail.address"]) { dataset observedAt identity { value } } } }"""


async def test_two_datasets_disagree_and_three_policies_give_three_answers(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    order = {"merge": "DATASET_PRECEDENCE"}
    crm = await policy(database, settings, "crm first", **order, datasets=["crm", "web"])
    web = await policy(database, settings, "web alone", **order, datasets=["web"])
    nobody = await policy(database, settings, "nobody", **order, datasets=["elsewhere"])
    found = {name: (await ask(pipeline, EMAIL, policy=name))["data"]["person"] for name in (None, crm, web, nobody)}
    assert [each["workEmail"] for each in found.values()] == [
        "old@x.example", "ada@work.example", "ada@home.example", None
    ]  # fmt: skip
    assert [each["gender"] for each in found.values()] == ["female", "female", "female", None]
    assert [each["provenance"] for each in found.values()] == [
        [{"dataset": "import", "observedAt": T3, "identity": {"value": "c-2"}}],
        [{"dataset": "crm", "observedAt": T1, "identity": {"value": "c-1"}}],
        [{"dataset": "web", "observedAt": T2, "identity": {"value": "ada@x.example"}}],
        [],
    ]


async def test_without_stitching_only_the_asked_identity_gives_values(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    alone = await policy(database, settings, "alone", stitching="NONE")
    query = """query($policy: ID!, $identities: [IdentityInput!]!, $id: ID!) {
      personsByIdentity(identities: $identities, mergePolicy: $policy) {
        id firstName workEmail gender createdAt identities { value }
        provenance(paths: ["workEmail.address"]) { dataset }
      }
      person(id: $id, mergePolicy: $policy) { workEmail } }"""
    asked = [CRM, ("CRMID", "c-2"), ("CRMID", "c-3"), WEB, CRM]
    identities = [{"namespace": namespace, "value": value} for namespace, value in asked]
    id_ = public_id("Person", *CRM)
    answer = (await ask(pipeline, query, policy=alone, identities=identities, id=id_))["data"]
    found = answer["personsByIdentity"]
    assert [each and each["workEmail"] for each in found] == [
        "ada@work.example", "old@x.example", None, "ada@home.example", "ada@work.example"
    ]  # fmt: skip
    assert [each and each["firstName"] for each in found] == ["Ada", None, None, None, "Ada"]
    assert [each and each["createdAt"] for each in found] == [T1, T3, None, T2, T1]
    assert [each and each["provenance"] for each in found][:2] == [[{"dataset": "crm"}], [{"dataset": "import"}]]
    assert {each["id"] for each in found if each} == {id_}, "the person is the same one"
    assert [each and each["identities"] for each in found] == [
        [{"value": "c-1"}], [{"value": "c-2"}], None, [{"value": "ada@x.example"}], [{"value": "c-1"}]
    ]  # fmt: skip
    assert answer["person"] == {"workEmail": "ada@work.example"}


ALONE = """query($policy: ID, $identity: IdentityInput!, $id: ID!) {
  person(identity: $identity, mergePolicy: $policy) { ...Everything }
  byId: person(id: $id, mergePolicy: $policy) { ...Everything }
  personsByIdentity(identities: [$identity], mergePolicy: $policy) { ...Everything }
}
fragment Everything on Person {
  mergedFrom lastTouchAt purchases { currencyCode sum } events { totalCount nodes { identity { value } } }
  identities { value } identityGraph { identities { value } links { a { value } } }
  accounts { totalCount edges { role } nodes { people { nodes { mergedFrom } } } }
  segmentMemberships { segment { name } }
}"""


async def test_without_stitching_only_what_was_told_of_the_asked_identity_hangs_on_the_person(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    quoted = ("Quoted", 'a"b\\c')
    order = {"orderTotal": {"amount": 5.0, "currencyCode": "EUR"}}
    membership = {"entity": "segment_membership", "segment": "s", "status": "REALIZED", "lastQualifiedAt": T1}
    who = [{"namespace": code, "value": each} for code, each in (CRM, WEB, quoted)]
    records = [
        person(T1, "crm", CRM, WEB, quoted), visit(T1, CRM, "e1") | order, visit(T2, WEB, "e2") | order,
        visit(T3, quoted, "e3"), {"entity": "segment", "name": "s"}, membership | {"person": who[1]},
        {"entity": "account", "key": "k", "externalKeys": ["x"]},
        role(T1, CRM, "k", role="Buyer"), role(T1, CRM, "k", role="Both"), role(T2, WEB, "x", role="Both"),
        role(T2, quoted, "k", role="Q"),
    ]  # fmt: skip
    await load(database, tmp_path, records)
    patient = settings.model_copy(update={"statement_timeout_ms": 60_000})  # many new plans on a machine that is busy
    pipeline = build_pipeline(patient, database)
    alone = await policy(database, settings, "alone", stitching="NONE")

    async def seen(identity: tuple[str, str], policy: str | None = alone) -> Any:
        asked = {"namespace": identity[0], "value": identity[1]}
        id_ = public_id("Person", *identity)
        answer = await ask(pipeline, ALONE, policy=policy, identity=asked, id=id_)
        assert "errors" not in answer, answer
        found = answer["data"]
        assert found["byId"] == found["person"] == found["personsByIdentity"][0], answer
        return found["person"]

    def roles(found: Any) -> list[str]:
        assert found["accounts"]["totalCount"] == len(found["accounts"]["edges"])
        return sorted(each["role"] for each in found["accounts"]["edges"])

    crm, web, odd = [await seen(each) for each in (CRM, WEB, quoted)]
    assert [each["identities"] for each in (crm, web)] == [[{"value": CRM[1]}], [{"value": WEB[1]}]]
    assert crm["identityGraph"] == {"identities": [{"value": CRM[1]}], "links": []}
    assert [roles(each) for each in (crm, web, odd)] == [["Both", "Buyer"], ["Both"], ["Q"]]
    assert [each["events"]["totalCount"] for each in (crm, web, odd)] == [1, 1, 1]
    assert [each["events"]["nodes"][0]["identity"]["value"] for each in (crm, web)] == [CRM[1], WEB[1]]
    assert [each["lastTouchAt"] for each in (crm, web, odd)] == [T1, T2, T3]
    assert [each["purchases"] for each in (crm, odd)] == [[{"currencyCode": "EUR", "sum": 5.0}], []]
    assert [len(each["segmentMemberships"]) for each in (crm, web)] == [0, 1]
    assert crm["mergedFrom"] == []
    whole = await seen(CRM, None)
    assert (len(whole["identities"]), roles(whole), whole["events"]["totalCount"]) == (3, ["Both", "Buyer", "Q"], 3)
    (other,) = whole["accounts"]["nodes"][0]["people"]["nodes"][:1]
    assert other["mergedFrom"] == crm["accounts"]["nodes"][0]["people"]["nodes"][0]["mergedFrom"]


async def test_every_value_folded_from_fragments_is_the_stored_one(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """The same policy under another name reads fragments, and has to give what is stored."""
    await load_files(database, story_files())
    pipeline = build_pipeline(settings, database)
    twin = await policy(database, settings, "twin")
    ids = [each for (each,) in await database.read(Statement("MATCH (p:Person) RETURN p.id ORDER BY p.id"))]
    assert len(ids) > 10
    query = f"query($id: ID!, $policy: ID) {{ person(id: $id, mergePolicy: $policy) {{ {EVERYTHING} }} }}"
    for id_ in ids:
        stored, folded = [await ask(pipeline, query, id=id_, policy=name) for name in (None, twin)]
        assert "errors" not in folded
        assert folded == stored


ADDRESS = "{ street1 street2 city stateProvince postalCode country countryCode }"
EVERYTHING = f"""id fullName firstName lastName birthDate gender jobTitle departments workEmail personalEmail workPhone
  mobilePhone workAddress {ADDRESS} homeAddress {ADDRESS} companyName personType personStatus personSource personScore
  isConverted convertedDate lifetimeValue {{ amount currencyCode }} custom createdAt lastModifiedAt
  consent {{ email call sms any collect share personalize updatedAt }}
  scores {{ model goal value percentile scoredAt factors {{ name value importance }} }}
  accounts {{ nodes {{ people {{ edges {{ node {{ fullName createdAt }} }} }} }} }}
  provenance {{ path value dataset observedAt identity {{ id type }} }}"""


async def test_an_unknown_policy_is_refused_and_a_new_one_is_found_without_being_told(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    for asked in ("nonsense", "mpo_000000000000000000000000"):
        answer = await ask(pipeline, EMAIL, policy=asked)
        assert answer["data"] == {"person": None}
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["UNKNOWN_MERGE_POLICY"]
    properties = {"id": "mpo_000000000000000000000000", "name": "new", "stitching": "GRAPH", "version": 1}
    properties |= {"merge": "DATASET_PRECEDENCE", "datasets": ["crm"], "is_default": False}
    await database.execute(Statement("CREATE (p:MergePolicy) SET p = $properties", {"properties": properties}))
    answer = await ask(pipeline, EMAIL, policy="mpo_000000000000000000000000")
    assert answer["data"]["person"]["workEmail"] == "ada@work.example"


async def test_a_policy_that_changes_is_seen_by_the_next_read_past_the_cache(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    first = await policy(database, settings, "one", merge="DATASET_PRECEDENCE", datasets=["crm"])
    assert (await ask(pipeline, EMAIL, policy=first))["data"]["person"]["workEmail"] == "ada@work.example"
    text = "MATCH (p:MergePolicy {id: $id}) SET p.datasets = ['web'], p.version = 2"
    await database.execute(Statement(text, {"id": first}))
    bump(settings.data_dir, MERGE_POLICIES)
    assert (await ask(pipeline, EMAIL, policy=first))["data"]["person"]["workEmail"] == "ada@home.example"


async def test_while_stored_values_are_not_by_the_default_policy_everybody_is_folded(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    assert (await ask(pipeline, EMAIL))["data"]["person"]["workEmail"] == "old@x.example"
    await database.execute(Statement("MATCH (p:MergePolicy) SET p.is_default = false"))
    order = {"merge": "DATASET_PRECEDENCE", "datasets": ["crm", "web"], "is_stored": False}
    await policy(database, settings, "crm first", **order, is_default=True)
    assert (await ask(pipeline, EMAIL))["data"]["person"]["workEmail"] == "ada@work.example"
    query = "query($id: ID!) { persons { nodes { workEmail } } node(id: $id) { ... on Person { workEmail } } }"
    listed = await ask(pipeline, query, id=public_id("Person", *CRM))
    assert listed["data"] == {
        "persons": {"nodes": [{"workEmail": "ada@work.example"}]},
        "node": {"workEmail": "ada@work.example"},
    }


@pytest.mark.parametrize("stitching", ["GRAPH", "NONE"])
async def test_a_record_that_arrives_is_seen_by_the_next_read_by_any_policy(
    database: Database, settings: Settings, tmp_path: Path, stitching: str
) -> None:
    await load(database, tmp_path, TWO_THAT_DISAGREE)
    pipeline = build_pipeline(settings, database)
    order = {"merge": "DATASET_PRECEDENCE", "datasets": ["web", "crm"], "stitching": stitching}
    web = await policy(database, settings, "web first", **order)
    assert (await ask(pipeline, EMAIL, policy=web))["data"]["person"]["workEmail"] == "ada@home.example"
    write = """mutation($record: RecordInput!) { ingestRecords(dataset: "web", records: [$record]) { updated } }"""
    key = {"namespace": "Email", "value": "ada@x.example"}
    said = {"identities": [key], "attributes": {"workEmail": "new@x.example"}}
    answer = await ask(pipeline, write, record={"person": said | {"observedAt": T3}})
    assert answer["data"]["ingestRecords"]["updated"] == 1
    assert (await ask(pipeline, EMAIL, policy=web))["data"]["person"]["workEmail"] == "new@x.example"
