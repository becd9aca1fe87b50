"""Claims of persons who are parted or joined: taken off their edges, and given to whoever has the identities then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from gateway.commands.ingest.edges import END_LABEL, EdgeKey, Edges
from gateway.commands.ingest.waiting import Waiter, missing_identity, wait
from gateway.domain.fragments import identity_from_name
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import Claims, claim_parts, claims_after, joined
from gateway.store.database import Transaction

Taken: TypeAlias = Mapping[str, Mapping[EdgeKey, Claims]]
"""By relationship and edge."""


async def take_claims(transaction: Transaction, persons: Iterable[str]) -> Taken:
    """Take every edge off some persons; returns what was claimed on them."""
    taken: dict[str, Mapping[EdgeKey, Claims]] = {}
    ids = sorted(persons)
    for relationship in END_LABEL if ids else ():
        edges = Edges(transaction, "Person", relationship)
        found = await edges.all_of(ids)
        if found:
            taken[relationship] = found
            await edges.drop_all_of(ids)
    return taken


async def settle_claims(
    transaction: Transaction,
    taken: Taken,
    person_of: Mapping[IdentityKey, str],
    buried: Mapping[IdentityKey, str],
) -> None:
    """Give each claim to the person that its identity has now; claims of identities that are nobody's wait for them.

    What was claimed up to the instants of `buried` is left out.
    """
    for relationship, edges in taken.items():
        label = END_LABEL[relationship]
        again: dict[EdgeKey, Claims] = {}
        asleep: list[tuple[Waiter, str]] = []
        for (_, end, role), claims in edges.items():
            for name in claims:
                claimed_by, what = claim_parts(name, end)
                key = identity_from_name(claimed_by)
                left = claims_after({name: claims[name]}, name, buried.get(key, ""))
                if left and key in person_of:
                    place = (person_of[key], end, role)
                    again[place] = joined(again.get(place, {}), left)
                elif left:
                    record = RelationRecord("", "", True, relationship, key, None, label, what, role, left[name])
                    asleep.append((Waiter(record, lines=0), missing_identity(key)))
        await Edges(transaction, "Person", relationship).create(again)
        await wait(transaction, asleep)
