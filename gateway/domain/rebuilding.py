"""Rebuilding: what stands of persons after something was taken away, to be made persons again.

A delete or a replaced event can take sightings and links away, and with them an identity, or what held a person
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gateway.domain import sightings
from gateway.domain.fragments import Fragment
from gateway.domain.identity_graph import Pair, linked, pair_of
from gateway.domain.people import Span, stretched
from gateway.domain.records import IdentityKey


@dataclass(frozen=True, slots=True)
class EventTrace:
    """What an event says of identities."""

    key: str
    dataset: str
    identities: tuple[IdentityKey, ...]
    """That of highest priority first."""
    timestamp: str
    at: str
    """When it was observed."""


@dataclass(slots=True)
class Standing:
    """What stands, and what is gone."""

    identities: dict[IdentityKey, Span] = field(default_factory=dict)
    fragments: list[Fragment] = field(default_factory=list)
    events: list[EventTrace] = field(default_factory=list)
    links: dict[Pair, tuple[str, str, set[str]]] = field(default_factory=dict)
    """When identities were carried together first and last, and by which datasets."""
    gone_fragments: list[Fragment] = field(default_factory=list)
    gone_events: list[EventTrace] = field(default_factory=list)
    gone_identities: set[IdentityKey] = field(default_factory=set)
    cut_events: list[EventTrace] = field(default_factory=list)
    """Events that link fewer identities than they did."""

    @property
    def speaking(self) -> set[IdentityKey]:
        """Identities that key a fragment or an event."""
        return {each.primary for each in self.fragments} | {each.identities[0] for each in self.events}

    @property
    def naming(self) -> set[IdentityKey]:
        """Identities that a record or event alone would take the person's id from."""
        found = {min(each.identities) for each in self.events}
        for fragment in self.fragments:
            for at in fragment.seen:
                found.add(min([fragment.primary, *(key for key, seen in fragment.linked.items() if at in seen)]))
        return found

    def see(self, key: IdentityKey, instants: Iterable[str]) -> None:
        """An identity was carried at these instants."""
        for at in instants:
            self.identities[key] = stretched(self.identities.get(key), at)

    def link(self, one: IdentityKey, other: IdentityKey, span: Span, dataset: str) -> None:
        """Two identities were carried together by records of a dataset, at these instants first and last."""
        pair = pair_of(one, other)
        first, last, datasets = self.links.get(pair, (*span, set()))
        self.links[pair] = (min(first, span[0]), max(last, span[1]), datasets | {dataset})


def standing_after(
    identities: Iterable[IdentityKey],
    fragments: Iterable[Fragment],
    events: Iterable[EventTrace],
    buried: Mapping[IdentityKey, str],
    cut: Mapping[Pair, str],
    withdrawn: Mapping[str, str],
) -> Standing:
    """What stands after the instants up to which identities and fragments, by id, were deleted, and links cut."""
    found = Standing()
    for fragment in fragments:
        left = fragment.without(max(buried.get(fragment.primary, ""), withdrawn.get(fragment.id, "")))
        if left is None:
            found.gone_fragments.append(fragment)
            continue
        linked_after = {key: sightings.after(seen, buried.get(key, "")) for key, seen in left.linked.items()}
        uncut = {
            key: sightings.after(seen, cut.get(pair_of(left.primary, key), "")) for key, seen in linked_after.items()
        }
        left.beside |= {key for key, seen in uncut.items() if seen != linked_after[key]}
        left.linked = {key: seen for key, seen in uncut.items() if seen}
        found.fragments.append(left)
        found.see(left.primary, left.seen)
        for key, seen in left.linked.items():
            found.see(key, seen)
        for one, other in linked((left.primary, *left.linked)):
            seen = left.linked[other]
            found.link(one, other, (seen[0], seen[-1]), left.dataset)
    for event in events:
        if event.at <= max(buried.get(key, "") for key in event.identities):
            found.gone_events.append(event)
            continue
        first, *others = event.identities
        uncut_others = [key for key in others if event.at > cut.get(pair_of(first, key), "")]
        if len(uncut_others) < len(others):
            event = replace(event, identities=(first, *uncut_others))
            found.cut_events.append(event)
        found.events.append(event)
        for key in event.identities:
            found.see(key, (event.timestamp,))
        for one, other in linked(event.identities):
            found.link(one, other, (event.timestamp, event.timestamp), event.dataset)
    found.gone_identities = set(identities) - found.identities.keys()
    return found
