"""Accounts, opportunities, campaigns and segments: upserted field by field, linked when the other side is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.commands.ingest.temporal import plain, set_node
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.observations import EXISTS, Observations, merged, pack, unpack, values
from gateway.domain.people import split_properties
from gateway.domain.records import ThingRecord
from gateway.store.database import Transaction

KEY = {"Account": "key", "Opportunity": "key", "Campaign": "key", "Segment": "name"}

_READ = "UNWIND $keys AS key MATCH (thing:{label} {{{name}: key}}) SET thing.id = thing.id RETURN key, thing.observed"
_CREATE = "UNWIND $rows AS row CREATE (thing:{label}) {set_node}"
_UPDATE = "UNWIND $rows AS row MATCH (thing:{label} {{id: row.id}}) {set_node}"
# Both sides of a link keep the other's key, so whichever comes second makes it.
_LINKS = {
    "Account": (("parent_key", "CHILD_OF", "Account"),),
    "Opportunity": (("account_key", "BELONGS_TO", "Account"), ("campaign_key", "SOURCED_FROM", "Campaign")),
    "Campaign": (),
    "Segment": (),
}
_LINKED_FROM = {
    "Account": (("Account", "parent_key", "CHILD_OF"), ("Opportunity", "account_key", "BELONGS_TO")),
    "Campaign": (("Opportunity", "campaign_key", "SOURCED_FROM"),),
    "Opportunity": (),
    "Segment": (),
}
_UNLINK = "UNWIND $ids AS id MATCH (:{label} {{id: id}})-[old:{relationship}]->() DELETE old"
_LINK_OUT = """
UNWIND $ids AS id
MATCH (thing:{label} {{id: id}}) MATCH (end:{end} {{key: thing.{name}}})
MERGE (thing)-[:{relationship}]->(end)
"""
_LINK_IN = """
UNWIND $keys AS key
MATCH (thing:{label} {{key: key}}) MATCH (other:{other} {{{name}: key}})
MERGE (other)-[:{relationship}]->(thing)
"""


@dataclass(slots=True)
class ThingsResult:
    """What became of the things of a batch."""

    arrived: set[tuple[str, str]] = field(default_factory=set)
    """(label, key) of those that are new."""
    unchanged: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


async def ingest_things(transaction: Transaction, records: Sequence[tuple[int, ThingRecord]]) -> ThingsResult:
    """Take the records of things into the graph."""
    result = ThingsResult()
    for label in KEY:
        mine = [(index, each) for index, each in records if each.label == label]
        if mine:
            await _ingest_label(transaction, label, mine, result)
    return result


async def _ingest_label(
    transaction: Transaction, label: str, records: Sequence[tuple[int, ThingRecord]], result: ThingsResult
) -> None:
    keys = sorted({each.key for _, each in records})
    found = await transaction.run(Statement(_READ.format(label=label, name=KEY[label]), {"keys": keys}))
    held: dict[str, tuple[str, Observations]] = {}
    for key, text in found:
        content = orjson.loads(text)
        held[key] = (content["first"], unpack(content["fields"]))
    known = set(held)
    changed: set[str] = set()
    for index, record in records:
        first, before = held.get(record.key, (record.at, {}))
        if not record.dated and _repeats(before, record.observations):
            result.unchanged.add(index)
            continue
        after = merged(before, record.observations)
        if after == before and record.at >= first:
            result.unchanged.add(index)
            continue
        held[record.key] = (min(first, record.at), after)
        changed.add(record.key)
    rows = {key: properties(label, key, *held[key]) for key in sorted(changed)}
    for row in rows.values():
        if row.get("is_won") and not row.get("is_closed"):
            result.warnings.append(f"opportunity {row['key']} is won but not closed; it counts as open.")
    await write_things(transaction, label, rows, known)
    result.arrived.update((label, key) for key in changed - known)


async def write_things(transaction: Transaction, label: str, rows: dict[str, dict[str, Any]], known: set[str]) -> None:
    """Create or replace things by key, and make the links that their keys ask for."""
    new = [row for key, row in rows.items() if key not in known]
    old = [row for key, row in rows.items() if key in known]
    for text, part in ((_CREATE, new), (_UPDATE, old)):
        if part:
            written = text.format(label=label, set_node=set_node("thing", "row", label))
            await transaction.run(Statement(written, {"rows": part}))
    for name, relationship, end in _LINKS[label]:
        words = {"label": label, "relationship": relationship, "name": name, "end": end}
        if old:
            await transaction.run(Statement(_UNLINK.format(**words), {"ids": [row["id"] for row in old]}))
        ids = [row["id"] for row in (*new, *old) if row.get(name) is not None]
        if ids:
            await transaction.run(Statement(_LINK_OUT.format(**words), {"ids": ids}))
    keys = sorted(key for key in rows if key not in known)
    for other, name, relationship in _LINKED_FROM[label]:
        if keys:
            text = _LINK_IN.format(label=label, other=other, name=name, relationship=relationship)
            await transaction.run(Statement(text, {"keys": keys}))


def properties(label: str, key: str, first: str, observations: Observations) -> dict[str, Any]:
    """The properties of a thing's node: the winning values, and what always has one."""
    found: dict[str, Any] = {}
    for name, value in values(observations).items():
        if value is not None:
            found |= split_properties(name, value)
    found["id"] = public_id(label, key)
    found[KEY[label]] = key
    found.setdefault("name", key)
    found["observed"] = orjson.dumps({"first": first, "fields": pack(observations)}).decode()
    found["created_at"] = first
    found["last_modified_at"] = observations[EXISTS][0]
    if label == "Opportunity":
        closed, won = found.setdefault("is_closed", False), found.setdefault("is_won", False)
        found["state"] = "OPEN" if not closed else "WON" if won else "LOST"
    if label == "Segment":
        found.setdefault("state", "PUBLISHED")
        found["evaluation"] = "BATCH"
    return plain(found)


def _repeats(held: Observations, said: Observations) -> bool:
    return all(name in held and held[name][2] == value for name, (_, _, value) in said.items())
