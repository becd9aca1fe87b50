"""Claims of a thing's keys: when keys join or part, each claim goes to the thing that its key finds then."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.commands.ingest.edges import STARTS, EdgeKey, Edges
from gateway.commands.ingest.waiting import Waiter, missing_thing, wait
from gateway.domain.fragments import identity_from_name
from gateway.domain.ids import public_id
from gateway.domain.records import RelationRecord
from gateway.domain.relations import Claims, claim_name, claim_parts, joined, observations_after, read_claims
from gateway.store.database import Transaction


async def move_claims(
    transaction: Transaction,
    label: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    until: Mapping[str, str],
) -> None:
    """Move what was claimed of keys from the things that they found, `before`, to those that they find, `after`.

    Claims of a key that finds nothing wait for it. What was claimed of a key up to its instant in `until` goes.
    """
    left = {owner for key, owner in before.items() if after.get(key) != owner or key in until}
    for relationship, starts in STARTS.items():
        for start in starts:
            edges = Edges(transaction, start, relationship)
            if left and label in (edges.label, start):
                await wait(transaction, await _Moving(edges, label, after, until).run(left))


class _Moving:
    """The edges of one relationship."""

    def __init__(self, edges: Edges, label: str, after: Mapping[str, str], until: Mapping[str, str]) -> None:
        self._edges, self._label, self._after, self._until = edges, label, after, until
        self._at_end = edges.label == label
        self._wanted: dict[EdgeKey, Claims] = {}
        self._asleep: list[tuple[Waiter, str]] = []

    async def run(self, left: set[str]) -> list[tuple[Waiter, str]]:
        """Move the claims on the edges of the things that keys have left; returns those that have to wait."""
        edges = self._edges
        id_of = {key: public_id(self._label, key) for key in left}
        found = await (edges.all_to(left) if self._at_end else edges.all_of(id_of.values()))
        own = {id_: key for key, id_ in id_of.items()}
        for edge, claims in found.items():
            for name in claims:
                self._move(edge, edge[1] if self._at_end else own[edge[0]], name, claims)
        # Of things that only gain, no more is read than what is moved there.
        gaining = {edge[:2] for edge in self._wanted if (edge[1] if self._at_end else own.get(edge[0])) not in left}
        held = dict(found)
        for start, end, _, roles in await edges.read(gaining):
            held |= {(start, end, role): read_claims(text) for role, text in roles}
        wanted = {
            edge: claims if edge in found else joined(held.get(edge, {}), claims)
            for edge, claims in self._wanted.items()
        }
        await edges.delete(edge for edge in found if edge not in wanted)
        await edges.create({edge: claims for edge, claims in wanted.items() if edge not in held})
        await edges.update({edge: each for edge, each in wanted.items() if edge in held and held[edge] != each})
        return self._asleep

    def _move(self, edge: EdgeKey, own: str, name: str, claims: Claims) -> None:
        claimant, key = claim_parts(name, own)
        standing = observations_after(claims[name], self._until.get(key, ""))
        owner = self._after.get(key)
        if not standing:
            return
        start, end, role = edge
        if owner is None:
            who = identity_from_name(claimant) if claimant else None
            whose = key if claimant == "" and not self._at_end else None
            relation, end_label = self._edges.relationship, self._edges.label
            what = key if self._at_end else end
            record = RelationRecord("", "", True, relation, who, whose, end_label, what, role, standing)
            self._asleep.append((Waiter(record, lines=0), missing_thing(self._label, key)))
            return
        place = (start, owner, role) if self._at_end else (public_id(self._label, owner), end, role)
        said = {claim_name(claimant, key, owner): standing}
        self._wanted[place] = joined(self._wanted.get(place, {}), said)
