"""Identity graphs as clients see them: asked for, tried out, and their rules changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.cypher.statement import Statement
from gateway.domain.ids import person_id
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from tests.live.test_identity_rules import ADA, BOB, MAIL, TABLET, event, events_of, persons
from tests.live.test_ingest import T1, T2, T3, dump, load, person, role

pytestmark = pytest.mark.live

GRAPH = """
query Graph($namespace: String!, $value: String!) {
  identityGraph(identity: {namespace: $namespace, value: $value}) {
    identities { value }
    links { a { value } b { value } }
    droppedLinks { a { value person { id } } b { value person { id } } explanation lastEstablishedAt datasets }
  }
}
"""
SETTINGS = """
mutation Set($settings: IdentitySettingsInput!) {
  setIdentitySettings(settings: $settings) { namespaces { code priority unique } }
}
"""
CREATE = """
mutation Create($code: String!, $type: IdentityType!, $priority: Int) {
  createNamespace(code: $code, type: $type, priority: $priority) { namespaces { code type priority unique } }
}
"""
SIMULATE = """
query Simulate($links: [IdentityLinkInput!]!, $settings: IdentitySettingsInput, $namespaces: [NamespaceInput!]) {
  simulateIdentityGraph(links: $links, settings: $settings, namespaces: $namespaces) {
    graphs { identities { namespace value type } }
    droppedLinks { a { value } b { value } lastEstablishedAt explanation }
    evictedIdentities { identity { value } explanation }
  }
}
"""


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    return build_pipeline(settings, database)


async def ask(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    body = orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)
    assert "errors" not in body, body["errors"]
    ((value,),) = [body["data"].values()]
    return value


async def refusal(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    body = orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)
    (error,) = body["errors"]
    return error["extensions"]["code"], error["message"]


def link(at: str, one: tuple[str, str], other: tuple[str, str]) -> dict[str, Any]:
    a, b = ({"namespace": namespace, "value": value} for namespace, value in (one, other))
    return {"a": a, "b": b, "lastEstablishedAt": at}


async def test_the_graph_of_both_sides_shows_the_link_that_does_not_count_and_why(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    await ask(pipeline, SETTINGS, settings={"unique": ["CRMID"]})
    await load(database, tmp_path, person(T1, ADA, MAIL), person(T2, BOB, MAIL, dataset="web"))
    for identity, own in ((ADA, ["ada"]), (BOB, ["bob", MAIL[1]])):
        graph = await ask(pipeline, GRAPH, namespace=identity[0], value=identity[1])
        assert sorted(each["value"] for each in graph["identities"]) == sorted(own)
        (dropped,) = graph["droppedLinks"]
        assert {dropped["a"]["value"], dropped["b"]["value"]} == {"ada", MAIL[1]}
        assert dropped["a"]["person"]["id"] != dropped["b"]["person"]["id"]
        assert "last met together at 2026-01-01T00:00:00Z" in dropped["explanation"]
        assert (dropped["datasets"], dropped["lastEstablishedAt"]) == (["crm"], "2026-01-01T00:00:00Z")
    assert [each["a"]["value"] for each in graph["links"]] in (["bob"], [MAIL[1]])


async def test_the_graph_of_an_identity_that_nobody_has_is_null(pipeline: Pipeline) -> None:
    assert await ask(pipeline, GRAPH, namespace="Email", value="nobody@x.example") is None


async def test_a_person_names_the_ids_of_what_it_was_merged_from_and_each_finds_it(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    await load(database, tmp_path, person(T1, ADA), event(T2, "e", TABLET), person(T2, MAIL, dataset="web"))
    await load(database, tmp_path, person(T3, ADA, TABLET), person(T3, ADA, MAIL))
    text = "query Q($id: ID!) { person(id: $id) { id mergedFrom } }"
    expected = {"id": person_id(*ADA), "mergedFrom": sorted([person_id(*TABLET), person_id(*MAIL)])}
    for identity in (ADA, TABLET, MAIL):
        assert await ask(pipeline, text, id=person_id(*identity)) == expected


async def test_an_id_of_an_evicted_identity_finds_the_person_and_the_identity_does_not(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    cookies = [("ECID", f"{number:038}") for number in range(50)]
    await load(database, tmp_path, person(T1, ADA, cookies[0]))
    await load(database, tmp_path, *(person(T2, ADA, key) for key in cookies[1:]))
    text = "query Q($id: ID!) { person(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }"
    body = orjson.loads((await pipeline.answer(Request(text, variables={"id": person_id(*cookies[0])}))).body)
    assert body == {
        "data": {
            "person": {"id": person_id(*ADA)},
            "node": {"id": person_id(*ADA)},
            "nodes": [{"id": person_id(*ADA)}],
        }
    }
    by_identity = 'query Q($value: String!) { person(identity: {namespace: "ECID", value: $value}) { id } }'
    assert await ask(pipeline, by_identity, value=cookies[0][1]) is None


async def test_a_simulation_says_what_would_become_of_links_and_writes_nothing(
    pipeline: Pipeline, database: Database
) -> None:
    links = [link(T1, ADA, MAIL), link(T2, BOB, MAIL), link(T2, ADA, ("Shop", "1"))]
    namespaces = [{"code": "Shop", "type": "NON_PEOPLE"}]
    found = await ask(pipeline, SIMULATE, links=links, settings={"unique": ["CRMID"]}, namespaces=namespaces)
    assert [[each["value"] for each in graph["identities"]] for graph in found["graphs"]] == [
        ["ada"],
        ["bob", MAIL[1]],
        ["1"],
    ]
    assert [each["b"]["value"] for each in found["droppedLinks"]] == [MAIL[1], "1"]
    assert found["droppedLinks"][0]["lastEstablishedAt"] == T1
    assert "NON_PEOPLE" in found["droppedLinks"][1]["explanation"]
    plainly = await ask(pipeline, SIMULATE, links=links[:2])
    assert [len(graph["identities"]) for graph in plainly["graphs"]] == [3]
    assert await ask(pipeline, GRAPH, namespace="CRMID", value="ada") is None
    many = await ask(pipeline, SIMULATE, links=[link(T1, ADA, ("ECID", f"{n:038}")) for n in range(51)])
    assert [each["identity"]["value"] for each in many["evictedIdentities"]] == [f"{n:038}" for n in range(2)]


async def test_a_simulation_refuses_what_cannot_be(pipeline: Pipeline) -> None:
    assert await refusal(pipeline, SIMULATE, links=[link(T1, ADA, ADA)]) == (
        "BAD_INPUT",
        "CRMID ada is linked with itself.",
    )
    assert (await refusal(pipeline, SIMULATE, links=[link(T1, ADA, ("ECID", "1"))]))[0] == "BAD_IDENTITY"
    assert (await refusal(pipeline, SIMULATE, links=[link(T1, ADA, MAIL)] * 1_001))[0] == "LIMIT_EXCEEDED"
    bad = {"unique": ["ECID"]}
    assert (await refusal(pipeline, SIMULATE, links=[link(T1, ADA, TABLET)], settings=bad))[0] == "BAD_INPUT"


async def test_settings_change_by_mutation_and_the_rules_for_them_are_held(pipeline: Pipeline) -> None:
    changed = await ask(pipeline, SETTINGS, settings={"priority": ["Email", "CRMID"], "unique": ["CRMID", "Email"]})
    assert [(each["code"], each["unique"]) for each in changed["namespaces"]] == [
        ("Email", True), ("CRMID", True), ("b2b_person", False), ("Phone", False), ("Device", False), ("ECID", False),
    ]  # fmt: skip
    assert [each["priority"] for each in changed["namespaces"]] == [1, 2, 3, 4, 5, 6]
    code, message = await refusal(pipeline, SETTINGS, settings={"priority": ["ECID"]})
    assert code == "BAD_INPUT"
    assert "ECID names a device or browser and ranks above" in message
    everything = {"unique": ["CRMID", "Email", "Phone", "b2b_person"]}
    assert (await refusal(pipeline, SETTINGS, settings=everything))[0] == "LIMIT_EXCEEDED"
    kept = await ask(pipeline, "query Q { namespaces { code unique } }")
    assert [each["code"] for each in kept if each["unique"]] == ["Email", "CRMID"]


async def test_a_namespace_is_made_at_its_place_once_and_keeps_its_type(pipeline: Pipeline) -> None:
    made = await ask(pipeline, CREATE, code="Loyalty", type="CROSS_DEVICE", priority=2)
    assert [each["code"] for each in made["namespaces"]][:3] == ["CRMID", "Loyalty", "b2b_person"]
    assert await ask(pipeline, CREATE, code="Loyalty", type="CROSS_DEVICE") == made
    code, message = await refusal(pipeline, CREATE, code="Loyalty", type="COOKIE")
    assert (code, message) == ("BAD_INPUT", "The namespace Loyalty is there, with type CROSS_DEVICE.")
    assert (await refusal(pipeline, CREATE, code="no spaces", type="COOKIE"))[0] == "BAD_INPUT"
    assert (await refusal(pipeline, CREATE, code="Kiosk", type="DEVICE", priority=1))[0] == "BAD_INPUT"


async def test_a_shop_or_partner_id_joins_nobody_and_is_kept_with_the_record(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    await ask(pipeline, CREATE, code="Shop", type="NON_PEOPLE")
    shop = ("Shop", "malmo")
    await load(database, tmp_path, person(T1, ADA, shop), person(T1, BOB, shop), event(T2, "e", shop, ADA))
    for identity in (ADA, BOB):
        graph = await ask(pipeline, GRAPH, namespace=identity[0], value=identity[1])
        assert [each["value"] for each in graph["identities"]] == [identity[1]]
    assert await ask(pipeline, GRAPH, namespace="Shop", value="malmo") is None
    again = await load(database, tmp_path, person(T1, ADA, shop), person(T1, BOB, shop), event(T2, "e", shop, ADA))
    assert again.unchanged == 3


async def test_an_old_record_that_comes_after_a_delete_does_not_bury_who_has_the_shared_device_now(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    await ask(pipeline, SETTINGS, settings={"unique": ["CRMID"]})
    await load(database, tmp_path, person(T1, ADA, TABLET), person(T2, BOB, TABLET, firstName="Bob"))
    delete = {"entity": "delete", "of": "person", "person": {"namespace": "CRMID", "value": "ada"}, "observedAt": T3}
    await load(database, tmp_path, delete)
    report = await load(database, tmp_path, person(T1, ADA, TABLET))
    assert report.unchanged == 1
    graph = await ask(pipeline, GRAPH, namespace="CRMID", value="bob")
    assert sorted(each["value"] for each in graph["identities"]) == [TABLET[1], "bob"]
    assert await ask(pipeline, GRAPH, namespace="CRMID", value="ada") is None


UNLINK = """
mutation Unlink($identities: [IdentityInput!]!, $at: DateTime) {
  unlinkIdentities(dataset: "crm", identities: $identities, observedAt: $at) {
    status person { fullName identities { value } } other { fullName }
  }
}
"""


def both(one: tuple[str, str], other: tuple[str, str]) -> list[dict[str, str]]:
    return [{"namespace": namespace, "value": value} for namespace, value in (one, other)]


async def test_identities_that_are_unlinked_are_two_persons_until_something_later_links_them_again(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    await load(database, tmp_path, person(T1, ADA, MAIL, firstName="Ada"), event(T1, "read", MAIL))
    await load(database, tmp_path, event(T1, "log in", ADA, MAIL))
    parted = await ask(pipeline, UNLINK, identities=both(ADA, MAIL), at=T2)
    assert parted["person"] == {"fullName": "Ada", "identities": [{"value": "ada"}]}
    assert parted["other"] == {"fullName": None}
    assert (parted["status"], await events_of(database, ADA)) == ("UPDATED", ["log in"])
    assert await events_of(database, MAIL) == ["read"]
    again = await ask(pipeline, UNLINK, identities=both(MAIL, ADA), at=T2)
    assert again["status"] == "UNCHANGED"
    # What was observed by then does not join them, however late it comes; what is observed later does.
    await load(database, tmp_path, event(T1, "late", ADA, MAIL), person(T2, MAIL, ADA, dataset="web"))
    assert await persons(database) == [["ada"], [MAIL[1]]]
    await load(database, tmp_path, person(T3, ADA, MAIL))
    assert await persons(database) == [["ada", MAIL[1]]]
    assert await events_of(database, ADA) == ["late", "log in", "read"]


async def test_unlinking_gives_the_same_graph_whether_it_comes_before_or_after(
    pipeline: Pipeline, database: Database, tmp_path: Path
) -> None:
    records = [
        person(T1, ADA, MAIL, TABLET, firstName="Ada"), event(T1, "e", ADA, MAIL), person(T2, MAIL, dataset="web"),
        event(T3, "f", TABLET, MAIL), role(T1, MAIL, "k"), {"entity": "account", "key": "k", "observedAt": T1},
    ]  # fmt: skip
    unlink = {"entity": "delete", "of": "link", "identities": both(ADA, MAIL), "observedAt": T2}
    await load(database, tmp_path, *records)
    await load(database, tmp_path, unlink)
    expected = await dump(database)
    assert await persons(database) == [sorted([TABLET[1], MAIL[1], "ada"])]  # joined by the tablet still
    for order in ([unlink, *records], [*records[3:], unlink, *records[:3]], [*reversed(records), unlink]):
        await database.execute(Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n"))
        await load(database, tmp_path, *order, batch=1)
        assert await dump(database) == expected


async def test_a_link_is_unlinked_by_two_different_identities(pipeline: Pipeline) -> None:
    assert (await refusal(pipeline, UNLINK, identities=both(ADA, ADA)))[0] == "BAD_INPUT"
    assert (await refusal(pipeline, UNLINK, identities=[*both(ADA, MAIL), *both(BOB, MAIL)]))[0] == "BAD_INPUT"
