"""A plan in the making: levels that still grow, and the parameters, pages and scopes met so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.plan.tree import (
    AS_STORED,
    Folding,
    Level,
    PageSize,
    Parameter,
    Predicate,
    Scope,
    SeekAt,
    SeekIdentity,
    Slot,
    Source,
    Window,
)


class Draft:
    """What the rules share while they plan one root field."""

    def __init__(self, folding: Folding = AS_STORED) -> None:
        self.folding = folding
        self.parameters: dict[str, Parameter] = {}
        self.pages: list[PageSize] = []
        self.scopes: list[Scope] = []
        self.identities: list[tuple[int, str]] = []

    def parameter(
        self, name: str, site: int, path: tuple[str | int, ...], encode: Callable[[Any], Any] | None = None
    ) -> str:
        """A new parameter of the statement, taken from a path into the arguments at `site`."""
        assert name not in self.parameters, name
        made = Parameter(name, site, path) if encode is None else Parameter(name, site, path, encode)
        self.parameters[name] = made
        return name


class LevelDraft:
    """A level that grows while the fields below it are planned. Equal values share a position."""

    def __init__(self, variable: str, label: str, relationship: str = "") -> None:
        self.variable = variable
        self.label = label
        self.relationship = relationship
        self.slots: list[Slot] = []
        self.asked: SeekIdentity | SeekAt | None = None
        """How the person of the level was asked for, where its values come from that identity alone."""
        self.fragments_at: int | None = None
        """The position of the fragments that the person's values are folded from."""
        self._names: dict[str, int] = {}

    def slot(self, wanted: Slot) -> int:
        """The position of a value or branch in the level's rows."""
        if wanted not in self.slots:
            self.slots.append(wanted)
        return self.slots.index(wanted)

    def child_variable(self, name: str) -> str:
        """A variable for what hangs below: named by the path; a second of one name is numbered."""
        count = self._names[name] = self._names.get(name, 0) + 1
        numbered = name if count == 1 else f"{name}_{count}"
        return f"{self.variable}_{numbered}" if self.variable else numbered

    def level(self, source: Source, where: Predicate | None = None, window: Window | None = None) -> Level:
        """The finished level."""
        return Level(self.variable, source, where, window, tuple(self.slots))
