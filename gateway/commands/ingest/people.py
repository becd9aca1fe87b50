"""People: records and events join identities; each component of them is one person, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.commands.ingest.edges import move_edges
from gateway.commands.ingest.temporal import set_node
from gateway.cypher.statement import Statement
from gateway.domain.components import Components
from gateway.domain.ids import identity_id
from gateway.domain.namespaces import KNOWN, LAST_PRIORITY, UNKNOWN_TYPE
from gateway.domain.people import Fragment, Seen, person_properties, primary_identity, read_fragment, scores
from gateway.domain.records import EventRecord, IdentityKey, PersonRecord
from gateway.store.database import Transaction

# SET takes the person's lock until the end: two writers of one person come one after the other.
_FIND = """
UNWIND $ids AS id
MATCH (:Identity {id: id})-[:IDENTIFIES]->(person:Person)
WITH person, collect(id) AS ids ORDER BY person.id
SET person.id = person.id
RETURN person.id, ids
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
_CREATE_PERSONS = f"""
UNWIND $rows AS row
CREATE (person:Person)
{set_node("person", "row", "Person")}
"""
_UPDATE_PERSONS = f"""
UNWIND $rows AS row
MATCH (person:Person {{id: row[0]}})
WITH person, row[1] AS new
{set_node("person", "new", "Person")}
"""
_CREATE_IDENTITIES = """
UNWIND $rows AS row
MATCH (person:Person {id: row[0]})
CREATE (person)<-[:IDENTIFIES]-(:Identity {id: row[1], namespace: row[2], value: row[3],
  first_seen_at: datetime(row[4]), last_seen_at: datetime(row[5]), is_primary: row[6]})
"""
_UPDATE_IDENTITIES = """
UNWIND $rows AS row
MATCH (identity:Identity {id: row[0]})
SET identity.first_seen_at = datetime(row[1]), identity.last_seen_at = datetime(row[2]), identity.is_primary = row[3]
"""
_CREATE_FRAGMENTS = """
UNWIND $rows AS row
MATCH (identity:Identity {id: row[0]})
CREATE (identity)<-[:KEYED_BY]-(:Fragment {id: row[1], dataset: row[2], body: row[3]})
"""
_UPDATE_FRAGMENTS = "UNWIND $rows AS row MATCH (fragment:Fragment {id: row[0]}) SET fragment.body = row[1]"
_LINK = """
UNWIND $rows AS row
MATCH (a:Identity {id: row[0]}) MATCH (b:Identity {id: row[1]})
MERGE (a)-[link:LINKED]->(b)
SET link.first_established_at = CASE WHEN link.first_established_at < datetime(row[2])
      THEN link.first_established_at ELSE datetime(row[2]) END,
    link.last_established_at = CASE WHEN link.last_established_at > datetime(row[3])
      THEN link.last_established_at ELSE datetime(row[3]) END,
    link.datasets = CASE WHEN row[4] IN coalesce(link.datasets, []) THEN link.datasets
      ELSE coalesce(link.datasets, []) + row[4] END
"""
_SCORES = f"""
UNWIND $rows AS row
MATCH (person:Person {{id: row[0]}})
CALL (person) {{ MATCH (person)-[:HAS_SCORE]->(old:Score) DETACH DELETE old }}
UNWIND row[1] AS new
CREATE (person)-[:HAS_SCORE]->(score:Score)
{set_node("score", "new", "Score")}
"""
_MOVE = """
UNWIND $rows AS row
MATCH (keeper:Person {id: row[0]}) MATCH (absorbed:Person {id: row[1]})
CALL (keeper, absorbed) { MATCH (absorbed)<-[old:IDENTIFIES]-(i) CREATE (keeper)<-[:IDENTIFIES]-(i) DELETE old }
CALL (keeper, absorbed) { MATCH (absorbed)-[old:PERFORMED]->(e:Event) CREATE (keeper)-[:PERFORMED]->(e) DELETE old }
CALL (absorbed) { MATCH (absorbed)-[:HAS_SCORE]->(s:Score) DETACH DELETE s }
DETACH DELETE absorbed
"""
_NAMESPACES = """
UNWIND $rows AS row
MERGE (namespace:Namespace {code: row[0]})
ON CREATE SET namespace.type = row[1], namespace.priority = row[2]
"""


