"""Rebuilding: persons are taken apart to their fragments, events and claims, and put together again.

The rare and thorough way, for deletes and for events that were replaced: everything of the persons is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gateway.commands.ingest.claims import settle_claims, take_claims
from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.rows import instant_text
from gateway.commands.ingest.states import PersonState, read_states
from gateway.commands.ingest.surroundings import Link, Surroundings, read_surroundings
from gateway.commands.ingest.tombstones import buried_until, cut_links, tomb_of_fragment, tomb_of_identity
from gateway.commands.ingest.touching import touch
from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.domain.identity_graph import identity_graphs, linked, pair_of
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.ids import identity_id
from gateway.domain.people import person_properties, primary_identity
from gateway.domain.rebuilding import EventTrace, Standing, standing_after
from gateway.domain.records import IdentityKey
from gateway.store.database import Transaction

_EVENTS = """
UNWIND $ids AS id
MATCH (event:Event)-[:SEEN_AS]->(identity:Identity {id: id})
RETURN event.key, event.dataset, coalesce(event.identities, [identity.id]), toString(event.timestamp),
  toString(event.observed_at)
"""
_TAKE_APART = """
UNWIND $ids AS id
MATCH (identity:Identity {id: id})
CALL (identity) { MATCH (identity)-[link:LINKED]-() DELETE link }
CALL (identity) { MATCH (identity)-[old:FORMERLY_OF]->() DELETE old }
"""
_CUT_EVENTS = "UNWIND $rows AS row MATCH (event:Event {key: row[0]}) SET event.identities = row[1]"
_DROP_EVENTS = "UNWIND $rows AS row MATCH (event:Event {key: row}) DETACH DELETE event"
_DROP_FRAGMENTS = """
UNWIND $rows AS row MATCH (:Identity {id: row[0]})<-[:KEYED_BY]-(fragment:Fragment {id: row[1]}) DETACH DELETE fragment
"""
_DROP_IDENTITIES = "UNWIND $rows AS row MATCH (identity:Identity {id: row}) DETACH DELETE identity"


async def rebuild_around(transaction: Transaction, identities: Iterable[str]) -> None:
    """Make whoever some identities, by id, are linked with anew from what stands."""
    around = await read_surroundings(transaction, identities)
    if not around.state.identities:
        return
    touch(transaction, (identity_id(*key) for key in around.state.identities))
    settings = await take_turn(transaction)
    persons = sorted(set(around.person_of.values()))
    fragments = [each for state in await read_states(transaction, persons) for each in state.fragments.values()]
    tombs = {key: tomb_of_identity(identity_id(*key)) for key in around.state.identities}
    tombs_of_fragments = {each.id: tomb_of_fragment(each.id) for each in fragments}
    until = await buried_until(transaction, [*tombs.values(), *tombs_of_fragments.values()])
    buried = {key: until[tomb] for key, tomb in tombs.items() if tomb in until}
    withdrawn = {id_: until[tomb] for id_, tomb in tombs_of_fragments.items() if tomb in until}
    events = await _events(transaction, around)
    pairs = [(each.primary, key) for each in fragments for key in each.linked]
    pairs += [pair for each in events for pair in linked(each.identities)]
    cut = await cut_links(transaction, {pair_of(*pair) for pair in pairs})
    standing = standing_after(around.state.identities, fragments, events, buried, cut, withdrawn)
    taken = await take_claims(transaction, persons)
    await _take_apart(transaction, around, standing)
    person_of = await _put_together(transaction, persons, standing, settings)
    await settle_claims(transaction, taken, person_of, buried)


async def _events(transaction: Transaction, around: Surroundings) -> list[EventTrace]:
    by_id = {identity_id(*key): key for key in around.state.identities}
    rows = await transaction.run(Statement(_EVENTS, {"ids": sorted(by_id)}))
    return [
        EventTrace(
            key, dataset, tuple(by_id[each] for each in ids if each in by_id), instant_text(timestamp), instant_text(at)
        )
        for key, dataset, ids, timestamp, at in rows
    ]


async def _take_apart(transaction: Transaction, around: Surroundings, standing: Standing) -> None:
    ids = sorted(identity_id(*key) for key in around.state.identities)
    await transaction.run(Statement(_TAKE_APART, {"ids": ids}))
    transaction.fragments.subtract(Counter(each.dataset for each in standing.gone_fragments))
    for text, rows in (
        (_DROP_EVENTS, [each.key for each in standing.gone_events]),
        (_CUT_EVENTS, [[each.key, _ids(each)] for each in standing.cut_events]),
        (_DROP_FRAGMENTS, [[identity_id(*each.primary), each.id] for each in standing.gone_fragments]),
        (_DROP_IDENTITIES, [identity_id(*key) for key in sorted(standing.gone_identities)]),
    ):
        if rows:
            await transaction.run(Statement(text, {"rows": rows}))


def _ids(event: EventTrace) -> list[str] | None:
    """The ids of an event's identities, as it keeps them: none where it has one."""
    return [identity_id(*key) for key in event.identities] if len(event.identities) > 1 else None


async def _put_together(
    transaction: Transaction, old: Iterable[str], standing: Standing, settings: IdentitySettings
) -> dict[IdentityKey, str]:
    """Write the persons and hang what stands onto them; returns whose each identity is."""
    found = identity_graphs(
        {key: last for key, (_, last) in standing.identities.items()},
        {pair: last for pair, (_, last, _) in standing.links.items()},
        settings,
    )
    writes = PeopleWrites(settings)
    for person in old:
        writes.gone(person)
    await writes.run(transaction)
    writes = PeopleWrites(settings)
    state = PersonState(identities=standing.identities, names=standing.naming)
    state.torn = {key for pair in found.dropped for key in pair}
    person_of: dict[IdentityKey, str] = {}
    for graph in found.graphs:
        if standing.speaking.isdisjoint(graph):
            continue
        fragments = [each for each in standing.fragments if each.primary in graph]
        spans = {key: standing.identities[key] for key in graph}
        properties = person_properties(fragments, spans, settings.policy)
        state.primary.add(primary_identity(fragments, spans, settings))
        person_of.update(dict.fromkeys(graph, properties["id"]))
        writes.person(properties, known_as=None)
        writes.scores(properties["id"], fragments)
    for key in standing.identities:
        writes.identity(state, key)
        if key in person_of:
            writes.settle(key, person_of[key])
        else:
            near = [(last, pair) for pair, (_, last, _) in standing.links.items() if key in pair]
            ends = (person_of.get(end) for _, pair in sorted(near, reverse=True) for end in pair)
            writes.leave(key, next(filter(None, ends), None))
    for fragment in standing.fragments:
        writes.fragment(fragment, known=True)
    for pair, (first, last, datasets) in standing.links.items():
        writes.links.put(pair, Link(first, last, frozenset(datasets), found.dropped.get(pair)), known=False)
    await writes.run(transaction)
    return person_of
