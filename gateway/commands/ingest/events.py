"""Events: each once by its id; a later observation replaces an earlier one whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from gateway.commands.ingest.temporal import plain, set_node
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id, public_id
from gateway.domain.people import split_properties
from gateway.domain.records import EventRecord
from gateway.store.database import Transaction

_READ = """
UNWIND $keys AS key
MATCH (event:Event {key: key})
SET event.id = event.id
RETURN key, toString(event.observed_at), event.digest
"""
_DROP = "UNWIND $keys AS key MATCH (event:Event {key: key}) DETACH DELETE event"
_CREATE = f"""
UNWIND $rows AS row
MATCH (identity:Identity {{id: row[0]}})-[:IDENTIFIES]->(person:Person)
CREATE (person)-[:PERFORMED]->(event:Event)-[:SEEN_AS]->(identity)
WITH event, row[1] AS new
{set_node("event", "new", "Event")}
"""


async def ingest_events(transaction: Transaction, records: Sequence[tuple[int, EventRecord]]) -> set[int]:
    """Take events of known identities into the graph; returns the indexes of those that say nothing new."""
    if not records:
        return set()
    keys = sorted({each.key for _, each in records})
    held: dict[str, tuple[str, str]] = {}
    for key, at, digest in await transaction.run(Statement(_READ, {"keys": keys})):
        whole, _, fraction = at.rstrip("Z").partition(".")
        held[key] = (f"{whole}.{fraction:0<6}Z", digest)
    known = set(held)
    unchanged: set[int] = set()
    wins: dict[str, EventRecord] = {}
    for index, record in records:
        digest = _digest(record)
        at, other = held.get(record.key, ("", ""))
        if digest == other and (not record.dated or at >= record.at):
            unchanged.add(index)
        elif (record.at, _opposite(digest)) > (at, _opposite(other)):
            held[record.key] = (record.at, digest)
            wins[record.key] = record
        else:
            unchanged.add(index)
    replaced = sorted(set(wins) & known)
    if replaced:
        await transaction.run(Statement(_DROP, {"keys": replaced}))
    rows = [[identity_id(*each.identities[0]), _properties(each)] for _, each in sorted(wins.items())]
    if rows:
        await transaction.run(Statement(_CREATE, {"rows": rows}))
    return unchanged


def _properties(record: EventRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.properties.items():
        if value is not None:
            found |= split_properties(name, value)
    found |= {
        "id": public_id("Event", record.key),
        "key": record.key,
        "observed_at": record.at,
        "digest": _digest(record),
    }
    return plain(found)


def _digest(record: EventRecord) -> str:
    """Equal for equal events, whatever the time they were observed at."""
    return public_id(
        "Event", orjson.dumps([record.identities, record.properties], option=orjson.OPT_SORT_KEYS).decode()
    )


def _opposite(digest: str) -> tuple[int, ...]:
    """Orders digests the other way round: of equal times the smaller wins."""
    return tuple(-ord(each) for each in digest) or (-(2**20),)
