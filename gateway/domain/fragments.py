"""Fragments: what one dataset says of one primary identity, kept so that a person can be folded from them again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import orjson

from gateway.domain import sightings
from gateway.domain.ids import public_id
from gateway.domain.observations import EXISTS, Observations, after, from_then, merged, pack, repeats, unpack
from gateway.domain.records import IdentityKey, PersonRecord
from gateway.domain.sightings import Sightings


@dataclass(slots=True)
class Fragment:
    """The records of one dataset and one primary identity, folded field by field."""

    dataset: str
    primary: IdentityKey
    observations: Observations = field(default_factory=dict)
    seen: Sightings = ()
    """When its records were observed."""
    marked: str = ""
    """The latest record that marks the primary identity as such."""
    linked: dict[IdentityKey, Sightings] = field(default_factory=dict)
    """The identities that its records carried with the primary one, and when."""
    replaced: str = ""
    """The latest record that is the whole of it: what other records said before then is gone."""
    beside: frozenset[IdentityKey] = frozenset()
    """Identities that its records carried and that join nobody."""

    @property
    def id(self) -> str:
        """Dataset and primary identity are its key."""
        return public_id("Fragment", self.dataset, *self.primary)

    def take(self, record: PersonRecord) -> bool:
        """Take a record of this fragment in; whether it says anything new.

        A record without a time of its own that repeats what is held says nothing new (settled question 4).
        """
        others = record.identities[1:]
        if not record.dated and self._holds(record):
            return False
        before = replace(self)
        if record.replaces:
            self.replaced = max(self.replaced, record.at)
        self.observations = from_then(merged(self.observations, record.observations), self.replaced)
        self.seen = sightings.joined(self.seen, (record.at,))
        self.linked = self.linked | {key: sightings.joined(self.linked.get(key, ()), (record.at,)) for key in others}
        self.beside |= set(record.beside)
        if record.marked:
            self.marked = max(self.marked, record.at)
        return before != self

    def without(self, instant: str) -> Fragment | None:
        """What stands of it after a delete up to an instant; None where nothing does."""
        observations = after(self.observations, instant)
        if EXISTS not in observations:
            return None
        linked = {key: sightings.after(seen, instant) for key, seen in self.linked.items()}
        return Fragment(
            self.dataset,
            self.primary,
            observations,
            sightings.after(self.seen, instant),
            self.marked if self.marked > instant else "",
            {key: seen for key, seen in linked.items() if seen},
            self.replaced,
            self.beside,
        )

    def _holds(self, record: PersonRecord) -> bool:
        known = all(key in self.linked for key in record.identities[1:]) and self.beside.issuperset(record.beside)
        if record.replaces and self.observations.keys() != record.observations.keys():
            return False
        return known and (bool(self.marked) or not record.marked) and repeats(self.observations, record.observations)


def fragment_of(record: PersonRecord) -> Fragment:
    """The fragment that one record makes."""
    primary, *others = record.identities
    seen = (record.at,)
    linked: dict[IdentityKey, Sightings] = dict.fromkeys(others, seen)
    marked, replaced = record.at if record.marked else "", record.at if record.replaces else ""
    beside = frozenset(record.beside)
    return Fragment(record.dataset, primary, record.observations, seen, marked, linked, replaced, beside)


def fragment_text(fragment: Fragment) -> str:
    """A fragment as JSON for the graph, the same for equal fragments."""
    content = {
        "seen": fragment.seen,
        "marked": fragment.marked,
        "linked": {identity_name(key): fragment.linked[key] for key in sorted(fragment.linked)},
        "fields": pack(fragment.observations),
    }
    if fragment.replaced:
        content["replaced"] = fragment.replaced
    if fragment.beside:
        content["beside"] = sorted(map(identity_name, fragment.beside))
    return orjson.dumps(content).decode()


def read_fragment(dataset: str, primary: IdentityKey, text: str) -> Fragment:
    """A fragment from its JSON."""
    content = orjson.loads(text)
    linked = {identity_from_name(name): tuple(seen) for name, seen in content["linked"].items()}
    observations, replaced = unpack(content["fields"]), content.get("replaced", "")
    beside = frozenset(map(identity_from_name, content.get("beside", ())))
    return Fragment(dataset, primary, observations, tuple(content["seen"]), content["marked"], linked, replaced, beside)


def identity_name(key: IdentityKey) -> str:
    """`Email:ada@x.example`: an identity as a key of JSON."""
    return f"{key[0]}:{key[1]}"


def identity_from_name(name: str) -> IdentityKey:
    """The identity of such a name; a namespace holds no colon."""
    namespace, _, value = name.partition(":")
    return namespace, value
