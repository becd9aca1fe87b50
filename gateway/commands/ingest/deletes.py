"""Deletes: what was observed of a thing up to an instant goes, and does not come back with a record that comes late.

A tombstone remembers the instant. A person's delete is of everything its identities said or did until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from gateway.commands.ingest.edges import END_LABEL, update_edges
from gateway.commands.ingest.things import KEY, properties, write_things
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id, public_id
from gateway.domain.observations import EXISTS, Observations, after, earliest, unpack
from gateway.domain.people import Seen, identity_name, person_properties, read_fragment
from gateway.domain.records import (
    AnyRecord,
    DeleteRecord,
    EventRecord,
    IdentityKey,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.domain.relations import edge_properties, unpack_claims, without
from gateway.store.database import Transaction

_ANY = "MATCH (tombstone:Tombstone) RETURN count(tombstone)"
_READ = """
UNWIND $keys AS key MATCH (tombstone:Tombstone {id: key}) RETURN key, toString(tombstone.observed_at)
"""
_REMEMBER = """
UNWIND $rows AS row
MERGE (tombstone:Tombstone {id: row[0]})
SET tombstone.observed_at = CASE WHEN tombstone.observed_at > datetime(row[1])
  THEN tombstone.observed_at ELSE datetime(row[1]) END
"""
_THING = "MATCH (thing:{label} {{{name}: $key}}) RETURN thing.observed"
_DROP_THING = "MATCH (thing:{label} {{{name}: $key}}) DETACH DELETE thing"
_DROP_EVENT = "MATCH (event:Event {key: $key}) WHERE event.observed_at <= datetime($at) DETACH DELETE event"
_PERSON = """
MATCH (:Identity {id: $id})-[:IDENTIFIES]->(person:Person)
RETURN person.id,
  COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity)
    RETURN [i.namespace, i.value, toString(i.first_seen_at), toString(i.last_seen_at)] },
  COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity)<-[:KEYED_BY]-(f:Fragment)
    RETURN [f.dataset, i.namespace, i.value, f.body] }
"""
_EVENTS = """
MATCH (:Person {id: $id})-[:PERFORMED]->(event:Event) WHERE event.observed_at <= datetime($at) DETACH DELETE event
"""
_EDGES = """
MATCH (start:{start} {{id: $id}})-[edge:{relationship}]->(end:{label})
RETURN end.id, edge.role, edge.claims
"""
_DROP_EDGE = """
MATCH (:{start} {{id: $id}})-[edge:{relationship}]->(:{label} {{id: $end}})
WHERE edge.role = $role OR (edge.role IS NULL AND $role IS NULL)
DELETE edge
"""
_FRAGMENT = "MATCH (fragment:Fragment {id: $id}) SET fragment.body = $body"
_DROP_FRAGMENT = "MATCH (fragment:Fragment {id: $id}) DETACH DELETE fragment"
_SILENT = """
MATCH (person:Person {id: $id})<-[:IDENTIFIES]-(identity:Identity)
WHERE identity.last_seen_at <= datetime($at)
  AND NOT EXISTS { (identity)<-[:KEYED_BY]-() } AND NOT EXISTS { (identity)<-[:SEEN_AS]-() }
DETACH DELETE identity
"""
_LEFT = "MATCH (person:Person {id: $id}) RETURN COUNT { (person)<-[:IDENTIFIES]-() }"
_DROP_PERSON = """
MATCH (person:Person {id: $id})
CALL (person) { MATCH (person)-[:HAS_SCORE]->(score:Score) DETACH DELETE score }
DETACH DELETE person
"""
_UPDATE_PERSON = """
MATCH (person:Person {id: $id})
SET person = $properties SET person.birth_date = date($properties.birth_date),
  person.converted_date = datetime($properties.converted_date),
  person.consent_updated_at = datetime($properties.consent_updated_at),
  person.created_at = datetime($properties.created_at), person.last_modified_at = datetime($properties.last_modified_at)
