"""Events: each once by its id; a later observation replaces an earlier one whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.commands.ingest.rows import copies, instant_text, literal, row_of
from gateway.commands.ingest.touching import touch
from gateway.cypher.statement import Statement
from gateway.domain.ids import digest, identity_id, public_id
from gateway.domain.people import split_properties
from gateway.domain.records import EventRecord
from gateway.store.database import Transaction

_READ = """
UNWIND $keys AS key
MATCH (event:Event {key: key})-[:SEEN_AS]->(identity:Identity)
RETURN key, toString(event.observed_at), event.dataset, event.digest, toString(event.timestamp),
  coalesce(event.identities, [identity.id])
"""
_DROP = "UNWIND $keys AS key MATCH (event:Event {key: key}) DETACH DELETE event"
_CREATE = f"""
UNWIND $rows AS row
MATCH (identity:Identity {{id: row[0]}})-[:IDENTIFIES]->(person:Person)
CREATE (event:Event {literal("Event", "row", 1)})-[:SEEN_AS]->(identity)
CREATE (person)-[:PERFORMED {copies("PERFORMED", "person", "event")}]->(event)
RETURN DISTINCT person.id
"""


@dataclass(slots=True)
class EventsResult:
    """Which events of a batch are to be, and what they replace."""

    winners: dict[str, tuple[int, EventRecord]] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    """Indexes of events whose ids were not known."""
    replaced: set[str] = field(default_factory=set)
    loosened: set[str] = field(default_factory=set)
    """Ids of identities that a replaced event carried or saw at another time than the new one does."""


@dataclass(frozen=True, slots=True)
class _Held:
    at: str
    dataset: str
    digest: str


async def choose_events(transaction: Transaction, records: Sequence[tuple[int, EventRecord]]) -> EventsResult:
    """Find which events say something new. Of equal times the smaller dataset wins, then the smaller digest."""
    result = EventsResult()
    if not records:
        return result
    rows = await transaction.run(Statement(_READ, {"keys": sorted({each.key for _, each in records})}))
    held = {key: _Held(instant_text(at), dataset, told) for key, at, dataset, told, _, _ in rows}
    for index, record in records:
        ours, other = _Held(record.at, record.dataset, _digest(record)), held.get(record.key)
        if other is None or _wins(ours, other, dated=record.dated):
            held[record.key] = ours
            result.winners[record.key] = (index, record)
        else:
            result.unchanged.add(index)
    known = {row[0] for row in rows}
    result.created.update(index for key, (index, _) in result.winners.items() if key not in known)
    for key, _, _, _, timestamp, identities in rows:
        if key in result.winners:
            result.replaced.add(key)
            now = result.winners[key][1]
            same = {identity_id(*each) for each in now.identities} == set(identities)
            if not same or now.properties["timestamp"] != instant_text(timestamp):
                result.loosened.update(identities)
    return result


async def write_events(transaction: Transaction, chosen: EventsResult) -> None:
    """Create the chosen events, in the place of those they replace; their identities have to be there."""
    if chosen.replaced:
        await transaction.run(Statement(_DROP, {"keys": sorted(chosen.replaced)}))
    rows = [
        [identity_id(*each.identities[0]), *row_of("Event", _properties(each))]
        for _, (_, each) in sorted(chosen.winners.items())
    ]
    if rows:
        touch(transaction, [person for (person,) in await transaction.run(Statement(_CREATE, {"rows": rows}))])


def _wins(one: _Held, other: _Held, *, dated: bool) -> bool:
    if one.digest == other.digest and not dated:
        return False
    if one.at != other.at:
        return one.at > other.at
    return (one.dataset, one.digest) < (other.dataset, other.digest)


def _properties(record: EventRecord) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": public_id("Event", record.key),
        "key": record.key,
        "dataset": record.dataset,
        "observed_at": record.at,
        "digest": _digest(record),
    }
    if len(record.identities) > 1:
        found["identities"] = [identity_id(*each) for each in record.identities]
    for name, value in record.properties.items():
        if value is not None:
            found |= split_properties(name, value)
    return found


def _digest(record: EventRecord) -> str:
    """Equal for equal events, whatever the time they were observed at."""
    told = [record.dataset, sorted((*record.identities, *record.beside)), record.properties]
    return digest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode())
