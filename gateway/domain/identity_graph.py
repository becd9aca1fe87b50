"""Identity graphs: which identities are one person's, from the links between them, whatever order they come in.

A link says that a record or event carried two identities. All links that were ever heard of decide together:

1. Identities that links join are one graph; those that name no human being join nobody.
2. A graph that would hold two values of a unique namespace is built anew from its links, the newest first; a link that
   would join two values is dropped.
3. A graph of more than 50 identities gives up the oldest: partners' before browsers', these before devices', those
   before people's. With an identity go its links, which may split the graph.

What is dropped here is remembered where links are kept, so that the same links always give the same graphs, and a link
may count again when what it stood against is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from gateway.domain.components import Components
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.records import EventRecord, FragmentRecord, IdentityKey, PersonRecord

Carrier = TypeVar("Carrier", bound=PersonRecord | EventRecord)

Pair: TypeAlias = tuple[IdentityKey, IdentityKey]
Graph: TypeAlias = tuple[IdentityKey, ...]
"""The identities of one person, sorted."""

_EVICTED_FIRST = {"PARTNER": 0, "COOKIE": 1, "DEVICE": 2}
_EVICTED_LAST = 3


@dataclass(slots=True)
class IdentityGraphs:
    """What becomes of identities and their links; an identity without a link that counts is a graph of its own."""

    graphs: list[Graph]
    dropped: dict[Pair, str] = field(default_factory=dict)
    """Why a link does not count, in a sentence."""
    evicted: dict[IdentityKey, str] = field(default_factory=dict)
    """Why an identity left its graph, in a sentence."""


def pair_of(one: IdentityKey, other: IdentityKey) -> Pair:
    """Two identities in the order in which their link is named."""
    return (one, other) if one < other else (other, one)


def linked(identities: Sequence[IdentityKey]) -> list[Pair]:
    """The links of a record or event: its first identity with each of the others."""
    return [(identities[0], each) for each in identities[1:]]


def arranged_record(record: PersonRecord, settings: IdentitySettings) -> PersonRecord:
    """A record with the identities it links, its primary one first: the one it marks, else its first that may link.

    What may not link is put beside the others, so that it joins nobody.
    """
    identities = record.identities
    if len(identities) == 1 or all(settings.links(code) for code, _ in identities):
        return record
    if not record.marked:
        identities = tuple(sorted(identities, key=lambda key: not settings.links(key[0])))
    joining = _joining(identities, settings)
    return replace(record, identities=joining, beside=tuple(each for each in identities if each not in joining))


def arranged_fragment(fragment: FragmentRecord, settings: IdentitySettings) -> FragmentRecord:
    """A fragment by the primary identity that a record with its identities has."""
    at, marked = fragment.at, fragment.marked
    record = PersonRecord(fragment.dataset, at, fragment.dated, fragment.identities, marked, {})
    return replace(fragment, identities=arranged_record(record, settings).identities)


def arranged_event(event: EventRecord, settings: IdentitySettings) -> EventRecord:
    """An event with the identities that it links, that of the highest priority first."""
    if len(event.identities) == 1:
        return event
    identities = settings.ordered(event.identities)
    joining = _joining(identities, settings)
    return replace(event, identities=joining, beside=tuple(each for each in identities if each not in joining))


def without_links(record: Carrier, cut: Collection[IdentityKey]) -> Carrier:
    """A record or event that does not link some of its identities: they are put beside the others."""
    if not cut:
        return record
    kept = tuple(each for each in record.identities if each not in cut)
    return replace(record, identities=kept, beside=(*record.beside, *cut))


def _joining(identities: Sequence[IdentityKey], settings: IdentitySettings) -> tuple[IdentityKey, ...]:
    first, *others = identities
    if not settings.links(first[0]):
        return (first,)
    return (first, *(each for each in others if settings.links(each[0])))


def identity_graphs(
    seen: Mapping[IdentityKey, str], links: Mapping[Pair, str], settings: IdentitySettings
) -> IdentityGraphs:
    """The graphs of some identities.

    `seen` has when each was seen last, `links` when each link was established last, both canonical instants. Every
    link's ends are among the identities.
    """
    found = IdentityGraphs([])
    strange = {pair: key for pair in links for key in pair if not settings.links(key[0])}
    found.dropped = {pair: _why_never(key, settings.type_of(key[0])) for pair, key in strange.items()}
    for graph, its_links in _joined(seen, {pair: at for pair, at in links.items() if pair not in strange}):
        if _doubled(graph, settings.unique) is None:
            parts = [(graph, its_links)]
        else:
            kept = _relinked(seen, its_links, settings, found)
            parts = _joined(dict.fromkeys(graph, ""), kept)
        for part, its_kept in parts:
            found.graphs += [part] if len(part) <= settings.most else _evicted(part, its_kept, seen, settings, found)
    found.graphs.sort()
    return found


def is_plain(identities: Collection[IdentityKey], settings: IdentitySettings) -> bool:
    """Whether identities that links join are one graph as they are, without a second look."""
    return len(identities) <= settings.most and _doubled(identities, settings.unique) is None


def _joined(identities: Iterable[IdentityKey], links: Mapping[Pair, str]) -> list[tuple[Graph, dict[Pair, str]]]:
    """Connected components, each with its links."""
    components: Components[IdentityKey] = Components()
    for key in identities:
        components.root(key)
    for one, other in links:
        components.join(one, other)
    of: dict[IdentityKey, dict[Pair, str]] = {}
    for pair, at in links.items():
        of.setdefault(components.root(pair[0]), {})[pair] = at
    return [(tuple(sorted(each)), of.get(components.root(each[0]), {})) for each in components.groups()]


def _doubled(graph: Collection[IdentityKey], unique: frozenset[str]) -> str | None:
    """A unique namespace of which there are two values."""
    if unique:
        met: set[str] = set()
        for code, _ in graph:
            if code in met:
                return code
            if code in unique:
                met.add(code)
    return None


def _relinked(
    seen: Mapping[IdentityKey, str], links: Mapping[Pair, str], settings: IdentitySettings, found: IdentityGraphs
) -> dict[Pair, str]:
    """The links that count: newest first, each unless it would join two values of a unique namespace.

    Of links as new as each other the one whose identities were seen later goes first, then that of higher priority.
    """

    def order(pair: Pair) -> Any:
        sum_of_sightings = sum(_microseconds(seen[key]) for key in pair)
        ranks = sorted(settings.rank(key[0]) for key in pair)
        return -_microseconds(links[pair]), -sum_of_sightings, ranks, pair

    components: Components[IdentityKey] = Components()
    held: dict[IdentityKey, dict[str, IdentityKey]] = {}
    kept: dict[Pair, str] = {}
    for pair in sorted(links, key=order):
        one, other = (components.root(key) for key in pair)
        ours, theirs = (held.get(root, _own(root, settings.unique)) for root in (one, other))
        clash = min((code for code in ours if code in theirs and ours[code] != theirs[code]), default=None)
        if clash is not None:
            found.dropped[pair] = _why_dropped(pair, links[pair], ours[clash], theirs[clash])
            continue
        kept[pair] = links[pair]
        components.join(one, other)
        held[components.root(one)] = ours | theirs
    return kept


def _own(key: IdentityKey, unique: frozenset[str]) -> dict[str, IdentityKey]:
    return {key[0]: key} if key[0] in unique else {}


def _evicted(
    graph: Graph,
    links: Mapping[Pair, str],
    seen: Mapping[IdentityKey, str],
    settings: IdentitySettings,
    found: IdentityGraphs,
) -> list[Graph]:
    """The graphs that are left of one that is too large.

    An identity has to go when, with all that would go after it, its graph is still too large. So identities are put
    back from the last to the first, and those that make a graph too large are the ones that go.
    """

    def order(key: IdentityKey) -> Any:
        kind = _EVICTED_FIRST.get(settings.type_of(key[0]), _EVICTED_LAST)
        group, priority = settings.rank(key[0])
        return kind, seen[key], -group, -priority, key

    near: dict[IdentityKey, list[IdentityKey]] = {}
    for one, other in links:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    components: Components[IdentityKey] = Components()
    size: dict[IdentityKey, int] = {}
    gone: set[IdentityKey] = set()
    for key in sorted(graph, key=order, reverse=True):
        size[key] = 1
        for other in near.get(key, ()):
            one, root = components.root(key), components.root(other)
            if other in size and one != root:
                together = size[one] + size[root]
                components.join(one, root)
                size[components.root(one)] = together
        if size[components.root(key)] > settings.most:
            gone.add(key)
            found.evicted[key] = _why_evicted(key, seen[key], settings)
    kept = {pair: at for pair, at in links.items() if not gone.intersection(pair)}
    for pair in links.keys() - kept.keys():
        out = min(gone.intersection(pair), key=order)
        found.dropped[pair] = f"{shown(out)} left the graph: {found.evicted[out]}"
    return [part for part, _ in _joined(graph, kept)]


def _why_never(key: IdentityKey, kind: str) -> str:
    return f"{shown(key)} is of type {kind}, which names no human being and never links."


def _why_dropped(pair: Pair, at: str, one: IdentityKey, other: IdentityKey) -> str:
    return (
        f"{shown(pair[0])} and {shown(pair[1])} were last met together at {shown_instant(at)}. To count that would"
        f" join {shown(one)} and {shown(other)}, and {one[0]} is unique: a person has one. Later links stand."
    )


def _why_evicted(key: IdentityKey, at: str, settings: IdentitySettings) -> str:
    return (
        f"the graph would hold more than {settings.most} identities, and this one, of type {settings.type_of(key[0])}"
        f" and last seen at {shown_instant(at)}, is the first to go."
    )


def shown(key: IdentityKey) -> str:
    """An identity as explanations name it."""
    return f"{key[0]} {key[1]}"


def shown_instant(at: str) -> str:
    """An instant as answers write it: without trailing zeros."""
    return at.rstrip("Z").rstrip("0").rstrip(".") + "Z" if "." in at else at


@lru_cache(maxsize=100_000)
def _microseconds(instant: str) -> int:
    moment = datetime.fromisoformat(instant)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1_000_000 + moment.microsecond
