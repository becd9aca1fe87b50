"""Pruning: claims that tombstones overrule are taken from the edges that they are on, and from what waits."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.commands.ingest.edges import STARTS, Edges
from gateway.commands.ingest.states import read_identities
from gateway.commands.ingest.tombstones import buried_until, tomb_of_relation, tombs_of
from gateway.commands.ingest.waiting import take_of_claimants, wait
from gateway.domain.fragments import identity_name
from gateway.domain.ids import public_id
from gateway.domain.relations import Claims, claims_after, observations_after
from gateway.store.database import Transaction


async def prune(transaction: Transaction, persons: Iterable[str], accounts: Iterable[str] = ()) -> None:
    """Take from the edges of persons, by id, and accounts, by key, what deletes of relations overrule.

    A relation that is deleted through one identity of a person is so through all (settled question 6).
    """
    people = await read_identities(transaction, persons)
    names = {person: [identity_name(key) for key in keys] for person, keys in people.items()}
    names |= {public_id("Account", key): [f"Account:{key}"] for key in accounts}
    for relationship, starts in STARTS.items():
        for start in starts:
            edges = Edges(transaction, start, relationship)
            await _prune(
                transaction, edges, {id_: each for id_, each in names.items() if (id_ in people) == (start == "Person")}
            )


async def prune_waiting(transaction: Transaction, claimants: Iterable[str]) -> None:
    """Take from what waits, by identities' ids, what tombstones overrule."""
    taken = await take_of_claimants(transaction, claimants)
    tombs = {tomb for waiter, _ in taken for tomb in tombs_of(waiter.record)}
    until = await buried_until(transaction, tombs)
    kept = []
    for waiter, missing in taken:
        at = max(until.get(tomb, "") for tomb in tombs_of(waiter.record))
        waiter.record.observations = observations_after(waiter.record.observations, at)
        if waiter.record.observations:
            kept.append((waiter, missing))
    await wait(transaction, kept)


async def _prune(transaction: Transaction, edges: Edges, names: dict[str, list[str]]) -> None:
    if not names:
        return
    held = await edges.all_of(names)
    tombs = {
        (start, end, role): [
            tomb_of_relation(edges.relationship, name, edges.label, end, role) for name in names[start]
        ]
        for start, end, role in held
    }
    until = await buried_until(transaction, {tomb for each in tombs.values() for tomb in each})
    if not until:
        return
    kept: dict[tuple[str, str, str | None], Claims] = {}
    for edge, claims in held.items():
        left, at = claims, max(until.get(tomb, "") for tomb in tombs[edge])
        for name in claims:
            left = claims_after(left, name, at)
        kept[edge] = left
    await edges.update({edge: left for edge, left in kept.items() if left and left != held[edge]})
    await edges.delete(edge for edge, left in kept.items() if not left)
