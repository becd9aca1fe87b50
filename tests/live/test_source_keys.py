"""Accounts and deals of several source keys in a real graph: joined and parted, with everything that hangs on them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.commands.resolve_graph import resolve_graph
from gateway.cypher.statement import Statement
from gateway.domain.guardrails import Guardrails
from gateway.domain.reading import read_record
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from tests.domain.test_source_keys import plainly
from tests.live.answering import answer
from tests.live.test_ingest import dump, person, role, value

pytestmark = pytest.mark.live

CRM, MKTO, DUNS = "001x@00Dx.Salesforce", "77@munchkin.Marketo", "150483782"
ADA, BOB = ("CRMID", "ada"), ("CRMID", "bob")

ACCOUNT = """
query Account($key: String!) {
  account(key: $key) {
    id key externalKeys name industry
    parent { key } children { nodes { key } }
    people { edges { role node { identities { value } } } }
    opportunities { nodes { key } }
    segmentMemberships { segment { name } }
  }
}
"""


def at(minute: int) -> str:
    return f"2026-01-01T00:{minute:02}:00Z"


def account(minute: int, key: str, external: Iterable[str] | None = (), **more: Any) -> dict[str, Any]:
    parent = {"parentKey": more.pop("parent")} if "parent" in more else {}
    record = {"entity": "account", "key": key, "observedAt": at(minute), "attributes": more, **parent}
    return record if external == () else record | {"externalKeys": None if external is None else list(external)}


def deal(minute: int, key: str, account_key: str, external: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    told = {"entity": "opportunity", "key": key, "accountKey": account_key, "observedAt": at(minute)}
    return told | {"attributes": more} | ({"externalKeys": list(external)} if external else {})


def member(minute: int, segment: str, key: str) -> dict[str, Any]:
    told = {"entity": "segment_membership", "segment": segment, "accountKey": key, "status": "REALIZED"}
    return told | {"lastQualifiedAt": at(minute), "observedAt": at(minute)}


def in_deal(minute: int, identity: tuple[str, str], key: str) -> dict[str, Any]:
    who = {"namespace": identity[0], "value": identity[1]}
    return {"entity": "opportunity_person", "opportunityKey": key, "person": who, "observedAt": at(minute)}


def segment(name: str) -> dict[str, Any]:
    return {"entity": "segment", "name": name, "observedAt": at(0)}


async def write(database: Database, *records: dict[str, Any]) -> BatchReport:
    return await ingest_records(database, [read_record(each, at(59)) for each in records])


async def one(database: Database, key: str) -> Any:
    return (await answer(database, ACCOUNT, key=key))["account"]


def roles(found: Any) -> list[tuple[str, str | None]]:
    return sorted((each["node"]["identities"][0]["value"], each["role"]) for each in found["people"]["edges"])


async def copies(database: Database) -> None:
    """A company in the CRM and in marketing automation, each with people, deals, subsidiaries and a segment."""
    await write(
        database,
        person(at(1), ADA), person(at(1), BOB), segment("Key accounts"), segment("Trials"),
        account(1, CRM, name="Acme Corporation", industry="Toys"), account(2, MKTO, name="Acme"),
        role(at(3), ADA, CRM, role="Buyer"), role(at(3), BOB, MKTO, role="Champion"),
        role(at(4), ADA, MKTO, role="Buyer"),
        deal(3, "d1", CRM), deal(3, "d2", MKTO), account(3, "sub", (), parent=MKTO),
        member(4, "Key accounts", CRM), member(4, "Trials", MKTO),
    )  # fmt: skip


async def test_the_copy_that_names_the_crm_key_is_one_account_with_it_and_all_that_hangs_on_both(
    database: Database,
) -> None:
    await copies(database)
    before = await one(database, MKTO)
    await write(database, account(5, MKTO, [CRM], name="Acme Inc"))
    found = await one(database, CRM)
    assert (found["key"], found["externalKeys"], found["name"], found["industry"]) == (CRM, [MKTO], "Acme Inc", "Toys")
    assert roles(found) == [("ada", "Buyer"), ("bob", "Champion")]
    assert [each["key"] for each in found["opportunities"]["nodes"]] in (["d1", "d2"], ["d2", "d1"])
    assert [each["key"] for each in found["children"]["nodes"]] == ["sub"]
    assert [each["segment"]["name"] for each in found["segmentMemberships"]] == ["Key accounts", "Trials"]
    assert await one(database, MKTO) == found
    assert (await answer(database, "query($id: ID!) { account(id: $id) { key } }", id=before["id"]))["account"] == {
        "key": CRM
    }
    text = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } accounts { totalCount } }"
    seen = await answer(database, text, id=before["id"])
    assert seen == {
        "node": {"id": found["id"]}, "nodes": [{"id": found["id"]}], "accounts": {"totalCount": 2}
    }  # fmt: skip


async def test_a_later_record_that_drops_the_key_takes_them_apart_again_with_what_each_was_told(
    database: Database,
) -> None:
    await copies(database)
    before = await dump(database)
    await write(database, account(5, MKTO, [CRM]), role(at(5), BOB, CRM, role="Buyer"))
    await write(database, account(6, MKTO, None))
    crm, mkto = await one(database, CRM), await one(database, MKTO)
    assert (crm["key"], crm["externalKeys"], mkto["key"], mkto["externalKeys"]) == (CRM, [], MKTO, [])
    assert (crm["name"], mkto["name"]) == ("Acme Corporation", "Acme")
    assert roles(crm) == [("ada", "Buyer"), ("bob", "Buyer")]
    assert roles(mkto) == [("ada", "Buyer"), ("bob", "Champion")]
    assert [[each["key"] for each in found["opportunities"]["nodes"]] for found in (crm, mkto)] == [["d1"], ["d2"]]
    assert [[each["key"] for each in found["children"]["nodes"]] for found in (crm, mkto)] == [[], ["sub"]]
    assert [[s["segment"]["name"] for s in found["segmentMemberships"]] for found in (crm, mkto)] == [
        ["Key accounts"], ["Trials"]
    ]  # fmt: skip
    assert (await dump(database)).keys() == before.keys()


async def test_what_names_a_key_that_only_other_records_know_finds_the_account_and_waits_when_it_does_no_more(
    database: Database,
) -> None:
    early = await write(database, person(at(1), ADA), role(at(2), ADA, DUNS), deal(2, "d", DUNS))
    assert early.waiting == {1}
    joined = await write(database, account(3, CRM, [DUNS]), member(3, "Key accounts", DUNS), segment("Key accounts"))
    assert joined.joined == {"": 1}
    found = await one(database, DUNS)
    assert (found["key"], roles(found), len(found["opportunities"]["nodes"])) == (CRM, [("ada", None)], 1)
    assert found["segmentMemberships"] == [{"segment": {"name": "Key accounts"}}]
    await write(database, account(4, CRM, None))
    assert await one(database, DUNS) is None
    found = await one(database, CRM)
    assert (found["people"]["edges"], found["opportunities"]["nodes"], found["segmentMemberships"]) == ([], [], [])
    await write(database, account(5, MKTO, [DUNS]))
    assert roles(await one(database, MKTO)) == [("ada", None)]


async def test_a_delete_of_one_copy_leaves_the_account_to_the_other(database: Database) -> None:
    await copies(database)
    await write(database, account(5, MKTO, [CRM], name="Acme Inc"))
    await write(database, {"entity": "delete", "of": "account", "key": CRM, "observedAt": at(6)})
    found = await one(database, MKTO)
    assert (found["key"], found["externalKeys"], found["name"], found["industry"]) == (MKTO, [CRM], "Acme Inc", None)
    assert roles(found) == [("ada", "Buyer"), ("bob", "Champion")]
    assert await one(database, CRM) == found
    await write(database, {"entity": "delete", "of": "account", "key": MKTO, "observedAt": at(7)})
    assert (await one(database, MKTO), await one(database, CRM)) == (None, None)
    assert await value(database, "MATCH (key:SourceKey) RETURN count(key)") == 0


async def test_a_role_is_deleted_of_the_key_that_it_was_told_of(database: Database) -> None:
    await copies(database)
    await write(database, account(5, MKTO, [CRM]))
    gone = {"entity": "delete", "of": "account_person", "role": "Buyer", "observedAt": at(6)}
    who = {"namespace": ADA[0], "value": ADA[1]}
    await write(database, gone | {"accountKey": MKTO, "person": who})
    assert roles(await one(database, CRM)) == [("ada", "Buyer"), ("bob", "Champion")]
    await write(database, gone | {"accountKey": CRM, "person": who})
    assert roles(await one(database, CRM)) == [("bob", "Champion")]


async def test_deals_of_two_systems_are_one_deal(database: Database) -> None:
    await write(database, person(at(1), ADA), account(1, CRM), account(1, MKTO, [CRM]))
    await write(database, deal(1, "o1", CRM, stage="Won"), deal(2, "o2", MKTO, ["o1"], nextStep="Sign"))
    await write(database, in_deal(3, ADA, "o2"), in_deal(3, ADA, "o1"))
    text = """{ opportunity(key: "o2") { key externalKeys stage nextStep account { key } people { totalCount } } }"""
    assert (await answer(database, text))["opportunity"] == {
        "key": "o1", "externalKeys": ["o2"], "stage": "Won", "nextStep": "Sign", "account": {"key": CRM},
        "people": {"totalCount": 1},
    }  # fmt: skip


async def test_an_account_that_its_own_keys_put_below_itself_has_no_parent(database: Database) -> None:
    await write(database, account(1, CRM), account(2, MKTO, [CRM], parent=CRM))
    assert (await one(database, CRM))["parent"] is None
    await write(database, account(3, MKTO, None))
    assert (await one(database, MKTO))["parent"] == {"key": CRM}


async def test_a_record_is_told_whether_it_made_an_account(database: Database) -> None:
    first = await write(database, account(1, CRM), account(1, MKTO, [DUNS]), account(2, MKTO, [DUNS, CRM]))
    assert (first.created, first.unchanged) == ({0}, set())
    again = await write(database, account(1, CRM), account(2, MKTO, [DUNS, CRM]), account(1, "new", [MKTO]))
    assert (again.created, again.unchanged) == (set(), {0, 1})


async def test_an_answer_that_was_kept_shows_the_account_as_it_is_once_its_keys_are_joined_or_parted(
    database: Database, settings: Settings
) -> None:
    pipeline = build_pipeline(settings, database)

    async def ask(text: str, **variables: Any) -> Any:
        answer = orjson.loads((await pipeline.answer(Request(text, variables=variables))).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def seen() -> list[tuple[str, str, int]]:
        text = """{ person(identity: { namespace: "CRMID", value: "bob" }) {
          accounts { nodes { key name opportunities { totalCount } } } } }"""
        nodes = (await ask(text))["person"]["accounts"]["nodes"]
        return [(each["key"], each["name"], each["opportunities"]["totalCount"]) for each in nodes]

    async def told(minute: int, external: list[str] | None) -> None:
        text = (
            """mutation($account: AccountRecordInput!) { upsertAccount(dataset: "m", account: $account) { status } }"""
        )
        await ask(text, account={"key": MKTO, "externalKeys": external, "observedAt": at(minute)})

    await copies(database)
    assert await seen() == await seen() == [(MKTO, "Acme", 1)]
    await told(5, [CRM])
    assert await seen() == await seen() == [(CRM, "Acme", 2)]
    await told(6, None)
    assert await seen() == [(MKTO, "Acme", 1)]


async def test_a_parent_that_is_named_by_another_key_makes_accounts_related(database: Database) -> None:
    await write(database, account(1, CRM, name="Holding"), account(2, MKTO, [CRM]), account(3, "sub", parent=MKTO))
    await resolve_graph(database, at(9))
    text = """{ account(key: "sub") { relatedAccounts { account { key } reasons } } }"""
    found = (await answer(database, text))["account"]["relatedAccounts"]
    assert found == [{"account": {"key": CRM}, "reasons": ["parent account"]}]


async def test_an_account_has_no_more_keys_than_the_guardrail_allows(database: Database) -> None:
    few = database.within(Guardrails(account_keys=2))
    await write(few, account(1, "a", ["x"]), account(2, "b", ["x"]))
    assert [(await one(database, key))["externalKeys"] for key in ("a", "b")] == [[], ["x"]]
    await write(few, account(3, "b", None))
    assert (await one(database, "a"))["externalKeys"] == ["x"]


KEYS = ["a", "b", "c", "d", "e"]
PEOPLE = [("CRMID", "p"), ("CRMID", "q"), ("Email", "r@x.example")]


def history(chance: random.Random, *, deletes: bool) -> list[dict[str, Any]]:
    """Records of a few keys that name each other, and of what hangs on them."""
    records: list[dict[str, Any]] = [segment("s"), *(person(at(1), each) for each in PEOPLE)]
    for number in range(chance.randint(6, 24)):
        key, minute = chance.choice(KEYS), chance.randint(1, 40)
        kind = chance.random()
        if kind < 0.5:
            external = chance.choice([None, [], chance.sample([*KEYS, "x", "y"], chance.choice([1, 1, 2]))])
            more = {"parent": chance.choice([each for each in KEYS if each != key])} if chance.random() < 0.2 else {}
            told = account(minute, key, external, name=f"{number}", **more)
            if chance.random() < 0.3:
                told = deal(minute, key, chance.choice(["a", "x"]), external or (), name=f"{number}")
            records.append(told)
        elif kind < 0.65:
            records.append(role(at(minute), chance.choice(PEOPLE), chance.choice([*KEYS, "x"]), role="Buyer"))
        elif kind < 0.72:
            records.append(in_deal(minute, chance.choice(PEOPLE), key))
        elif kind < 0.8:
            records.append(member(minute, "s", chance.choice([key, "y"])))
        elif kind < 0.85:
            records.append(person(at(minute), *chance.sample(PEOPLE, 2)))
        elif deletes:
            gone: dict[str, Any] = {"entity": "delete", "observedAt": at(minute), "of": "account", "key": key}
            if chance.random() < 0.4:
                who = dict(zip(("namespace", "value"), chance.choice(PEOPLE), strict=True))
                gone = {"entity": "delete", "of": "account_person", "observedAt": at(minute), "role": "Buyer"}
                gone |= {"accountKey": key, "person": who}
            records.append(gone)
    return records


@pytest.fixture
async def other_pool(engine_endpoint: Endpoint, settings: Settings) -> AsyncIterator[Database]:
    """A second writer, as another process would be one."""
    async with open_database(engine_endpoint) as database:
        yield database


async def graph(database: Database) -> dict[str, Any]:
    found = await dump(database)
    return {name: each for name, each in found.items() if not name.startswith(("Waiting", "Tombstone"))}


async def _follows_the_records(database: Database, records: list[dict[str, Any]]) -> None:
    """Accounts, and the account of each role, are those of a plain reading."""
    told = [
        (each["key"], int(each["observedAt"][14:16]), tuple(each["externalKeys"] or ()))
        for each in records
        if each["entity"] == "account" and "externalKeys" in each
    ]
    recorded = {each["key"] for each in records if each["entity"] == "account"}
    groups = plainly([*told, *((key, 0, ()) for key in recorded)])
    found = {
        frozenset([key, *others]): key
        for key, others in await value(
            database, "MATCH (a:Account) RETURN collect([a.key, coalesce(a.external_keys, [])])"
        )
    }
    assert found.keys() == groups
    own = {key: account for keys, account in found.items() for key in keys}
    await _relations_are_where_they_were_told(database, records, own)


async def _relations_are_where_they_were_told(
    database: Database, records: list[dict[str, Any]], own: Mapping[str, str]
) -> None:
    text = """
        MATCH (i:Identity)-[:IDENTIFIES]->(:Person)-[r:WORKS_FOR]->(a:Account)
        RETURN collect(DISTINCT [i.value, a.key])
    """
    edges = {(who, key) for who, key in await value(database, text)}
    for each in records:
        if each["entity"] == "account_person" and each["accountKey"] in own:
            assert (each["person"]["value"], own[each["accountKey"]]) in edges
    text = "MATCH (a:Account)-[:MEMBER_OF]->() RETURN collect(a.key)"
    members = {own[each["accountKey"]] for each in records if each.get("accountKey") in own and "segment" in each}
    assert set(await value(database, text)) == members


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(each, marks=pytest.mark.long) for each in range(12, 212))])
async def test_a_history_gives_one_graph_in_any_order_with_repetition_and_two_writers_at_once(
    database: Database, other_pool: Database, seed: int
) -> None:
    chance = random.Random(seed)
    records = history(chance, deletes=seed % 2 == 1)
    await write(database, *records)
    once = await graph(database)
    if seed % 2 == 0:
        await _follows_the_records(database, records)
    await database.execute(Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n"))
    again = [*records, *chance.sample(records, len(records) // 3)]
    chance.shuffle(again)

    async def writer(pool: Database, mine: list[dict[str, Any]]) -> None:
        size = chance.choice([1, 2, 5])
        for start in range(0, len(mine), size):
            await write(pool, *mine[start : start + size])

    await asyncio.gather(writer(database, again[0::2]), writer(other_pool, again[1::2]))
    assert await graph(database) == once