"""


async def standing(
    transaction: Transaction, records: Sequence[tuple[int, AnyRecord]], unchanged: set[int]
) -> list[tuple[int, AnyRecord]]:
    """The records without what tombstones overrule; the indexes of those with nothing left go to `unchanged`."""
    if not records or (await transaction.run(Statement(_ANY)))[0][0] == 0:
        return list(records)
    keys = sorted({key for _, record in records for key in _keys(record)})
    tombs = {key: _full(at) for key, at in await transaction.run(Statement(_READ, {"keys": keys}))}
    left: list[tuple[int, AnyRecord]] = []
    spread: list[list[str]] = []
    for index, record in records:
        at = max((tombs[key] for key in _keys(record) if key in tombs), default="")
        kept = _standing(record, at) if at else record
        if kept is None:
            unchanged.add(index)
            if isinstance(record, PersonRecord | EventRecord):
                spread.extend([_tomb_of_identity(key), at] for key in record.identities)
        else:
            left.append((index, kept))
    if spread:
        await transaction.run(Statement(_REMEMBER, {"rows": spread}))
    return left


async def apply_deletes(
    transaction: Transaction, deletes: Sequence[tuple[int, DeleteRecord]], unchanged: set[int]
) -> None:
    """Remove what the deletes name, as far as it was observed until then, and remember them.

    A delete that is remembered already has nothing left to remove: its index goes to `unchanged`.
    """
    for index, delete in deletes:
        target = delete.target
        held = await transaction.run(Statement(_READ, {"keys": _keys(target)[:1]}))
        if held and _full(held[0][1]) >= delete.at:
            unchanged.add(index)
            continue
        await _remember(transaction, _keys(target)[:1], delete.at)
        if isinstance(target, PersonRecord):
            await _delete_person(transaction, target.identities[0], delete.at)
        elif isinstance(target, ThingRecord):
            await _delete_thing(transaction, target, delete.at)
        elif isinstance(target, EventRecord):
            await transaction.run(Statement(_DROP_EVENT, {"key": target.key, "at": delete.at}))
        else:
            await _delete_relation(transaction, target, delete.at)


def _keys(record: AnyRecord) -> list[str]:
    """The ids of the tombstones that would overrule a record, its own first."""
    match record:
        case PersonRecord():
            return [_tomb_of_identity(key) for key in record.identities]
        case ThingRecord():
            return [f"{record.label}:{record.key}"]
        case EventRecord():
            return [f"Event:{record.key}", *(_tomb_of_identity(key) for key in record.identities)]
        case RelationRecord():
            start = identity_name(record.start) if record.start else record.start_key
            own = f"{record.relationship}:{start}:{record.end_label}:{record.end_key}:{record.role}"
            return [own, *([_tomb_of_identity(record.start)] if record.start else [])]
        case _:
            return []


def _standing(record: AnyRecord, at: str) -> AnyRecord | None:
    if isinstance(record, EventRecord):
        return record if record.at > at else None
    assert not isinstance(record, DeleteRecord)
    kept = after(record.observations, at)
    return replace(record, observations=kept) if EXISTS in kept else None


async def _remember(transaction: Transaction, keys: Sequence[str], at: str) -> None:
    await transaction.run(Statement(_REMEMBER, {"rows": [[key, at] for key in keys]}))


async def _delete_thing(transaction: Transaction, target: ThingRecord, at: str) -> None:
    words = {"label": target.label, "name": KEY[target.label]}
    rows = await transaction.run(Statement(_THING.format(**words), {"key": target.key}))
    for (text,) in rows:
        kept = after(unpack(orjson.loads(text)["fields"]), at)
        if EXISTS in kept:
            row = properties(target.label, target.key, earliest(kept), kept)
            await write_things(transaction, target.label, {target.key: row}, {target.key})
        else:
            await transaction.run(Statement(_DROP_THING.format(**words), {"key": target.key}))


async def _delete_relation(transaction: Transaction, target: RelationRecord, at: str) -> None:
    start, own = ("Account", public_id("Account", str(target.start_key))), ""
    if target.start is not None:
        rows = await transaction.run(Statement(_PERSON, {"id": identity_id(*target.start)}))
        if not rows:
            return
        start, own = ("Person", rows[0][0]), identity_name(target.start)
    end = public_id(target.end_label, target.end_key)
    await _forget_claims(transaction, start, target.relationship, [own], at, only=(end, target.role))


async def _delete_person(transaction: Transaction, key: IdentityKey, at: str) -> None:
    rows = await transaction.run(Statement(_PERSON, {"id": identity_id(*key)}))
    for person, identities, fragments in rows:
        keys = [(namespace, value) for namespace, value, _, _ in identities]
        await _remember(transaction, [_tomb_of_identity(each) for each in keys], at)
        await transaction.run(Statement(_EVENTS, {"id": person, "at": at}))
        for relationship in END_LABEL:
            await _forget_claims(
                transaction, ("Person", person), relationship, [identity_name(each) for each in keys], at
            )
        left = []
        for dataset, namespace, value, body in fragments:
            fragment = read_fragment(dataset, (namespace, value), body)
            fragment.observations = _after(fragment.observations, at)
            if not fragment.observations:
                await transaction.run(Statement(_DROP_FRAGMENT, {"id": fragment.id}))
                continue
            fragment.first = earliest(fragment.observations)
            fragment.marked = fragment.marked if fragment.marked > at else ""
            fragment.linked = {other: seen for other, seen in fragment.linked.items() if seen.last > at}
            await transaction.run(Statement(_FRAGMENT, {"id": fragment.id, "body": fragment.body()}))
            left.append(fragment)
        await transaction.run(Statement(_SILENT, {"id": person, "at": at}))
        ((count,),) = await transaction.run(Statement(_LEFT, {"id": person}))
        if count == 0:
            await transaction.run(Statement(_DROP_PERSON, {"id": person}))
            continue
        seen = {(namespace, value): Seen(_full(first), _full(last)) for namespace, value, first, last in identities}
        found = person_properties(left, seen) | {"id": person}
        await transaction.run(Statement(_UPDATE_PERSON, {"id": person, "properties": found}))


def _after(observations: Observations, at: str) -> Observations:
    kept = after(observations, at)
    return kept if EXISTS in kept else {}


async def _forget_claims(
    transaction: Transaction,
    start: tuple[str, str],
    relationship: str,
    names: Sequence[str],
    at: str,
    only: tuple[str, str | None] | None = None,
) -> None:
    label, node = start
    words: dict[str, Any] = {"start": label, "relationship": relationship, "label": END_LABEL[relationship]}
    for end, role, text in await transaction.run(Statement(_EDGES.format(**words), {"id": node})):
        if only is not None and (end, role) != only:
            continue
        claims = unpack_claims(text)
        for name in names:
            claims = without(claims, name, at)
        if not claims:
            parameters = {"id": node, "end": end, "role": role}
            await transaction.run(Statement(_DROP_EDGE.format(**words), parameters))
        else:
            row = [node, end, edge_properties(relationship, role, claims)]
            await update_edges(transaction, label, relationship, [row])


def _tomb_of_identity(key: IdentityKey) -> str:
    return f"Person:{identity_id(*key)}"


def _full(instant: str) -> str:
    whole, _, fraction = instant.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"
