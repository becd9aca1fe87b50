"""People: fragments folded into one person, its id and its primary identity. Pure, and free of any order of arrival.

The fold is by field: of every fragment's observation the latest wins, of equal times the smaller dataset, then the
smaller primary identity. An explicit null that wins clears; a field nobody gives is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.domain.ids import person_id, public_id
from gateway.domain.namespaces import priority
from gateway.domain.observations import EXISTS, Observation, Observations, beats, merged, pack, unpack
from gateway.domain.records import IdentityKey, PersonRecord
from graph_schema.nodes import ADDRESS_PARTS

_MONEY = frozenset({"lifetime_value"})
_ADDRESSES = frozenset({"work_address", "home_address"})
_SCORE, _CONSENT = "score:", "consent:"


@dataclass(slots=True)
class Seen:
    """When an identity was first and last carried by a record or event."""

    first: str
    last: str

    def stretch(self, at: str) -> bool:
        """Take an instant in; whether that changed anything."""
        before = (self.first, self.last)
        self.first, self.last = min(self.first, at), max(self.last, at)
        return before != (self.first, self.last)


@dataclass(slots=True)
class Fragment:
    """What one dataset says of one primary identity."""

    dataset: str
    primary: IdentityKey
    observations: Observations = field(default_factory=dict)
    first: str = ""
    """The earliest observation, which later ones may have overruled in every field."""
    marked: str = ""
    """The latest record that marks the primary identity as such."""
    linked: dict[IdentityKey, Seen] = field(default_factory=dict)
    """The identities that its records carried beside the primary one."""

    @property
    def id(self) -> str:
        """The public id: dataset and primary identity are its key."""
        return public_id("Fragment", self.dataset, *self.primary)

    def take(self, record: PersonRecord) -> bool:
        """Take a record of this fragment in; whether it says anything new.

        A record without a time of its own that repeats what is held says nothing new.
        """
        known = all(key in self.linked for key in record.identities[1:])
        if not record.dated and known and self._repeats(record):
            return False
        before = (self.observations, self.first, self.marked)
        self.observations = merged(self.observations, record.observations)
        self.first = min(self.first or record.at, record.at)
        if record.marked:
            self.marked = max(self.marked, record.at)
        changed = before != (self.observations, self.first, self.marked)
        for key in record.identities[1:]:
            seen = self.linked.setdefault(key, Seen(record.at, record.at))
            changed = seen.stretch(record.at) or changed
        return changed or not known

    def _repeats(self, record: PersonRecord) -> bool:
        return all(
            name in self.observations and self.observations[name][2] == value
            for name, (_, _, value) in record.observations.items()
        )

    @property
    def last(self) -> str:
        """The latest observation of its own records; scores have times of their own."""
        return self.observations[EXISTS][0]

    def body(self) -> str:
        """As JSON for the graph."""
        linked = {_name(key): [seen.first, seen.last] for key, seen in sorted(self.linked.items())}
        content = {"first": self.first, "marked": self.marked, "linked": linked, "fields": pack(self.observations)}
        return orjson.dumps(content).decode()


def read_fragment(dataset: str, primary: IdentityKey, body: str) -> Fragment:
    """A fragment from its JSON."""
    content = orjson.loads(body)
    linked = {_key(name): Seen(*times) for name, times in content["linked"].items()}
    return Fragment(dataset, primary, unpack(content["fields"]), content["first"], content["marked"], linked)


def fold(fragments: Iterable[Fragment]) -> dict[str, tuple[Observation, Fragment]]:
    """Of each field the winning observation with its fragment."""
    winners: dict[str, tuple[Observation, Fragment]] = {}
    for fragment in sorted(fragments, key=lambda each: (each.dataset, each.primary)):
        for name, found in fragment.observations.items():
            held = winners.get(name)
            if held is None or (beats(found, held[0]) and _beats_other(found, held[0])):
                winners[name] = (found, fragment)
    return winners


def person_properties(fragments: Iterable[Fragment], identities: Mapping[IdentityKey, Seen]) -> dict[str, Any]:
    """The properties of the person node; fields without a value are left out."""
    fragments = list(fragments)
    winners = fold(fragments)
    properties: dict[str, Any] = {}
    for name, ((_, _, value), _) in winners.items():
        if value is not None and name != EXISTS and not name.startswith(_SCORE):
            properties |= _kept(name, value)
    if "full_name" not in properties:
        full = f"{properties.get('first_name', '')} {properties.get('last_name', '')}".strip()
        if full:
            properties["full_name"] = full
    properties["id"] = person_id(*anchor(identities))
    if fragments:
        properties["created_at"] = min(each.first for each in fragments)
        properties["last_modified_at"] = max(each.last for each in fragments)
    else:
        properties["created_at"] = min(each.first for each in identities.values())
        properties["last_modified_at"] = max(each.last for each in identities.values())
    return properties


def scores(fragments: Iterable[Fragment], person: str) -> list[dict[str, Any]]:
    """The person's scores by model and goal, as properties of their nodes."""
    found = []
    for name, ((_, _, value), _) in sorted(fold(fragments).items()):
        if name.startswith(_SCORE) and value is not None:
            kept = {key: each for key, each in value.items() if each is not None and key != "factors"}
            kept["factors"] = orjson.dumps(value["factors"]).decode()
            kept["id"] = public_id("Score", person, name)
            found.append(kept)
    return found


def anchor(identities: Mapping[IdentityKey, Seen]) -> IdentityKey:
    """The identity that gives the person its id: first seen first, which later records seldom change."""
    return min(identities, key=lambda key: (identities[key].first, key))


def primary_identity(fragments: Iterable[Fragment], identities: Mapping[IdentityKey, Seen]) -> IdentityKey:
    """The identity to show: marked by the latest record that marks one, else of the highest priority namespace."""
    marking = [each for each in fragments if each.marked and each.primary in identities]
    if marking:
        latest = max(each.marked for each in marking)
        return min(
            (each for each in marking if each.marked == latest), key=lambda each: (each.dataset, each.primary)
        ).primary
    return min(identities, key=lambda key: (priority(key[0]), identities[key].first, key[1], key[0]))


def split_properties(name: str, value: Any) -> dict[str, Any]:
    """Money and addresses as the several properties they are kept in; anything else as it is."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], float):
        return {name: value[0], f"{name}_currency": value[1]}
    if isinstance(value, dict):
        return {f"{name}_{part}": value[part] for part in ADDRESS_PARTS if part in value}
    return {name: value}


def _kept(name: str, value: Any) -> dict[str, Any]:
    if name.startswith(_CONSENT):
        return {f"consent_{name.removeprefix(_CONSENT)}": value}
    if name in _MONEY or name in _ADDRESSES:
        return split_properties(name, value)
    return {name: value}


def _beats_other(one: Observation, other: Observation) -> bool:
    """Between fragments, equal times and datasets are settled by the primary identity: the one met first stays."""
    return one[:2] != other[:2]


def _name(key: IdentityKey) -> str:
    return f"{key[0]}:{key[1]}"


def _key(name: str) -> IdentityKey:
    namespace, _, value = name.partition(":")
    return namespace, value


identity_name, identity_from_name = _name, _key
