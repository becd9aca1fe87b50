"""Deletes: what was observed of a thing up to an instant goes; what was or is observed later stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.commands.ingest.edges import STARTS, EdgeKey, Edges
from gateway.commands.ingest.pruning import prune, prune_waiting
from gateway.commands.ingest.rebuild import rebuild_around
from gateway.commands.ingest.source_keys import keys_with_nodes, read_key_graph, regroup_keys
from gateway.commands.ingest.things import delete_things, read_known_things, write_things
from gateway.commands.ingest.tombstones import (
    buried_until,
    bury,
    bury_identities,
    tombs_of,
)
from gateway.commands.ingest.waiting import Waiter, missing_thing, wait
from gateway.cypher.statement import Statement
from gateway.domain.fragments import identity_from_name
from gateway.domain.ids import identity_id, public_id
from gateway.domain.records import (
    DeleteRecord,
    EventRecord,
    FragmentRecord,
    LinkRecord,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.domain.relations import Claims, claim_parts, claims_after
from gateway.store.database import Transaction

_PERSONS = """
UNWIND $ids AS id
MATCH (:Identity {id: id})-[:IDENTIFIES]->(person:Person)
RETURN DISTINCT person.id
"""
_DROP_EVENTS = """
UNWIND $rows AS row
MATCH (event:Event {key: row[0]})-[:SEEN_AS]->(identity:Identity) WHERE event.observed_at <= datetime(row[1])
WITH event, coalesce(event.identities, [identity.id]) AS identities
DETACH DELETE event
RETURN identities
"""


async def apply_deletes(transaction: Transaction, deletes: Sequence[tuple[int, DeleteRecord]]) -> set[int]:
    """Remove what deletes name, as far as it was observed until then, and remember them.

    Returns the indexes of those that are remembered already, so have nothing left to remove.
    """
    if not deletes:
        return set()
    own = {index: tombs_of(delete.target)[0] for index, delete in deletes}
    until = await buried_until(transaction, own.values())
    done = {index for index, delete in deletes if until.get(own[index], "") >= delete.at}
    targets = [(delete.target, delete.at) for index, delete in deletes if index not in done]
    instants: dict[str, str] = {}
    for target, at in targets:
        if not isinstance(target, PersonRecord):
            tomb = tombs_of(target)[0]
            instants[tomb] = max(at, instants.get(tomb, ""))
    await bury(transaction, instants)
    people = [(identity_id(*each.identities[0]), at) for each, at in targets if isinstance(each, PersonRecord)]
    if people:
        await delete_people(transaction, {key: max(at for other, at in people if other == key) for key, _ in people})
    for label in {each.label for each, _ in targets if isinstance(each, ThingRecord)}:
        await _delete_things(
            transaction,
            label,
            [(each.key, at) for each, at in targets if isinstance(each, ThingRecord) and each.label == label],
        )
    await _delete_events(transaction, [[each.key, at] for each, at in targets if isinstance(each, EventRecord)])
    cut = {identity_id(*key) for each, _ in targets if isinstance(each, LinkRecord) for key in each.pair}
    cut |= {identity_id(*each.identities[0]) for each, _ in targets if isinstance(each, FragmentRecord)}
    if cut:
        await rebuild_around(transaction, cut)
    await _delete_relations(transaction, [each for each, _ in targets if isinstance(each, RelationRecord)])
    return done


async def delete_people(
    transaction: Transaction, instants: dict[str, str], told: Iterable[tuple[str, str, str]] = ()
) -> bool:
    """Delete whoever the identities, by id, were linked with up to an instant; `told` are links the graph lacks.

    Returns whether that buried anybody who was not buried before.
    """
    risen = await bury_identities(transaction, instants, told)
    if risen:
        await prune_waiting(transaction, risen)
        await rebuild_around(transaction, risen)
    return bool(risen)


async def _delete_things(transaction: Transaction, label: str, named: Sequence[tuple[str, str]]) -> None:
    until = {key: max(at for other, at in named if other == key) for key, _ in named}
    held, any_keys = await read_known_things(transaction, label, until)
    if any_keys:
        for key in await _delete_by_key(transaction, label, until):
            held.pop(key, None)
    standing = {key: thing.without(until[key]) for key, thing in held.items()}
    gone = sorted(key for key, thing in standing.items() if thing is None)
    asleep: list[tuple[Waiter, str]] = []
    for relationship, starts in STARTS.items():
        for start in starts:
            edges = Edges(transaction, start, relationship)
            if edges.label == label:
                found = await edges.all_to(held)
                asleep += await _forget(edges, found, {each: until[each[1]] for each in found}, set(gone))
            if start == label:
                key_of = {public_id(label, key): key for key in held}
                found = await edges.all_of(key_of)
                lost = {public_id(label, key) for key in gone}
                asleep += await _forget(edges, found, {each: until[key_of[each[0]]] for each in found}, lost)
    left = {key: thing for key, thing in standing.items() if thing is not None}
    if left:
        await write_things(transaction, label, left, set(left), any_keys=any_keys)
    if gone:
        await delete_things(transaction, label, gone)
    await wait(transaction, asleep)


async def _delete_by_key(transaction: Transaction, label: str, until: dict[str, str]) -> set[str]:
    """Delete what records said of keys that are joined with others; returns those keys."""
    joined = await keys_with_nodes(transaction, label, until)
    if joined:
        graph = await read_key_graph(transaction, label, joined)
        for key in joined & graph.things.keys():
            standing = graph.things.pop(key).without(until[key])
            if standing is not None:
                graph.things[key] = standing
        await regroup_keys(transaction, label, graph, joined, {key: until[key] for key in joined})
    return joined


async def _forget(
    edges: Edges,
    found: dict[EdgeKey, Claims],
    until: dict[EdgeKey, str],
    gone: set[str],
) -> list[tuple[Waiter, str]]:
    """Take from edges what was claimed until their instants; returns the claims that have to wait for what is gone.

    `gone` has the ids of starts or the keys of ends.
    """
    key_of = await edges.start_keys({start for start, _, _ in found}) if edges.start == "Account" else {}
    kept: dict[EdgeKey, Claims] = {}
    asleep: list[tuple[Waiter, str]] = []
    for edge, claims in found.items():
        left = claims
        for name in claims:
            left = claims_after(left, name, until[edge])
        start, end, role = edge
        if left and (start in gone or end in gone):
            missing = start if start in gone else missing_thing(edges.label, end)
            for name, observations in left.items():
                claimed_by, of = claim_parts(name, key_of.get(start, end))
                key = identity_from_name(claimed_by) if claimed_by else None
                start_key = None if claimed_by else of
                record = RelationRecord(
                    "", "", True, edges.relationship, key, start_key, edges.label, end, role, observations
                )
                asleep.append((Waiter(record, lines=0), missing))
        elif left:
            kept[edge] = left
    await edges.update({edge: claims for edge, claims in kept.items() if claims != found[edge]})
    await edges.delete(edge for edge in found if edge not in kept)
    return asleep


async def _delete_events(transaction: Transaction, rows: list[list[str]]) -> None:
    if rows:
        found = await transaction.run(Statement(_DROP_EVENTS, {"rows": rows}))
        await rebuild_around(transaction, {each for (identities,) in found for each in identities})


async def _delete_relations(transaction: Transaction, targets: Sequence[RelationRecord]) -> None:
    if not targets:
        return
    identities = sorted({identity_id(*each.start) for each in targets if each.start is not None})
    await prune_waiting(transaction, identities)
    persons = [person for (person,) in await transaction.run(Statement(_PERSONS, {"ids": identities}))]
    await prune(transaction, persons, {each.start_key for each in targets if each.start_key is not None})
