"""People: records and events join identities; each component of them is one person, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.commands.ingest.links import pairs
from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.rows import instant_text
from gateway.cypher.statement import Statement
from gateway.domain.components import Components
from gateway.domain.fragments import Fragment, fragment_of, read_fragment
from gateway.domain.ids import identity_id
from gateway.domain.people import Span, person_properties, primary_identity, stretched
from gateway.domain.records import EventRecord, IdentityKey, PersonRecord
from gateway.store.database import Transaction

_FIND = """
UNWIND $ids AS id
MATCH (:Identity {id: id})-[:IDENTIFIES]->(person:Person)
WITH person, collect(id) AS ids
RETURN collect([person.id, ids])
"""
_STATE = """
UNWIND $persons AS id
MATCH (person:Person {id: id})
RETURN person.id,
  COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity)
    RETURN [i.namespace, i.value, toString(i.first_seen_at), toString(i.last_seen_at), i.is_primary] },
  COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity)<-[:KEYED_BY]-(f:Fragment)
    RETURN [f.dataset, i.namespace, i.value, f.body] }
"""

_IDENTITIES = """
UNWIND $persons AS id
MATCH (:Person {id: id})<-[:IDENTIFIES]-(identity:Identity)
RETURN id, collect([identity.namespace, identity.value])
"""

FragmentKey: TypeAlias = tuple[str, IdentityKey]
Carrier: TypeAlias = PersonRecord | EventRecord


@dataclass(slots=True)
class PersonState:
    """One person as the graph holds it, or as it is to be."""

    id: str = ""
    identities: dict[IdentityKey, Span] = field(default_factory=dict)
    primary: set[IdentityKey] = field(default_factory=set)
    fragments: dict[FragmentKey, Fragment] = field(default_factory=dict)


@dataclass(slots=True)
class PeopleResult:
    """What became of the people of a batch."""

    person_of: dict[IdentityKey, str] = field(default_factory=dict)
    """The person of every identity that the batch mentions and the graph knows."""
    arrived: set[IdentityKey] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)
    """Indexes of person records that said nothing new."""
    created: set[int] = field(default_factory=set)
    """Indexes of person records that made a person."""
    merged: set[str] = field(default_factory=set)
    """Ids of persons that absorbed others."""


async def ingest_people(
    transaction: Transaction, carriers: Sequence[tuple[int, Carrier]], mentioned: Iterable[IdentityKey]
) -> PeopleResult:
    """Take person records, and the identities of events, into the graph; find whose the mentioned identities are."""
    carried = {key for _, each in carriers for key in each.identities}
    result = PeopleResult(await find_persons(transaction, carried.union(mentioned)))
    groups = _grouped(carriers, result.person_of)
    persons = {person for group in groups for person in group.persons}
    states = {each.id: each for each in await read_states(transaction, persons)}
    writes = PeopleWrites()
    for group in groups:
        if len(group.carriers) == 1 and not group.persons and isinstance(group.carriers[0][1], PersonRecord):
            _meet(group.carriers[0][1], writes, result)
            result.created.add(group.carriers[0][0])
        else:
            _join(group, [states[person] for person in sorted(group.persons)], writes, result)
    await writes.run(transaction)
    return result


async def find_persons(transaction: Transaction, identities: Iterable[IdentityKey]) -> dict[IdentityKey, str]:
    """The person of each identity that the graph knows."""
    by_id = {identity_id(*key): key for key in identities}
    if not by_id:
        return {}
    rows = await transaction.run(Statement(_FIND, {"ids": sorted(by_id)}))
    return {by_id[each]: person for (found,) in rows for person, ids in found for each in ids}


async def read_states(transaction: Transaction, persons: Iterable[str]) -> list[PersonState]:
    """Persons as the graph holds them."""
    ids = sorted(persons)
    if not ids:
        return []
    states = []
    for person, identities, fragments in await transaction.run(Statement(_STATE, {"persons": ids})):
        state = PersonState(person)
        for namespace, value, first, last, is_primary in identities:
            state.identities[namespace, value] = (instant_text(first), instant_text(last))
            if is_primary:
                state.primary.add((namespace, value))
        for dataset, namespace, value, body in fragments:
            state.fragments[dataset, (namespace, value)] = read_fragment(dataset, (namespace, value), body)
        states.append(state)
    return states


async def read_identities(transaction: Transaction, persons: Iterable[str]) -> dict[str, list[IdentityKey]]:
    """The identities of persons, by the persons' ids."""
    ids = sorted(persons)
    rows = await transaction.run(Statement(_IDENTITIES, {"persons": ids})) if ids else []
    return {person: [(namespace, value) for namespace, value in keys] for person, keys in rows}


