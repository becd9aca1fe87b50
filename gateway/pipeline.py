"""The product on one page: request -> operation -> plan -> statements -> rows -> bytes, each step timed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request, whatever protocol brought it."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    queries_only: bool = False
    """GET and caches: a mutation is refused."""
    fresh: bool = False
    """The client said no-cache: go to the graph."""
    request_id: str = ""


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
