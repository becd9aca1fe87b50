"""Pruning: claims that tombstones overrule are taken from the edges that they are on, and from what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.commands.ingest.edges import STARTS, EdgeKey, Edges
from gateway.commands.ingest.states import read_identities
from gateway.commands.ingest.things import owners_of
from gateway.commands.ingest.tombstones import buried_until, tomb_of_relation, tombs_of
from gateway.commands.ingest.waiting import take_of_claimants, wait
from gateway.domain.fragments import identity_name
from gateway.domain.ids import public_id
from gateway.domain.relations import Claims, claim_parts, claims_after, observations_after
from gateway.store.database import Transaction


async def prune(transaction: Transaction, persons: Iterable[str], accounts: Iterable[str] = ()) -> None:
    """Take from the edges of persons, by id, and accounts, by key, what deletes of relations overrule.

    A relation that is deleted through one identity of a person is so through all (settled question 6). One of an
    account that has several keys is deleted as it was claimed: key by key.
    """
    people = await read_identities(transaction, persons)
    names = {person: [identity_name(key) for key in keys] for person, keys in people.items()}
    keys = set(accounts)
    owner_of = await owners_of(transaction, "Account", keys)
    companies = {public_id("Account", owner): owner for owner in (owner_of.get(key, key) for key in keys)}
    for relationship, starts in STARTS.items():
        if "Person" in starts and names:
            await _prune(transaction, Edges(transaction, "Person", relationship), names, {})
        if "Account" in starts and companies:
            await _prune(transaction, Edges(transaction, "Account", relationship), {}, companies)


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


async def _prune(
    transaction: Transaction, edges: Edges, names: Mapping[str, list[str]], companies: Mapping[str, str]
) -> None:
    """`names` are the claimants of each person, `companies` the keys of accounts, by the ids of either."""
    held = await edges.all_of(names or companies)
    tombs: dict[tuple[EdgeKey, str], list[str]] = {}
    for edge, claims in held.items():
        start, end, role = edge
        for name in claims:
            _, key = claim_parts(name, companies.get(start, end))
            told, what = ([f"Account:{key}"], end) if start in companies else (names[start], key)
            tombs[edge, name] = [tomb_of_relation(edges.relationship, each, edges.label, what, role) for each in told]
    until = await buried_until(transaction, {tomb for each in tombs.values() for tomb in each})
    if not until:
        return
    kept: dict[EdgeKey, Claims] = {}
    for edge, claims in held.items():
        left = claims
        for name in claims:
            left = claims_after(left, name, max(until.get(tomb, "") for tomb in tombs[edge, name]))
        kept[edge] = left
    await edges.update({edge: left for edge, left in kept.items() if left and left != held[edge]})
    await edges.delete(edge for edge, left in kept.items() if not left)
