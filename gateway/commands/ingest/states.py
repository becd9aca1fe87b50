"""States: persons and their identities as the graph holds them, and what a record or event adds to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.commands.ingest.rows import instant_text
from gateway.cypher.statement import Statement
from gateway.domain.fragments import Fragment, fragment_of, read_fragment
from gateway.domain.ids import identity_id
from gateway.domain.people import Span, stretched
from gateway.domain.records import EventRecord, IdentityKey, PersonRecord
from gateway.store.database import Transaction

_FIND = """
UNWIND $ids AS id
MATCH (identity:Identity {id: id})
OPTIONAL MATCH (identity)-[:IDENTIFIES]->(person:Person)
WITH person.id AS person, collect(id) AS ids
RETURN collect([person, ids])
"""
_STATE = """
UNWIND $persons AS id
MATCH (person:Person {id: id})
RETURN person.id,
  COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity)
    RETURN [i.namespace, i.value, toString(i.first_seen_at), toString(i.last_seen_at), i.is_primary, i.names_person,
      i.is_torn] },
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
class Found:
    """Which of some identities the graph knows."""

    person_of: dict[IdentityKey, str] = field(default_factory=dict)
    nobodys: set[IdentityKey] = field(default_factory=set)
    """Those that it knows and that are nobody's."""


@dataclass(slots=True)
class PersonState:
    """One person as the graph holds it, or as it is to be."""

    id: str = ""
    identities: dict[IdentityKey, Span] = field(default_factory=dict)
    primary: set[IdentityKey] = field(default_factory=set)
    names: set[IdentityKey] = field(default_factory=set)
    """Those that a record or event alone would take the person's id from."""
    torn: set[IdentityKey] = field(default_factory=set)
    """Those of which a link does not count."""
    fragments: dict[FragmentKey, Fragment] = field(default_factory=dict)

    def differs(self, other: PersonState, key: IdentityKey) -> bool:
        """Whether the two say different things of one identity of both."""
        flags = ((self.primary, other.primary), (self.names, other.names), (self.torn, other.torn))
        return self.identities[key] != other.identities[key] or any((key in a) != (key in b) for a, b in flags)


async def find_identities(transaction: Transaction, identities: Iterable[IdentityKey]) -> Found:
    """Whose each identity is that the graph knows."""
    by_id = {identity_id(*key): key for key in identities}
    found = Found()
    if by_id:
        for (rows,) in await transaction.run(Statement(_FIND, {"ids": sorted(by_id)})):
            for person, ids in rows:
                if person is None:
                    found.nobodys.update(by_id[each] for each in ids)
                else:
                    found.person_of.update((by_id[each], person) for each in ids)
    return found


async def find_persons(transaction: Transaction, identities: Iterable[IdentityKey]) -> dict[IdentityKey, str]:
    """The person of each identity that is somebody's."""
    return (await find_identities(transaction, identities)).person_of


async def read_states(transaction: Transaction, persons: Iterable[str]) -> list[PersonState]:
    """Persons as the graph holds them."""
    ids = sorted(persons)
    if not ids:
        return []
    states = []
    for person, identities, fragments in await transaction.run(Statement(_STATE, {"persons": ids})):
        state = PersonState(person)
        for namespace, value, first, last, is_primary, names_person, is_torn in identities:
            key = (namespace, value)
            state.identities[key] = (instant_text(first), instant_text(last))
            for flag, those in ((is_primary, state.primary), (names_person, state.names), (is_torn, state.torn)):
                if flag:
                    those.add(key)
        for dataset, namespace, value, body in fragments:
            state.fragments[dataset, (namespace, value)] = read_fragment(dataset, (namespace, value), body)
        states.append(state)
    return states


async def read_identities(transaction: Transaction, persons: Iterable[str]) -> dict[str, list[IdentityKey]]:
    """The identities of persons, by the persons' ids."""
    ids = sorted(persons)
    rows = await transaction.run(Statement(_IDENTITIES, {"persons": ids})) if ids else []
    return {person: [(namespace, value) for namespace, value in keys] for person, keys in rows}


def together(states: Iterable[PersonState]) -> PersonState:
    """Everything of some persons in one state, as if they were one."""
    found = PersonState()
    for state in states:
        found.identities |= state.identities
        found.fragments |= state.fragments
        found.primary |= state.primary
        found.names |= state.names
        found.torn |= state.torn
    return found


def take_event(event: EventRecord, state: PersonState) -> None:
    """Add what an event says of identities."""
    _see(state, event.identities, event.properties["timestamp"])


def take_record(record: PersonRecord, state: PersonState, touched: set[FragmentKey]) -> bool:
    """Add what a record says; whether it says anything new, in which case its fragment is among `touched`."""
    name = (record.dataset, record.identities[0])
    fragment = state.fragments.get(name)
    if fragment is None:
        state.fragments[name] = fragment_of(record)
    elif not fragment.take(record):
        return False
    touched.add(name)
    _see(state, record.identities, record.at)
    return True


def _see(state: PersonState, identities: Iterable[IdentityKey], at: str) -> None:
    for key in identities:
        state.identities[key] = stretched(state.identities.get(key), at)
    state.names.add(min(identities))
