"""Regrouping: persons parted and joined as the rules of identity graphs say, with everything that hangs on them.

The way of records that touch a link which does not count, or may not. Everything that links lead to is looked at; what
comes out as it was is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.commands.ingest.claims import settle_claims, take_claims
from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.states import (
    Carrier,
    FragmentKey,
    PersonState,
    read_states,
    take_event,
    take_record,
    together,
)
from gateway.commands.ingest.surroundings import Link, Surroundings, read_surroundings
from gateway.commands.ingest.touching import touch
from gateway.domain.fragments import Fragment
from gateway.domain.identity_graph import Graph, Pair, identity_graphs, linked, pair_of
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.ids import identity_id
from gateway.domain.people import person_properties, primary_identity
from gateway.domain.records import EventRecord, IdentityKey
from gateway.store.database import Transaction


@dataclass(slots=True)
class PeopleResult:
    """What became of the people of a batch."""

    person_of: dict[IdentityKey, str] = field(default_factory=dict)
    """The person of every identity that the batch mentions and that is somebody's."""
    arrived: set[IdentityKey] = field(default_factory=set)
    """Identities that were nobody's before."""
    unchanged: set[int] = field(default_factory=set)
    """Indexes of person records that said nothing new."""
    created: set[int] = field(default_factory=set)
    """Indexes of person records that made a person."""
    merged: set[str] = field(default_factory=set)
    """Ids of persons that absorbed others."""
    regrouped: bool = False
    """Whether links that may not count were looked at, so that claims may wait now."""


async def regroup(
    transaction: Transaction,
    carriers: Sequence[tuple[int, Carrier]],
    states: Sequence[PersonState],
    result: PeopleResult,
    settings: IdentitySettings,
) -> None:
    """Take records and events in whose links may not count. `states` are the persons whose identities they carry."""
    result.regrouped = True
    carried = {key for _, each in carriers for key in each.identities}
    ids = {identity_id(*key) for key in carried.union(*(state.identities for state in states))}
    before = await read_surroundings(transaction, ids)
    now = together((before.state, *states))
    fragments_before = set(now.fragments)
    touched: set[FragmentKey] = set()
    told: dict[Pair, Link] = {}
    for index, carrier in carriers:
        if isinstance(carrier, EventRecord):
            take_event(carrier, now)
            _tell(told, carrier, carrier.properties["timestamp"])
        elif take_record(carrier, now, touched):
            _tell(told, carrier, carrier.at)
        else:
            result.unchanged.add(index)
    speaking = before.speaking | {primary for _, primary in touched}
    speaking |= {each.identities[0] for _, each in carriers if isinstance(each, EventRecord)}
    seen = {key: last for key, (_, last) in now.identities.items()}
    links = before.links | {pair: link.joined(before.links.get(pair, link)) for pair, link in told.items()}
    found = identity_graphs(seen, {pair: link.last for pair, link in links.items()}, settings)
    links = {pair: link._replace(dropped=found.dropped.get(pair)) for pair, link in links.items()}
    now.torn = {key for pair in found.dropped for key in pair}

    said = {primary for _, primary in touched} | {
        key
        for key, span in now.identities.items()
        if before.state.identities.get(key) != span or (key in now.names) != (key in before.state.names)
    }
    regrouping = _Regrouping(before, links, found.graphs, speaking, said)
    missing = regrouping.persons - {state.id for state in states}
    for state in await read_states(transaction, missing):
        now.fragments |= state.fragments
        fragments_before |= set(state.fragments)
    writes = PeopleWrites(settings)
    regrouping.plan(now, writes, settings)
    for name in sorted(touched):
        writes.fragment(now.fragments[name], known=name in fragments_before)
    for pair, link in links.items():
        if link != before.links.get(pair):
            writes.links.put(pair, link, known=pair in before.links)
            touch(transaction, {regrouping.person_of.get(key, identity_id(*key)) for key in pair})
    for key in now.identities:
        if key not in before.state.identities:
            writes.new_identity(now, key, regrouping.person_of.get(key))
        elif now.differs(before.state, key):
            writes.identity(now, key)
    taken = await take_claims(transaction, regrouping.taken_apart)
    await writes.run(transaction)
    await settle_claims(transaction, taken, regrouping.person_of, {})
    regrouping.report(result)
    made = regrouping.made
    for index, carrier in carriers:
        person = regrouping.person_of.get(carrier.identities[0], "")
        if person in made and not isinstance(carrier, EventRecord):
            made.discard(person)
            result.created.add(index)


def _tell(told: dict[Pair, Link], carrier: Carrier, at: str) -> None:
    for one, other in linked(carrier.identities):
        pair, link = pair_of(one, other), Link(at, at, frozenset({carrier.dataset}))
        told[pair] = link.joined(told.get(pair, link))


