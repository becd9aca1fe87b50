"""Rebuilding: persons made anew from what stands of their fragments and events after something was taken away.

A delete or a replaced event can take sightings and links away, and with them an identity, or what held a person
together. What is left of some persons falls into components, each of which is a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.domain.components import Components
from gateway.domain.fragments import Fragment
from gateway.domain.people import Span, stretched
from gateway.domain.records import IdentityKey

Link: TypeAlias = tuple[IdentityKey, IdentityKey]


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
class Person:
    """One component of what stands."""

    identities: dict[IdentityKey, Span] = field(default_factory=dict)
    fragments: list[Fragment] = field(default_factory=list)


@dataclass(slots=True)
class Standing:
    """What stands, and what is gone."""

    persons: list[Person]
    links: list[tuple[Link, Span, str]]
    """Identities that were carried together, when, and by which dataset."""
    gone_fragments: list[Fragment]
    gone_events: list[EventTrace]
    gone_identities: set[IdentityKey]


def rebuilt(
    identities: Iterable[IdentityKey],
    fragments: Iterable[Fragment],
    events: Iterable[EventTrace],
    buried: Mapping[IdentityKey, str],
) -> Standing:
    """What stands of persons after `buried`, the instants up to which identities were deleted."""
    gone_fragments: list[Fragment] = []
    gone_events: list[EventTrace] = []
    spans: dict[IdentityKey, Span] = {}
    links: list[tuple[Link, Span, str]] = []
    kept: list[Fragment] = []
    for fragment in fragments:
        left = fragment.without(buried.get(fragment.primary, ""))
        if left is None:
            gone_fragments.append(fragment)
            continue
        kept.append(left)
        _see(spans, left.primary, left.seen)
        for key, seen in left.linked.items():
            _see(spans, key, seen)
            links.append(((left.primary, key), (seen[0], seen[-1]), left.dataset))
    for event in events:
        if event.at <= max(buried.get(key, "") for key in event.identities):
            gone_events.append(event)
            continue
        for key in event.identities:
            _see(spans, key, (event.timestamp,))
        first, *others = event.identities
        at = (event.timestamp, event.timestamp)
        links.extend(((first, key), at, event.dataset) for key in others)
    persons = _persons(spans, kept, [pair for pair, _, _ in links])
    return Standing(persons, links, gone_fragments, gone_events, set(identities) - spans.keys())


def _see(spans: dict[IdentityKey, Span], key: IdentityKey, seen: Iterable[str]) -> None:
    for at in seen:
        spans[key] = stretched(spans.get(key), at)


def _persons(spans: Mapping[IdentityKey, Span], fragments: Iterable[Fragment], links: Iterable[Link]) -> list[Person]:
    components: Components[IdentityKey] = Components()
    for key in spans:
        components.root(key)
    for one, other in links:
        components.join(one, other)
    persons: dict[IdentityKey, Person] = {}
    for key in sorted(spans):
        persons.setdefault(components.root(key), Person()).identities[key] = spans[key]
    for fragment in fragments:
        persons[components.root(fragment.primary)].fragments.append(fragment)
    return list(persons.values())
