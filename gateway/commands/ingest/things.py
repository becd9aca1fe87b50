"""Accounts, opportunities, campaigns and segments: upserted field by field, linked when the other side is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.commands.ingest.edges import KEY
from gateway.commands.ingest.rows import columns, copies, literal, row_of
from gateway.commands.ingest.touching import touch_around, touch_step
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.records import ThingRecord
from gateway.domain.things import Thing, read_thing, thing_properties
from gateway.store.database import Transaction

_READ = "UNWIND $keys AS key MATCH (thing:{label} {{{key}: key}}) RETURN key, thing.observed"
_CREATE = "UNWIND $rows AS row CREATE (:{label} {properties})"
_UPDATE = "UNWIND $rows AS row MATCH (thing:{label} {{id: row[{id}]}}) SET thing = {properties}"
_DELETE = "UNWIND $keys AS key MATCH (thing:{label} {{{key}: key}}) DETACH DELETE thing"

# Both sides of a link keep the other's key, so whichever comes second makes it.
_LINKS_OUT = {
    "Account": (("parent_key", "CHILD_OF", "Account"),),
    "Opportunity": (("account_key", "BELONGS_TO", "Account"), ("campaign_key", "SOURCED_FROM", "Campaign")),
    "Campaign": (),
    "Segment": (),
}
_LINKS_IN = {
    "Account": (("Account", "parent_key", "CHILD_OF"), ("Opportunity", "account_key", "BELONGS_TO")),
    "Campaign": (("Opportunity", "campaign_key", "SOURCED_FROM"),),
    "Opportunity": (),
    "Segment": (),
}
_UNLINK = """
UNWIND $rows AS row
MATCH (:{label} {{key: row[0]}})-[old:{relationship}]->(other) WHERE row[1] IS NULL OR other.key <> row[1]
WITH old, other.id AS other
DELETE old
RETURN DISTINCT other
"""
_LINK_OUT = """
UNWIND $rows AS row
MATCH (thing:{label} {{key: row[0]}}) MATCH (other:{other} {{key: row[1]}})
MERGE (thing)-[:{relationship} {copies}]->(other)
"""
_LINK_NEW_OUT = _LINK_OUT.replace("MERGE", "CREATE")  # what is new has no links yet
_LINK_IN = """
UNWIND $keys AS key
MATCH (other:{other} {{{name}: key}}) MATCH (thing:{label} {{key: key}})
MERGE (other)-[:{relationship} {copies}]->(thing)
"""
# Where a rule came after the members it does not agree with.
_DROP_MEMBERS = """
UNWIND $keys AS key
MATCH (:Segment {name: key})<-[edge:MEMBER_OF]-(member)
WITH edge, member.id AS member
DELETE edge
RETURN DISTINCT member
"""


@dataclass(slots=True)
class ThingsResult:
    """What became of the things of a batch."""

    arrived: set[tuple[str, str]] = field(default_factory=set)
    """(label, key) of those that are new."""
    unchanged: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    """Indexes of records that made a thing."""
    odd: dict[int, str] = field(default_factory=dict)
    """What is odd about a thing that a record made so."""


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
    held = await read_things(transaction, label, {each.key for _, each in records})
    known, changed = set(held), set()
    for index, record in records:
        thing = held.get(record.key)
        if thing is None:
            thing = held[record.key] = Thing(label, record.key)
            result.created.add(index)
        if thing.take(record):
            changed.add(record.key)
        else:
            result.unchanged.add(index)
    await write_things(transaction, label, {key: held[key] for key in changed}, known)
    result.arrived.update((label, key) for key in changed - known)
    for index, record in records:
        if index not in result.unchanged and held[record.key].is_odd:
            result.odd[index] = f"opportunity {record.key} is won but not closed; it counts as open."


async def read_things(transaction: Transaction, label: str, keys: set[str]) -> dict[str, Thing]:
    """The things of a label that are there, by key."""
    text = _READ.format(label=label, key=KEY[label])
    found = await transaction.run(Statement(text, {"keys": sorted(keys)}))
    return {key: read_thing(label, key, observed) for key, observed in found}


async def write_things(transaction: Transaction, label: str, things: Mapping[str, Thing], known: set[str]) -> None:
    """Create things, or replace those that are known, and make the links that their keys ask for."""
    properties = {key: thing_properties(things[key]) for key in sorted(things)}
    for text, there in ((_CREATE, False), (_UPDATE, True)):
        rows = [row_of(label, each) for key, each in properties.items() if (key in known) == there]
        if rows:
            words = {"label": label, "properties": literal(label, "row"), "id": columns(label).index("id")}
            await transaction.run(Statement(text.format(**words), {"rows": rows}))
    for name, relationship, other in _LINKS_OUT[label]:
        words = {"label": label, "relationship": relationship, "other": other}
        words["copies"] = copies(relationship, "thing", "other")
        asked = [[key, each.get(name)] for key, each in properties.items()]
        for text, rows in (
            (_UNLINK, [row for row in asked if row[0] in known]),
            (_LINK_OUT, [row for row in asked if row[1] is not None and row[0] in known]),
            (_LINK_NEW_OUT, [row for row in asked if row[1] is not None and row[0] not in known]),
        ):
            if rows:
                left = await transaction.run(Statement(text.format(**words), {"rows": rows}))
                touch_step(transaction, relationship, (other for (other,) in left))
    new = [key for key in properties if key not in known]
    for other, name, relationship in _LINKS_IN[label]:
        if new:
            words = {"label": label, "relationship": relationship, "other": other, "name": name}
            words["copies"] = copies(relationship, "other", "thing")
            await transaction.run(Statement(_LINK_IN.format(**words), {"keys": new}))
    if label == "Segment":
        ruled = [key for key, each in properties.items() if key in known and each.get("expression") is not None]
        if ruled:
            left = await transaction.run(Statement(_DROP_MEMBERS, {"keys": ruled}))
            touch_step(transaction, "MEMBER_OF", (member for (member,) in left))
    await touch_around(transaction, label, {each["id"] for each in properties.values()})


async def delete_things(transaction: Transaction, label: str, keys: Sequence[str]) -> None:
    """Delete things with all their edges."""
    await touch_around(transaction, label, {public_id(label, key) for key in keys})
    await transaction.run(Statement(_DELETE.format(label=label, key=KEY[label]), {"keys": list(keys)}))