class _Regrouping:
    """Which persons there are to be, out of which there were."""

    def __init__(
        self,
        before: Surroundings,
        links: Mapping[Pair, Link],
        graphs: Sequence[Graph],
        speaking: set[IdentityKey],
        said: set[IdentityKey],
    ) -> None:
        self._before = before
        self._links = links
        self._graphs = graphs
        self._speaking = speaking
        members: dict[str, set[IdentityKey]] = {}
        for key, person in before.person_of.items():
            members.setdefault(person, set()).add(key)
        self._changing = [
            graph
            for graph in graphs
            if not said.isdisjoint(graph) or members.get(before.person_of.get(graph[0], "")) != set(graph)
        ]
        self.persons = {person for graph in self._changing for person in self._old(graph)}
        """The persons who change."""
        self.taken_apart = {
            person
            for graph in self._changing
            for person in self._old(graph)
            if len(self._old(graph)) > 1 or not members[person].issubset(graph)
        }
        """Those of them whose identities do not stay together, alone."""
        self.person_of = dict(before.person_of)
        self.made: set[str] = set()
        """Ids of those that were no part of anybody before."""
        self._merged: set[str] = set()

    def _old(self, graph: Graph) -> set[str]:
        return {self._before.person_of[key] for key in graph if key in self._before.person_of}

    def plan(self, now: PersonState, writes: PeopleWrites, settings: IdentitySettings) -> None:
        """Say what is to be written of persons, and of which identities are whose."""
        by_primary: dict[IdentityKey, list[Fragment]] = {}
        for (_, primary), fragment in sorted(now.fragments.items()):
            by_primary.setdefault(primary, []).append(fragment)
        somebody: list[tuple[Graph, dict[str, Any]]] = []
        for graph in self._changing:
            for key in graph:
                self.person_of.pop(key, None)
            now.primary.difference_update(graph)
            if self._speaking.isdisjoint(graph):
                continue
            fragments = [fragment for key in graph for fragment in by_primary.get(key, ())]
            spans = {key: now.identities[key] for key in graph}
            now.primary.add(primary_identity(fragments, spans, settings))
            properties = person_properties(fragments, spans, settings.policy)
            somebody.append((graph, properties))
            self.person_of.update(dict.fromkeys(graph, properties["id"]))
            writes.scores(properties["id"], fragments)
        self._keep(somebody, writes)

    def _keep(self, somebody: Sequence[tuple[Graph, dict[str, Any]]], writes: PeopleWrites) -> None:
        """Find for each person the node that was it, or a part of it, and move what is elsewhere.

        The node that has the wanted id stays where that id is wanted: no id is given to a second node before the first
        has lost it.
        """
        wanted = {properties["id"] for _, properties in somebody}
        free = self.persons - wanted
        node_of = {each: each for each in self.person_of.values()}
        for graph, properties in somebody:
            old, id_ = self._old(graph), properties["id"]
            keeper = id_ if id_ in self.persons else min(old & free, default=None)
            free.discard(keeper or "")
            writes.person(properties, keeper)
            if keeper is not None:
                writes.old_scores(id_)
            node_of[id_] = keeper or ""
            if len(old) > 1:
                self._merged.add(id_)
            elif not old:
                self.made.add(id_)
            for key in graph:
                whose = self._before.person_of.get(key)
                if key in self._before.state.identities and (whose is None or whose != keeper):
                    writes.settle(key, id_)
        for person in sorted(free):
            writes.gone(person)
        near: dict[IdentityKey, list[tuple[str, Pair]]] = {}
        for pair, link in self._links.items():
            for key in pair:
                near.setdefault(key, []).append((link.last, pair))
        for key in sorted({key for graph in self._graphs for key in graph} - self.person_of.keys()):
            former = self._former(near.get(key, ()), key)
            node = node_of[former] if former else None
            if key in self._before.person_of or node != self._before.formerly_of.get(key):
                writes.leave(key, former)

    def _former(self, near: Iterable[tuple[str, Pair]], key: IdentityKey) -> str | None:
        """The person that an old id of a nobody's identity finds: where its newest link leads."""
        for _, (one, other) in sorted(near, reverse=True):
            person = self.person_of.get(other if one == key else one)
            if person is not None:
                return person
        return None

    def report(self, result: PeopleResult) -> None:
        """Tell the batch whose the identities are now."""
        result.merged |= self._merged
        for graph in self._changing:
            for key in graph:
                if key not in self.person_of:
                    result.person_of.pop(key, None)
                else:
                    result.person_of[key] = self.person_of[key]
                    if key not in self._before.person_of:
                        result.arrived.add(key)