@dataclass(slots=True)
class _Group:
    """The carriers that touch one component, with the persons that are in it so far."""

    carriers: list[tuple[int, Carrier]] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


def _grouped(carriers: Sequence[tuple[int, Carrier]], person_of: dict[IdentityKey, str]) -> list[_Group]:
    components: Components[Any] = Components()
    for _, carrier in carriers:
        first = carrier.identities[0]
        components.root(first)
        for key in carrier.identities[1:]:
            components.join(first, key)
        for key in carrier.identities:
            if key in person_of:
                components.join(key, person_of[key])
    groups: dict[Any, _Group] = {}
    for pair in carriers:
        identities = pair[1].identities
        group = groups.setdefault(components.root(identities[0]), _Group())
        group.carriers.append(pair)
        group.persons.update(person_of[key] for key in identities if key in person_of)
    return list(groups.values())


def _meet(record: PersonRecord, writes: PeopleWrites, result: PeopleResult) -> None:
    """A person whom one record makes."""
    fragment = fragment_of(record)
    spans = dict.fromkeys(record.identities, (record.at, record.at))
    properties = person_properties((fragment,), spans)
    writes.first_met(properties, fragment, record.identities, primary_identity((fragment,), spans))
    result.arrived.update(spans)
    result.person_of.update(dict.fromkeys(spans, properties["id"]))


def _join(group: _Group, held: list[PersonState], writes: PeopleWrites, result: PeopleResult) -> None:
    """A person whom several records make, or who was there before, perhaps as several."""
    now = PersonState()
    for state in held:
        now.identities |= state.identities
        now.fragments |= state.fragments
        now.primary |= state.primary
    before, known_fragments = dict(now.identities), set(now.fragments)
    touched: set[FragmentKey] = set()
    held_by_none: list[int] = []
    for index, carrier in group.carriers:
        if isinstance(carrier, EventRecord):
            _take_event(carrier, now, writes)
        elif not _take_record(carrier, now, touched):
            result.unchanged.add(index)
        elif not held:
            held_by_none.append(index)
    result.created.update(held_by_none[:1])
    if not touched and now.identities == before and len(held) == 1:
        return
    fragments = list(now.fragments.values())
    properties = person_properties(fragments, now.identities)
    now.id = properties["id"]
    keeper = next((state.id for state in held if state.id == now.id), held[0].id if held else None)
    for state in held:
        if keeper is not None and state.id != keeper:
            writes.absorb(keeper, state.id)
            result.merged.add(now.id)
    writes.person(properties, keeper)
    _write_identities(now, before, writes, primary_identity(fragments, now.identities))
    for name in sorted(touched):
        writes.fragment(now.fragments[name], known=name in known_fragments)
        writes.link(now.fragments[name])
    if held:
        writes.old_scores(now.id)
    writes.scores(now.id, fragments)
    result.arrived.update(now.identities.keys() - before.keys())
    result.person_of.update(dict.fromkeys(now.identities, now.id))


def _write_identities(
    now: PersonState, before: dict[IdentityKey, Span], writes: PeopleWrites, primary: IdentityKey
) -> None:
    for key, span in now.identities.items():
        if key not in before:
            writes.identity(now.id, key, span, key == primary)
        elif span != before[key] or (key in now.primary) != (key == primary):
            writes.identity(None, key, span, key == primary)


def _take_event(event: EventRecord, state: PersonState, writes: PeopleWrites) -> None:
    at = event.properties["timestamp"]
    for key in event.identities:
        state.identities[key] = stretched(state.identities.get(key), at)
    for one, other in pairs(event.identities):
        writes.links.add(one, other, (at, at), event.dataset)


def _take_record(record: PersonRecord, state: PersonState, touched: set[FragmentKey]) -> bool:
    name = (record.dataset, record.identities[0])
    fragment = state.fragments.get(name)
    if fragment is None:
        state.fragments[name] = fragment_of(record)
    elif not fragment.take(record):
        return False
    touched.add(name)
    for key in record.identities:
        state.identities[key] = stretched(state.identities.get(key), record.at)
    return True
