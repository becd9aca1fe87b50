"""Records: what enters the graph, one type a kind of thing. Made by `read_record`, already checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.domain.observations import Observations

IdentityKey: TypeAlias = tuple[str, str]
"""(namespace, value), normalised"""


@dataclass(slots=True)
class Record:
    """What all records have. `at` is canonical UTC; `dated` says whether the source gave it."""

    dataset: str
    at: str
    dated: bool


@dataclass(slots=True)
class PersonRecord(Record):
    """What one dataset says of a person. The first of `identities` is the primary one."""

    identities: tuple[IdentityKey, ...]
    marked: bool
    """Whether the source marked the primary identity itself."""
    observations: Observations
    """By property; `score:<model>\\0<goal>` and `consent:<channel>` are fields too."""
    replaces: bool = False
    """Whether it is all that its dataset says of the primary identity."""
    beside: tuple[IdentityKey, ...] = ()
    """Identities that came with it and join nobody: those that name no human being."""


@dataclass(slots=True)
class ThingRecord(Record):
    """An account, opportunity, campaign or segment."""

    label: str
    key: str
    observations: Observations


@dataclass(slots=True)
class RelationRecord(Record):
    """A person's (or, for a membership, an account's) relation to a thing."""

    relationship: str
    start: IdentityKey | None
    """The person, None where an account stands at the start."""
    start_key: str | None
    """The account at the start, None where a person stands there."""
    end_label: str
    end_key: str
    role: str | None
    observations: Observations


@dataclass(slots=True)
class EventRecord(Record):
    """Something that happened. The first of `identities` is that of highest priority."""

    key: str
    identities: tuple[IdentityKey, ...]
    properties: dict[str, Any]
    beside: tuple[IdentityKey, ...] = ()
    """Identities that came with it and join nobody."""


@dataclass(slots=True)
class LinkRecord(Record):
    """That two identities belong together: only ever taken back."""

    pair: tuple[IdentityKey, IdentityKey]


@dataclass(slots=True)
class FragmentRecord(Record):
    """What a dataset says by one primary identity, the first of `identities`: only ever deleted."""

    identities: tuple[IdentityKey, ...]
    marked: bool


@dataclass(slots=True)
class DeleteRecord(Record):
    """What was observed of the named thing up to `at` is to go."""

    of: str
    target: FragmentRecord | PersonRecord | ThingRecord | RelationRecord | EventRecord | LinkRecord


AnyRecord: TypeAlias = PersonRecord | ThingRecord | RelationRecord | EventRecord | DeleteRecord
