"""Connected components: what is joined to what, whatever the order."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Components(Generic[T]):
    """A union-find with path halving; everything asked about is a component of its own until it is joined."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def root(self, item: T) -> T:
        """The one that stands for the item's component now."""
        above = self._above
        above.setdefault(item, item)
        while above[item] != item:
            above[item] = above[above[item]]
            item = above[item]
        return item

    def join(self, one: T, other: T) -> None:
        """Make two items of one component."""
        self._above[self.root(one)] = self.root(other)

    def groups(self) -> list[list[T]]:
        """Every component, its items in the order they were met."""
        found: dict[T, list[T]] = {}
        for item in self._above:
            found.setdefault(self.root(item), []).append(item)
        return list(found.values())
