"""Source keys: which of them are of one account, or of one deal.

Each system knows a company by a key of its own, and some know it by the keys of others too. Keys that records join are
of one thing, whose values are the latest of all of them. Of each key only the latest record counts: one that names
another external key, or none, takes the former back, unlike links of people, which are history. So which keys belong
together follows from what is held of each key, whatever came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.domain import sightings
from gateway.domain.components import Components
from gateway.domain.observations import merged
from gateway.domain.things import EXTERNAL_KEYS, Thing


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys of one thing."""

    key: str
    """The one that it goes by: of the keys that have records, the one observed first, then the smallest."""
    keys: frozenset[str]
    """All of them, with those that have no record of their own."""


def external_keys(thing: Thing) -> tuple[str, ...]:
    """The other keys that the latest record of a key names."""
    found = thing.observations.get(EXTERNAL_KEYS)
    return tuple(each for each in found.value if each != thing.key) if found is not None and found.value else ()


def key_groups(things: Mapping[str, Thing], most: int) -> list[KeyGroup]:
    """The groups of keys, from what the records of each key say.

    Where more than `most` keys would be together, the newest words join first, and those that would make the group
    too large do not count.
    """
    components: Components[str] = Components()
    size: dict[str, int] = {}
    for key in sorted(things):
        components.root(key)
    for key, other in _newest_first(things):
        one, root = components.root(key), components.root(other)
        together = size.get(one, 1) + size.get(root, 1)
        if one != root and together <= most:
            components.join(one, root)
            size[components.root(one)] = together
    found = []
    for keys in components.groups():
        recorded = [key for key in keys if key in things]
        if recorded:
            found.append(KeyGroup(min(recorded, key=lambda key: (things[key].seen[0], key)), frozenset(keys)))
    return sorted(found, key=lambda group: group.key)


def thing_of(group: KeyGroup, things: Mapping[str, Thing]) -> Thing:
    """The thing that all records of a group describe, by the latest word on each field."""
    parts = [things[key] for key in sorted(group.keys) if key in things]
    return Thing(
        parts[0].label,
        group.key,
        merged(*(each.observations for each in parts)),
        sightings.joined((), (each for part in parts for each in part.seen)),
        tuple(sorted(group.keys - {group.key})),
    )


def _newest_first(things: Mapping[str, Thing]) -> Iterable[tuple[str, str]]:
    named = [
        (thing.observations[EXTERNAL_KEYS].at, key, other)
        for key, thing in things.items()
        for other in external_keys(thing)
    ]
    # By the time from the latest on, and of equal times by the keys.
    named.sort(key=lambda each: each[1:])
    named.sort(key=lambda each: each[0], reverse=True)
    return [(key, other) for _, key, other in named]
