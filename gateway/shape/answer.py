"""What goes out of the pipeline: the response body, and what a transport needs for status and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from gateway.errors import LocatedError, bad_input


class Outcome(Enum):
    """What a transport chooses its status by."""

    ANSWERED = "answered"
    """There is a `data` entry, perhaps with errors beside it."""
    REFUSED = "refused"
    """Parsing, validation or coercion failed: no `data` entry."""
    NOT_A_QUERY = "not a query"
    """A mutation where only queries are served (GET)."""


@dataclass(frozen=True, slots=True)
class CacheNote:
    """How the cache took part in an answer: only in answers made of agent lookups alone."""

    hit: bool
    age_s: float
    max_age_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body as JSON bytes, with what a transport needs for status and headers."""

    body: bytes
    outcome: Outcome
    cache: CacheNote | None = None
    timings_ms: tuple[tuple[str, float], ...] = ()


def joined(notes: Sequence[CacheNote | None]) -> CacheNote | None:
    """The note of an answer made of agent lookups alone: as old as its oldest part, a hit where all are."""
    kept = [each for each in notes if each is not None]
    if not kept or len(kept) < len(notes):
        return None
    return CacheNote(
        all(each.hit for each in kept), max(each.age_s for each in kept), min(each.max_age_s for each in kept)
    )


def in_order(errors: Sequence[LocatedError], keys: Sequence[str]) -> list[LocatedError]:
    """Errors in the order of their root fields, which are answered side by side: any may have ended first."""
    place = {key: index for index, key in enumerate(keys)}
    return sorted(errors, key=lambda each: place.get(str(each.path[0]), -1) if each.path else -1)


def answered(
    data: Mapping[str, Any] | None, errors: Sequence[LocatedError], extensions: Mapping[str, Any] | None = None
) -> bytes:
    """The body of an answer with data, null where a root field that may not be null has none."""
    return _body(errors, {"data": data, "extensions": extensions} if extensions else {"data": data})


def refused(errors: Sequence[LocatedError]) -> bytes:
    """The body of an answer without data."""
    return _body(errors, {})


def _body(errors: Sequence[LocatedError], rest: dict[str, Any]) -> bytes:
    entries = {"errors": [each.formatted() for each in errors]} if errors else {}
    return orjson.dumps(entries | rest)


QUERIES_ONLY = LocatedError(bad_input("Only queries are answered by GET.", "Use POST."))
STREAMED = LocatedError(bad_input("A subscription has many answers.", "Accept text/event-stream, or open a WebSocket."))
