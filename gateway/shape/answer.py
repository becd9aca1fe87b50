"""What goes out of the pipeline: the response body, and what a transport needs for status and headers."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from gateway.domain.merge_policies import MergePolicy
from gateway.errors import ErrorCode, GatewayError, LocatedError, bad_input, internal
from gateway.plan.documents import Refused

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What a transport chooses its status by."""

    ANSWERED = "answered"
    """There is a `data` entry, perhaps with errors beside it."""
    REFUSED = "refused"
    """Parsing, validation or coercion failed: no `data` entry."""
    NOT_A_QUERY = "not a query"
    """A mutation where only queries are served (GET)."""
    NOT_PERSISTED = "not persisted"
    """The document was only named, and is not known by that name: the client sends it next, as the protocol has it."""


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A root field whose value is kept: its response key, the key it is kept under, and the policy it is read by."""

    name: str
    kept_under: str
    policy: MergePolicy


@dataclass(frozen=True, slots=True)
class CacheNote:
    """How the cache took part in an answer: only in answers made of agent lookups alone."""

    hit: bool
    age_s: float
    max_age_s: float
    part: KeptPart | None = None
    """The one part that the answer is made of; None where there are several."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body as JSON bytes, with what a transport needs for status and headers."""

    body: bytes
    outcome: Outcome
    cache: CacheNote | None = None
    timings_ms: tuple[tuple[str, float], ...] = ()


def instead(trouble: Exception, request_id: str, timings_ms: tuple[tuple[str, float], ...]) -> Answer:
    """What is answered where a request has no answer. Only the log tells of what is not of the catalogue."""
    if isinstance(trouble, Refused):
        outcome = Outcome.NOT_PERSISTED if trouble.errors[0].error.code in _NOT_PERSISTED else Outcome.REFUSED
        return Answer(refused(trouble.errors), outcome, timings_ms=timings_ms)
    if isinstance(trouble, GatewayError):
        return Answer(answered(None, [LocatedError(trouble)]), Outcome.ANSWERED)
    log.error("a request could not be answered", exc_info=trouble)
    return Answer(answered(None, [LocatedError(internal(request_id))]), Outcome.ANSWERED)


_NOT_PERSISTED = (ErrorCode.PERSISTED_QUERY_NOT_FOUND, ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED)


def joined(notes: Sequence[CacheNote | None]) -> CacheNote | None:
    """The note of an answer made of agent lookups alone: as old as its oldest part, a hit where all are."""
    kept = [each for each in notes if each is not None]
    if not kept or len(kept) < len(notes):
        return None
    if len(kept) == 1:
        return kept[0]
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
