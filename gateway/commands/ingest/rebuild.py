"""Rebuilding persons in the graph: taken apart to their fragments, events and claims, and put together again.

The rare and thorough way, for deletes and for events that were replaced: everything of the persons is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.commands.ingest.edges import END_LABEL, EdgeKey, Edges
from gateway.commands.ingest.people import PersonState, read_states
from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.rows import instant_text
from gateway.commands.ingest.waiting import Waiter, missing_identity, wait
from gateway.cypher.statement import Statement
from gateway.domain.fragments import identity_from_name
from gateway.domain.ids import identity_id
from gateway.domain.people import person_properties, primary_identity
from gateway.domain.rebuilding import EventTrace, Standing, rebuilt
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import Claims, claims_after, joined
from gateway.store.database import Transaction

_EVENTS = """
UNWIND $persons AS id
MATCH (:Person {id: id})-[:PERFORMED]->(event:Event)-[:SEEN_AS]->(identity:Identity)
RETURN event.key, event.dataset, coalesce(event.identities, [identity.id]), toString(event.timestamp),
  toString(event.observed_at)
"""
_TAKE_APART = """
UNWIND $persons AS id
MATCH (person:Person {id: id})
CALL (person) { MATCH (person)<-[:IDENTIFIES]-()-[link:LINKED]-() WITH DISTINCT link DELETE link }
CALL (person) { MATCH (person)-[:HAS_SCORE]->(score:Score) DETACH DELETE score }
DETACH DELETE person
"""
_DROP_EVENTS = "UNWIND $rows AS row MATCH (event:Event {key: row}) DETACH DELETE event"
_DROP_FRAGMENTS = """
UNWIND $rows AS row MATCH (:Identity {id: row[0]})<-[:KEYED_BY]-(fragment:Fragment {id: row[1]}) DETACH DELETE fragment
"""
_DROP_IDENTITIES = "UNWIND $rows AS row MATCH (identity:Identity {id: row}) DETACH DELETE identity"
_ATTACH = """
UNWIND $rows AS row
MATCH (identity:Identity {id: row[0]}) MATCH (person:Person {id: row[1]})
CREATE (identity)-[:IDENTIFIES]->(person)
WITH identity, person
MATCH (identity)<-[:SEEN_AS]-(event:Event)
CREATE (person)-[:PERFORMED]->(event)
"""


async def rebuild(transaction: Transaction, persons: Iterable[str], buried: Mapping[IdentityKey, str]) -> set[str]:
    """Make persons anew from what stands after `buried`, the instants up to which identities were deleted.

    Returns the ids of the persons that there are now.
    """
    old = sorted(persons)
    if not old:
        return set()
    states = await read_states(transaction, old)
    standing = rebuilt(
        [key for state in states for key in state.identities],
        [fragment for state in states for fragment in state.fragments.values()],
        await _events(transaction, old, states),
        buried,
    )
    claims = [await Edges(transaction, "Person", relationship).all_of(old) for relationship in END_LABEL]
    await _take_apart(transaction, old, standing)
    person_of = await _put_together(transaction, standing)
    for relationship, edges in zip(END_LABEL, claims, strict=True):
        await _claim_again(transaction, relationship, edges, person_of, buried)
    return set(person_of.values())


async def _events(transaction: Transaction, persons: list[str], states: list[PersonState]) -> list[EventTrace]:
    by_id = {identity_id(*key): key for state in states for key in state.identities}
    rows = await transaction.run(Statement(_EVENTS, {"persons": persons}))
    return [
        EventTrace(key, dataset, tuple(by_id[each] for each in ids), instant_text(timestamp), instant_text(at))
        for key, dataset, ids, timestamp, at in rows
    ]


async def _take_apart(transaction: Transaction, persons: list[str], standing: Standing) -> None:
    await transaction.run(Statement(_TAKE_APART, {"persons": persons}))
    for text, rows in (
        (_DROP_EVENTS, [each.key for each in standing.gone_events]),
        (_DROP_FRAGMENTS, [[identity_id(*each.primary), each.id] for each in standing.gone_fragments]),
        (_DROP_IDENTITIES, [identity_id(*key) for key in sorted(standing.gone_identities)]),
    ):
        if rows:
            await transaction.run(Statement(text, {"rows": rows}))


async def _put_together(transaction: Transaction, standing: Standing) -> dict[IdentityKey, str]:
    """Create the persons and hang what stands onto them; returns whose each identity is."""
    writes = PeopleWrites()
    person_of: dict[IdentityKey, str] = {}
    for person in standing.persons:
        properties = person_properties(person.fragments, person.identities)
        primary = primary_identity(person.fragments, person.identities)
        person_of.update(dict.fromkeys(person.identities, properties["id"]))
        writes.person(properties, known_as=None)
        for key, span in person.identities.items():
            writes.identity(None, key, span, key == primary)
        for fragment in person.fragments:
            writes.fragment(fragment, known=True)
        writes.scores(properties["id"], person.fragments)
    for (one, other), span, dataset in standing.links:
        writes.links.add(one, other, span, dataset)
    await writes.run(transaction)
    rows = [[identity_id(*key), person] for key, person in sorted(person_of.items())]
    await transaction.run(Statement(_ATTACH, {"rows": rows}))
    return person_of


async def _claim_again(
    transaction: Transaction,
    relationship: str,
    edges: Mapping[EdgeKey, Claims],
    person_of: Mapping[IdentityKey, str],
    buried: Mapping[IdentityKey, str],
) -> None:
    """Give each claim to the person that its identity has now; claims of identities that are gone wait for them."""
    label = END_LABEL[relationship]
    again: dict[EdgeKey, Claims] = {}
    asleep: list[tuple[Waiter, str]] = []
    for (_, end, role), claims in edges.items():
        for name in claims:
            key = identity_from_name(name)
            left = claims_after({name: claims[name]}, name, buried.get(key, ""))
            if left and key in person_of:
                place = (person_of[key], end, role)
                again[place] = joined(again.get(place, {}), left)
            elif left:
                record = RelationRecord("", "", True, relationship, key, None, label, end, role, left[name])
                asleep.append((Waiter(record, lines=0), missing_identity(key)))
    await Edges(transaction, "Person", relationship).create(again)
    await wait(transaction, asleep)
