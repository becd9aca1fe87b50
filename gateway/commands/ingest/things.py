"""Nodes of accounts, opportunities, campaigns and segments: read, written, and linked when the other side is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.commands.ingest.edges import KEY
from gateway.commands.ingest.rows import columns, copies, literal, row_of
from gateway.commands.ingest.touching import touch_around, touch_step
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.things import Thing, read_thing, thing_properties
from gateway.store.database import Transaction

_READ = "UNWIND $keys AS key MATCH (thing:{label} {{{key}: key}}) RETURN key, thing.observed"
_OR_ANY_KEYS = """
UNION ALL
MATCH (any:SourceKey) WITH count(any) AS many RETURN null AS key, many AS `thing.observed`
"""
_OWNERS = "UNWIND $ids AS id MATCH (key:SourceKey {id: id})-[:KEY_OF]->(thing) RETURN key.key, thing.key"
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
WITH_KEYS = ("Account", "Opportunity")
"""Labels whose things may have several keys."""
LINKS_IN = {
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
_UNLINK_IN = """
UNWIND $keys AS key
MATCH (other:{other} {{{name}: key}})-[old:{relationship}]->(thing)
WITH old, other.id AS other, thing.id AS thing
DELETE old
RETURN collect([other, thing])
"""
_LINK_IN_AGAIN = """
UNWIND $rows AS row
MATCH (other:{other} {{{name}: row[0]}}) MATCH (thing:{label} {{key: row[1]}}) WHERE other <> thing
CREATE (other)-[:{relationship} {copies}]->(thing)
RETURN collect([other.id, thing.id])
"""
# Where a rule came after the members it does not agree with.
_DROP_MEMBERS = """
UNWIND $keys AS key
MATCH (:Segment {name: key})<-[edge:MEMBER_OF]-(member)
WITH edge, member.id AS member
DELETE edge
RETURN DISTINCT member
"""


async def read_things(transaction: Transaction, label: str, keys: Iterable[str]) -> dict[str, Thing]:
    """The things of a label that are there, by the keys that they go by."""
    text = _READ.format(label=label, key=KEY[label])
    found = await transaction.run(Statement(text, {"keys": sorted(keys)}))
    return {key: read_thing(label, key, observed) for key, observed in found}


async def read_known_things(transaction: Transaction, label: str, keys: Iterable[str]) -> tuple[dict[str, Thing], bool]:
    """The same, and whether anything has several keys: their count is kept, so asking costs nothing."""
    if label not in WITH_KEYS:
        return await read_things(transaction, label, keys), False
    text = _READ.format(label=label, key=KEY[label]) + _OR_ANY_KEYS
    *found, (_, many) = await transaction.run(Statement(text, {"keys": sorted(keys)}))
    return {key: read_thing(label, key, observed) for key, observed in found}, many > 0


async def write_things(
    transaction: Transaction, label: str, things: Mapping[str, Thing], known: set[str], *, any_keys: bool
) -> None:
    """Create things, or replace those that are known, and make the links that their keys ask for."""
    properties = await write_nodes(transaction, label, things, known)
    await link_out(transaction, label, properties, known, any_keys=any_keys)
    new = [key for key in properties if key not in known]
    for other, name, relationship in LINKS_IN[label]:
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


async def write_nodes(
    transaction: Transaction, label: str, things: Mapping[str, Thing], known: set[str]
) -> dict[str, dict[str, Any]]:
    """Create the nodes of things, or replace those that are known; returns the properties they have, by key."""
    properties = {key: thing_properties(things[key]) for key in sorted(things)}
    for text, there in ((_CREATE, False), (_UPDATE, True)):
        rows = [row_of(label, each) for key, each in properties.items() if (key in known) == there]
        if rows:
            words = {"label": label, "properties": literal(label, "row"), "id": columns(label).index("id")}
            await transaction.run(Statement(text.format(**words), {"rows": rows}))
    return properties


async def link_out(
    transaction: Transaction,
    label: str,
    properties: Mapping[str, Mapping[str, Any]],
    known: set[str],
    *,
    any_keys: bool,
) -> None:
    """Make the links that the properties of things ask for, by key, and take away those that they do not."""
    for name, relationship, other in _LINKS_OUT[label]:
        words = {"label": label, "relationship": relationship, "other": other}
        words["copies"] = copies(relationship, "thing", "other")
        asked: list[list[Any]] = [[key, each.get(name)] for key, each in properties.items()]
        if any_keys and other in WITH_KEYS:
            owner_of = await owners_of(transaction, other, {end for _, end in asked if end is not None})
            asked = [[key, owner_of.get(end, end)] for key, end in asked]
            # Where a thing's own keys say that it is below itself, it is not.
            asked = [[key, None if other == label and end == key else end] for key, end in asked]
        for text, rows in (
            (_UNLINK, [row for row in asked if row[0] in known]),
            (_LINK_OUT, [row for row in asked if row[1] is not None and row[0] in known]),
            (_LINK_NEW_OUT, [row for row in asked if row[1] is not None and row[0] not in known]),
        ):
            if rows:
                left = await transaction.run(Statement(text.format(**words), {"rows": rows}))
                touch_step(transaction, relationship, (other for (other,) in left))


async def link_in_again(transaction: Transaction, label: str, owner_of: Mapping[str, str | None]) -> None:
    """Lead the links that ask for keys to the things that the keys find now; None where one finds nothing."""
    rows = [[key, owner] for key, owner in sorted(owner_of.items())]
    for other, name, relationship in LINKS_IN[label] if rows else ():
        words = {"label": label, "relationship": relationship, "other": other, "name": name}
        words["copies"] = copies(relationship, "other", "thing")
        unlink = Statement(_UNLINK_IN.format(**words), {"keys": [key for key, _ in rows]})
        link = Statement(_LINK_IN_AGAIN.format(**words), {"rows": rows})
        for each in (unlink, link):
            ((pairs,),) = await transaction.run(each)
            touch_step(transaction, relationship, {end for pair in pairs for end in pair})


async def owners_of(transaction: Transaction, label: str, keys: Iterable[str]) -> dict[str, str]:
    """The keys that things go by, by other keys of theirs."""
    ids = sorted(public_id(label, key) for key in keys)
    return dict(await transaction.run(Statement(_OWNERS, {"ids": ids}))) if ids else {}


async def delete_things(transaction: Transaction, label: str, keys: Sequence[str]) -> None:
    """Delete things with all their edges."""
    await touch_around(transaction, label, {public_id(label, key) for key in keys})
    await drop_things(transaction, label, keys)


async def drop_things(transaction: Transaction, label: str, keys: Sequence[str]) -> None:
    """The same, of what is known to be touched."""
    if keys:
        await transaction.run(Statement(_DELETE.format(label=label, key=KEY[label]), {"keys": list(keys)}))
