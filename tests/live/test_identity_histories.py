"""Random histories into a real graph: whatever the order, the repetition and the writers, the graph is the same.

It is also the graph that a plain reading of the rules gives, with everything that hangs on people where it belongs.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.commands.ingest_records import ingest_records
from gateway.commands.set_identity_settings import set_identity_settings
from gateway.cypher.statement import Statement
from gateway.domain.guardrails import Guardrails
from gateway.domain.identity_settings import DEFAULT, IdentitySettings
from gateway.domain.reading import read_record
from gateway.domain.records import IdentityKey
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from tests.domain.test_identity_graph import read_plainly
from tests.live.test_ingest import dump, person, role, value

pytestmark = pytest.mark.live

FEW = 5
"""How many identities a person may have in these histories, so that some are evicted."""
CODES = ["CRMID", "Email", "Phone", "ECID"]


@pytest.fixture
async def other_pool(engine_endpoint: Endpoint, settings: Settings) -> AsyncIterator[Database]:
    """A second writer, as another process would be one."""
    async with open_database(engine_endpoint) as database:
        yield database.within(Guardrails(person_identities=FEW))


@pytest.fixture
def narrow(database: Database) -> Database:
    """A database in which a person has few identities."""
    return database.within(Guardrails(person_identities=FEW))


def history(chance: random.Random) -> list[dict[str, Any]]:
    """Records, events and roles of a few identities, each at an instant of its own or not."""
    keys = [(code, f"{each:038}") for code in CODES for each in range(4)]
    records: list[dict[str, Any]] = [{"entity": "account", "key": "k", "observedAt": at(1)}]
    for number in range(chance.randint(5, 25)):
        identities = chance.sample(keys, chance.choice([1, 2, 2, 2, 3]))
        moment = at(chance.randint(1, 40))
        kind = chance.random()
        if kind < 0.5:
            dataset = chance.choice(["crm", "web"])
            record = person(moment, *identities, dataset=dataset, firstName=f"{number}")
            records.append(record)
        elif kind < 0.8:
            names = [{"namespace": code, "value": each} for code, each in identities]
            event = {"entity": "event", "id": f"e{number}", "identities": names, "eventType": "web.view"}
            records.append({**event, "timestamp": moment, "observedAt": moment})
        else:
            records.append(role(moment, identities[0], "k", role=chance.choice(["Buyer", "Champion"])))
    return records


def at(minute: int) -> str:
    return f"2026-01-01T00:{minute:02}:00Z"


async def write(database: Database, records: list[dict[str, Any]]) -> None:
    await ingest_records(database, [read_record(each, at(50)) for each in records])


async def people(database: Database) -> set[frozenset[IdentityKey]]:
    text = "MATCH (p:Person) RETURN collect(COLLECT { MATCH (p)<-[:IDENTIFIES]-(i) RETURN [i.namespace, i.value] })"
    return {frozenset((code, each) for code, each in keys) for keys in await value(database, text)}


async def graph(database: Database) -> dict[str, Any]:
    """Everything but what a waiting relation counts of lines."""
    return {name: each for name, each in (await dump(database)).items() if not name.startswith("Waiting")}


def expected(records: list[dict[str, Any]], settings: IdentitySettings) -> set[frozenset[IdentityKey]]:
    """Who is who by the rules as they are written."""
    seen: dict[IdentityKey, str] = {}
    links: dict[frozenset[IdentityKey], str] = {}
    speaking: set[IdentityKey] = set()
    for record in records:
        if record["entity"] not in ("person", "event"):
            continue
        keys = [(each["namespace"], each["value"]) for each in record["identities"]]
        if record["entity"] == "event":
            keys.sort(key=lambda key: (CODES.index(key[0]), key[1]))
        speaking.add(keys[0])
        moment = record.get("timestamp", record["observedAt"])
        told = moment[:8] + f"{int(moment[14:16]):02}" + moment[10:]  # minutes as days: what the plain reading counts
        for key in keys:
            seen[key] = max(told, seen.get(key, ""))
        for key in keys[1:]:
            pair = frozenset((keys[0], key))
            links[pair] = max(told, links.get(pair, ""))
    return {each for each in read_plainly(seen, links, settings, FEW) if each & speaking}


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(each, marks=pytest.mark.long) for each in range(12, 112))])
async def test_a_history_gives_one_graph_in_any_order_with_repetition_and_two_writers_at_once(
    narrow: Database, other_pool: Database, seed: int
) -> None:
    database = narrow
    chance = random.Random(seed)
    records = history(chance)
    unique = chance.choice([[], ["CRMID"], ["CRMID", "Email"], ["CRMID", "Phone"]])
    await set_identity_settings(database, unique=unique)
    await write(database, records)
    once = await graph(database)
    assert await people(database) == expected(records, DEFAULT.changed(None, unique))
    await _every_event_and_role_is_with_whom_it_names(database, records)

    await database.execute(Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n"))
    again = [*records, *chance.sample(records, len(records) // 3)]
    chance.shuffle(again)
    parts = [again[0::3], again[1::3], again[2::3]]

    async def writer(pool: Database, mine: list[dict[str, Any]]) -> None:
        size = chance.choice([1, 2, 5])
        for start in range(0, len(mine), size):
            await write(pool, mine[start : start + size])

    await asyncio.gather(*map(writer, [database, other_pool, database], parts))
    assert await graph(database) == once


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(each, marks=pytest.mark.long) for each in range(4, 54))])
async def test_deletes_of_people_and_links_give_one_graph_in_any_order(database: Database, seed: int) -> None:
    """Where nothing is unique and nobody has to leave: who is deleted is whoever was linked by then."""
    chance = random.Random(seed)
    one = _withdrawal if seed % 2 else _delete
    records = [*history(chance), *(one(chance) for _ in range(chance.randint(1, 4)))]
    await write(database, records)
    once = await graph(database)
    await database.execute(Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n"))
    chance.shuffle(records)
    for each in records:
        await write(database, [each])
    assert _without_tombstones(await graph(database)) == _without_tombstones(once)


def _delete(chance: random.Random) -> dict[str, Any]:
    one, other = ({"namespace": each, "value": f"{chance.randrange(4):038}"} for each in chance.sample(CODES, 2))
    delete = {"entity": "delete", "observedAt": at(chance.randint(1, 45))}
    if chance.random() < 0.5:
        return {**delete, "of": "person", "person": one}
    return {**delete, "of": "link", "identities": [one, other]}


def _withdrawal(chance: random.Random) -> dict[str, Any]:
    """That a dataset says nothing of one of its records any more, or a link is taken back."""
    one, other = ({"namespace": each, "value": f"{chance.randrange(4):038}"} for each in chance.sample(CODES, 2))
    delete = {"entity": "delete", "observedAt": at(chance.randint(1, 45))}
    if chance.random() < 0.7:
        return {**delete, "of": "fragment", "dataset": chance.choice(["crm", "web"]), "identities": [one]}
    return {**delete, "of": "link", "identities": [one, other]}


def _without_tombstones(found: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in found.items() if not name.startswith("Tombstone")}


async def _every_event_and_role_is_with_whom_it_names(database: Database, records: list[dict[str, Any]]) -> None:
    text = """
        MATCH (p)-[:PERFORMED]->(e)-[:SEEN_AS]->(i) WHERE NOT (p)<-[:IDENTIFIES]-(i) RETURN count(*)
    """
    assert await value(database, text) == 0
    events = sum(each["entity"] == "event" for each in records)
    assert await value(database, "MATCH ()-[:PERFORMED]->(e) RETURN count(e)") == events
    text = """
        MATCH (p:Person)-[r:WORKS_FOR]->()
        RETURN collect([r.claims, COLLECT { MATCH (p)<-[:IDENTIFIES]-(i) RETURN i.namespace + ':' + i.value }])
    """
    for claims, names in await value(database, text):
        assert any(name in claims for name in names)
    text = "MATCH (f:Fragment)-[:KEYED_BY]->(i) WHERE NOT (i)-[:IDENTIFIES]->() RETURN count(f)"
    assert await value(database, text) == 0
