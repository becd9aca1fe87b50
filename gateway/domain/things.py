"""Things: accounts, opportunities, campaigns and segments, folded from their records field by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.domain import sightings
from gateway.domain.custom_fields import CUSTOM, custom_text
from gateway.domain.ids import public_id
from gateway.domain.observations import EXISTS, Observations, after, merged, pack, repeats, unpack, values
from gateway.domain.people import split_properties
from gateway.domain.records import ThingRecord
from gateway.domain.search_terms import thing_terms
from gateway.domain.sightings import Sightings

EXTERNAL_KEYS = "external_keys"
"""The field of a record that names other source keys of its thing."""


@dataclass(slots=True)
class Thing:
    """What all records say of one thing, or of one of the keys that it has."""

    label: str
    key: str
    observations: Observations = field(default_factory=dict)
    seen: Sightings = ()
    """When its records were observed."""
    other_keys: tuple[str, ...] | None = None
    """The other keys that it has; None where what is said of it is not kept by key."""

    def take(self, record: ThingRecord) -> bool:
        """Take a record in; whether it says anything new. One without a time that repeats what is held does not."""
        if not record.dated and repeats(self.observations, record.observations):
            return False
        before = (self.observations, self.seen)
        self.observations = merged(self.observations, record.observations)
        self.seen = sightings.joined(self.seen, (record.at,))
        return before != (self.observations, self.seen)

    def without(self, instant: str) -> Thing | None:
        """What stands of it after a delete up to an instant; None where nothing does."""
        observations = after(self.observations, instant)
        if EXISTS not in observations:
            return None
        return Thing(self.label, self.key, observations, sightings.after(self.seen, instant))

    @property
    def is_odd(self) -> bool:
        """Whether it is a deal that is won but not closed."""
        return self.label == "Opportunity" and self._is("is_won") and not self._is("is_closed")

    def _is(self, name: str) -> bool:
        return name in self.observations and self.observations[name].value is True


_BY_KEY = '{"by_key":true}'
"""What the node of a thing remembers whose records are kept with its keys."""


def thing_properties(thing: Thing) -> dict[str, Any]:
    """The properties of a thing's node: the winning values, and what always has one (settled questions 8 and 26)."""
    found: dict[str, Any] = {"id": public_id(thing.label, thing.key)}
    for name, value in values(thing.observations).items():
        if name == EXTERNAL_KEYS:
            continue  # what is said of one key: which keys the thing has is for all of them to say
        if name.startswith(CUSTOM):
            found.setdefault("custom", None)
        elif value.__class__ is list or value.__class__ is dict:
            found |= split_properties(name, value)
        elif value is not None:
            found[name] = value
    if "custom" in found:
        found["custom"] = custom_text(thing.observations)
    found["name" if thing.label == "Segment" else "key"] = thing.key
    found.setdefault("name", thing.key)
    found["created_at"], found["last_modified_at"] = thing.seen[0], thing.seen[-1]
    if thing.other_keys is None:
        found["observed"] = observed_text(thing)
    else:
        found["observed"] = _BY_KEY
        if thing.other_keys:
            found["external_keys"] = list(thing.other_keys)
    if thing.label == "Opportunity":
        closed, won = found.setdefault("is_closed", False), found.setdefault("is_won", False)
        found["state"] = "OPEN" if not closed else "WON" if won else "LOST"
    if thing.label == "Segment":
        found.setdefault("state", "PUBLISHED")
        found["evaluation"] = "BATCH"
    terms = thing_terms(thing.label, found)
    return found if terms is None else found | {"search_terms": terms}


def observed_text(thing: Thing) -> str:
    """What a node remembers of the records of a thing, or of a key."""
    return orjson.dumps({"seen": thing.seen, "fields": pack(thing.observations)}).decode()


def read_thing(label: str, key: str, observed: str) -> Thing:
    """A thing from what its node remembers of its records: only that they are kept by key where they are."""
    if observed == _BY_KEY:
        return Thing(label, key, other_keys=())
    content = orjson.loads(observed)
    return Thing(label, key, unpack(content["fields"]), tuple(content["seen"]))
