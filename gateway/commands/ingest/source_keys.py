"""Accounts and deals that have several keys: which keys are one thing is worked out anew when a record says so.

A thing with one key, which no record calls by another, is not met here. Keys that records name, or that name others,
have nodes of their own, which keep what the records of each key say; the thing's node holds the merge of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gateway.commands.ingest.key_claims import move_claims
from gateway.commands.ingest.things import drop_things, link_in_again, link_out, read_things, write_nodes
from gateway.commands.ingest.touching import touch, touch_around
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.source_keys import KeyGroup, external_keys, key_groups, thing_of
from gateway.domain.things import Thing, observed_text, read_thing
from gateway.store.database import Transaction

_WITH_NODES = "UNWIND $ids AS id MATCH (key:SourceKey {id: id}) RETURN key.key"
_READ = """
UNWIND $ids AS id
MATCH (key:SourceKey {id: id})
RETURN key.key, key.observed,
  head(COLLECT { MATCH (key)-[:KEY_OF]->(thing) RETURN thing.key }),
  COLLECT { MATCH (key)-[:NAMES]-(other) RETURN other.key }
"""
_WRITE = """
UNWIND $rows AS row
MERGE (key:SourceKey {id: row[0]})
SET key.key = row[1], key.observed = row[2]
WITH key MATCH (key)-[old:KEY_OF|NAMES]->()
DELETE old
"""
_KEY_OF = """
UNWIND $rows AS row
MATCH (key:SourceKey {id: row[0]}) MATCH (thing:LABEL {key: row[1]})
CREATE (key)-[:KEY_OF]->(thing)
"""
_NAMES = """
UNWIND $rows AS row
MATCH (key:SourceKey {id: row[0]}) MATCH (other:SourceKey {id: row[1]})
CREATE (key)-[:NAMES]->(other)
"""
_DROP = "UNWIND $ids AS id MATCH (key:SourceKey {id: id}) DETACH DELETE key"


@dataclass(slots=True)
class KeyGraph:
    """Keys, with all that records join them to: first as the graph holds them, then as it is to."""

    things: dict[str, Thing] = field(default_factory=dict)
    """What the records of each key say, of the keys that have any."""
    owner_of: dict[str, str] = field(default_factory=dict)
    """The key that the thing of each key goes by."""
    with_nodes: set[str] = field(default_factory=set)
    """The keys that have nodes of their own."""
    keys: set[str] = field(default_factory=set)


async def keys_with_nodes(transaction: Transaction, label: str, keys: Iterable[str]) -> set[str]:
    """Those of some keys that records join with others."""
    ids = sorted(public_id(label, key) for key in keys)
    return {key for (key,) in await transaction.run(Statement(_WITH_NODES, {"ids": ids}))} if ids else set()


async def read_key_graph(transaction: Transaction, label: str, keys: Iterable[str]) -> KeyGraph:
    """Everything around some keys, read in as many steps as the farthest is away."""
    found = KeyGraph()
    wanted = set(keys)
    while wanted:
        found.keys |= wanted
        following: set[str] = set()
        for key, thing in (await read_things(transaction, label, wanted)).items():
            found.owner_of[key] = key
            if thing.other_keys is None:
                found.things[key] = thing
                following.update(external_keys(thing))
        ids = sorted(public_id(label, key) for key in wanted)
        for key, observed, owner, others in await transaction.run(Statement(_READ, {"ids": ids})):
            found.with_nodes.add(key)
            following.update(others)
            if observed is not None:
                found.things[key] = read_thing(label, key, observed)
            if owner is not None:
                found.owner_of[key] = owner
        wanted = following - found.keys
    return found


async def regroup_keys(
    transaction: Transaction, label: str, graph: KeyGraph, changed: set[str], until: Mapping[str, str]
) -> set[str]:
    """Make the graph what the records of the keys say; returns the keys that find something now and did not before.

    `changed` are the keys of which something else is said than the graph holds. What was claimed of a key up to its
    instant in `until` goes.
    """
    before, groups = graph.owner_of, key_groups(graph.things, transaction.guardrails.account_keys)
    after = {key: group.key for group in groups for key in group.keys}
    moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    joined = _joined(graph.things)
    changed = changed | moved | {before[key] for key in moved & before.keys()} | (joined ^ graph.with_nodes)
    things = {group.key: _thing(group, graph.things, joined) for group in groups if not changed.isdisjoint(group.keys)}
    known, gone = set(before.values()), sorted(set(before.values()) - set(after.values()))
    touch(transaction, (public_id(label, key) for key in moved))  # answers that were asked by them
    await touch_around(transaction, label, {public_id(label, key) for key in (*gone, *(known & things.keys()))})
    properties = await write_nodes(transaction, label, things, known)
    await _write_keys(transaction, label, graph, after, joined)
    await move_claims(transaction, label, before, after, until)
    await drop_things(transaction, label, gone)
    await link_out(transaction, label, properties, known, any_keys=True)
    await link_in_again(transaction, label, {key: after.get(key) for key in moved})
    await touch_around(transaction, label, {public_id(label, key) for key in things})
    return after.keys() - before.keys()


def _joined(things: Mapping[str, Thing]) -> set[str]:
    """The keys that name others or are named, whether it counts or not."""
    return {key for own, thing in things.items() if (named := external_keys(thing)) for key in (own, *named)}


def _thing(group: KeyGroup, things: Mapping[str, Thing], joined: set[str]) -> Thing:
    thing = thing_of(group, things)
    return thing if group.key in joined else replace(thing, other_keys=None)


async def _write_keys(
    transaction: Transaction, label: str, graph: KeyGraph, owner_of: Mapping[str, str], joined: set[str]
) -> None:
    id_of = {key: public_id(label, key) for key in graph.keys | joined}
    said = {key: observed_text(graph.things[key]) if key in graph.things else None for key in sorted(joined)}
    owners = [[id_of[key], owner_of[key]] for key in sorted(joined) if owner_of.get(key, key) != key]
    names = [
        [id_of[key], id_of[other]]
        for key in sorted(joined & graph.things.keys())
        for other in external_keys(graph.things[key])
    ]
    for text, rows in (
        (_WRITE, [[id_of[key], key, observed] for key, observed in said.items()]),
        (_KEY_OF.replace("LABEL", label), owners),
        (_NAMES, names),
    ):
        if rows:
            await transaction.run(Statement(text, {"rows": rows}))
    left = sorted(id_of[key] for key in graph.with_nodes - joined)
    if left:
        await transaction.run(Statement(_DROP, {"ids": left}))