@dataclass(slots=True)
class PersonState:
    """One person as the graph holds it, or as it is to be."""

    id: str = ""
    identities: dict[IdentityKey, Seen] = field(default_factory=dict)
    primary: set[IdentityKey] = field(default_factory=set)
    fragments: dict[tuple[str, IdentityKey], Fragment] = field(default_factory=dict)


@dataclass(slots=True)
class PeopleResult:
    """What became of the people of a batch."""

    person_of: dict[IdentityKey, str] = field(default_factory=dict)
    """The person of every identity that the batch mentions and the graph knows."""
    arrived: set[IdentityKey] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)
    """Indexes of person records that said nothing new."""


Carrier = PersonRecord | EventRecord


async def ingest_people(
    transaction: Transaction, carriers: Sequence[tuple[int, Carrier]], mentioned: Iterable[IdentityKey]
) -> PeopleResult:
    """Take person records, and the identities of events, into the graph."""
    keys = {key for _, each in carriers for key in each.identities} | set(mentioned)
    by_id = {identity_id(*key): key for key in keys}
    rows = await transaction.run(Statement(_FIND, {"ids": sorted(by_id)})) if by_id else []
    person_of = {by_id[each]: person for person, ids in rows for each in ids}
    result = PeopleResult(dict(person_of))
    groups = _grouped(carriers, person_of)
    states = await _states(transaction, {person for group in groups for person in group.persons})
    writes = _Writes()
    for group in groups:
        _apply(group, [states[person] for person in sorted(group.persons)], writes, result)
    await writes.run(transaction)
    return result


@dataclass(slots=True)
class _Group:
    carriers: list[tuple[int, Carrier]]
    persons: set[str]


def _grouped(carriers: Sequence[tuple[int, Carrier]], person_of: dict[IdentityKey, str]) -> list[_Group]:
    """The carriers that touch one component, with the persons that are in it so far."""
    components: Components[Any] = Components()
    for _, carrier in carriers:
        for key in carrier.identities:
            components.join(carrier.identities[0], key)
            if key in person_of:
                components.join(key, person_of[key])
    groups: dict[Any, _Group] = {}
    for index, carrier in carriers:
        group = groups.setdefault(components.root(carrier.identities[0]), _Group([], set()))
        group.carriers.append((index, carrier))
        group.persons.update(person_of[key] for key in carrier.identities if key in person_of)
    return list(groups.values())


async def _states(transaction: Transaction, persons: set[str]) -> dict[str, PersonState]:
    if not persons:
        return {}
    states: dict[str, PersonState] = {}
    for person, identities, fragments in await transaction.run(Statement(_STATE, {"persons": sorted(persons)})):
        state = PersonState(person)
        for namespace, value, first, last, primary in identities:
            state.identities[namespace, value] = Seen(_full(first), _full(last))
            if primary:
                state.primary.add((namespace, value))
        for dataset, namespace, value, body in fragments:
            state.fragments[dataset, (namespace, value)] = read_fragment(dataset, (namespace, value), body)
        states[person] = state
    return states


def _full(instant: str) -> str:
    """An instant as the graph writes it, in the length in which instants are compared."""
    whole, _, fraction = instant.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"


