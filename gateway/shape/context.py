"""What shaping one answer needs beside its row, and how a null travels upwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.domain.merge_policies import BUILT_IN, MergePolicy
from gateway.errors import GatewayError, LocatedError
from gateway.plan.bind import BoundScope
from gateway.plan.tree import Page

Path: TypeAlias = "tuple[Path, str | int] | None"
"""Where an answer stands: a chain of response keys and list indexes, newest first."""


class Nothing(Exception):  # noqa: N818 - a signal, not a fault
    """A value that may not be null has none: the nearest object around that may be null becomes null instead."""

    def __init__(self, error: GatewayError, path: Path) -> None:
        super().__init__(error.message)
        self.error = error
        self.path = path


@dataclass(slots=True)
class Context:
    """Page sizes and cursor scopes of the request at hand; `errors` grows while its answer is shaped."""

    pages: tuple[int, ...]
    scopes: tuple[BoundScope, ...]
    request_id: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What the statement was given: rules that work in shaping take their arguments from here."""
    policy: MergePolicy = BUILT_IN
    """By which people are folded."""
    errors: list[LocatedError] = field(default_factory=list)
    parents: dict[int, Any] = field(default_factory=dict)
    """Id of the thing around each connection, while its page is shaped."""

    def size(self, page: Page) -> int:
        """How many rows of a page are shown; one more may have been read."""
        return self.pages[page.limit]

    def record(self, nothing: Nothing) -> None:
        """Keep the error that made something null."""
        self.errors.append(LocatedError(nothing.error, spelled(nothing.path)))


def spelled(path: Path) -> tuple[str | int, ...]:
    """A path from the root downwards, as an error shows it."""
    steps: list[str | int] = []
    while path is not None:
        path, step = path
        steps.append(step)
    return tuple(reversed(steps))