def _apply(group: _Group, held: list[PersonState], writes: _Writes, result: PeopleResult) -> None:
    now = PersonState()
    for state in held:
        now.identities |= state.identities
        now.fragments |= state.fragments
    before = {key: (seen.first, seen.last) for key, seen in now.identities.items()}
    primary_before = {key for state in held for key in state.primary}
    known_fragments = set(now.fragments)
    touched: set[tuple[str, IdentityKey]] = set()
    for index, carrier in group.carriers:
        if _take(carrier, now, writes, touched):
            continue
        result.unchanged.add(index)
    arrived = [key for key in now.identities if key not in before]
    changed_times = [
        key for key, times in before.items() if times != (now.identities[key].first, now.identities[key].last)
    ]
    if not (touched or arrived or changed_times or len(held) > 1):
        return
    result.arrived.update(arrived)
    properties = person_properties(now.fragments.values(), now.identities)
    now.id = properties["id"]
    primary = primary_identity(now.fragments.values(), now.identities)
    keeper = next((state.id for state in held if state.id == now.id), held[0].id if held else "")
    writes.absorb.extend([keeper, state.id] for state in held if state.id != keeper)
    if held:
        writes.updated.append([keeper, properties])
    else:
        writes.created.append(properties)
    for key in arrived:
        seen = now.identities[key]
        writes.identities.append([now.id, identity_id(*key), *key, seen.first, seen.last, key == primary])
        writes.namespaces.add(key[0])
    for key in before:
        if key in changed_times or (key in primary_before) != (key == primary):
            seen = now.identities[key]
            writes.seen.append([identity_id(*key), seen.first, seen.last, key == primary])
    for name in touched:
        fragment = now.fragments[name]
        if name in known_fragments:
            writes.bodies.append([fragment.id, fragment.body()])
        else:
            writes.fragments.append([identity_id(*fragment.primary), fragment.id, fragment.dataset, fragment.body()])
        for key, seen in fragment.linked.items():
            writes.link(fragment.primary, key, seen.first, seen.last, fragment.dataset)
    if any(field.startswith("score:") for each in now.fragments.values() for field in each.observations):
        writes.scores.append([now.id, scores(now.fragments.values(), now.id)])
    result.person_of.update(dict.fromkeys(now.identities, now.id))


def _take(carrier: Carrier, state: PersonState, writes: _Writes, touched: set[tuple[str, IdentityKey]]) -> bool:
    """Take one record or event into a person; whether it says anything new."""
    if isinstance(carrier, EventRecord):
        at = carrier.properties["timestamp"]
        for key in carrier.identities:
            state.identities.setdefault(key, Seen(at, at)).stretch(at)
        for key in carrier.identities[1:]:
            writes.link(carrier.identities[0], key, at, at, carrier.dataset)
        return True
    name = (carrier.dataset, carrier.identities[0])
    fragment = state.fragments.get(name)
    if fragment is None:
        fragment = state.fragments[name] = Fragment(carrier.dataset, carrier.identities[0])
    if not fragment.take(carrier):
        return False
    touched.add(name)
    for key in carrier.identities:
        state.identities.setdefault(key, Seen(carrier.at, carrier.at)).stretch(carrier.at)
    return True


class _Writes:
    """The difference between a batch's people before and after, in rows."""

    def __init__(self) -> None:
        self.created: list[Any] = []
        self.updated: list[Any] = []
        self.absorb: list[Any] = []
        self.identities: list[Any] = []
        self.seen: list[Any] = []
        self.fragments: list[Any] = []
        self.bodies: list[Any] = []
        self.scores: list[Any] = []
        self.namespaces: set[str] = set()
        self._links: dict[tuple[str, str, str], list[str]] = {}

    def link(self, one: IdentityKey, other: IdentityKey, first: str, last: str, dataset: str) -> None:
        """Two identities were carried together."""
        a, b = sorted((identity_id(*one), identity_id(*other)))
        held = self._links.setdefault((a, b, dataset), [first, last])
        held[0], held[1] = min(held[0], first), max(held[1], last)

    async def run(self, transaction: Transaction) -> None:
        """Write everything, merges first, each statement once."""
        if self.absorb:
            await move_edges(transaction, self.absorb)
        links = [[a, b, *times, dataset] for (a, b, dataset), times in sorted(self._links.items())]
        namespaces = [
            [code, KNOWN[code].type, KNOWN[code].priority] if code in KNOWN else [code, UNKNOWN_TYPE, LAST_PRIORITY]
            for code in sorted(self.namespaces)
        ]
        for text, rows in (
            (_NAMESPACES, namespaces),
            (_MOVE, self.absorb),
            (_CREATE_PERSONS, sorted(self.created, key=lambda row: str(row["id"]))),
            (_UPDATE_PERSONS, self.updated),
            (_CREATE_IDENTITIES, self.identities),
            (_UPDATE_IDENTITIES, self.seen),
            (_CREATE_FRAGMENTS, self.fragments),
            (_UPDATE_FRAGMENTS, self.bodies),
            (_LINK, links),
            (_SCORES, self.scores),
        ):
            if rows:
                await transaction.run(Statement(text, {"rows": rows}))
