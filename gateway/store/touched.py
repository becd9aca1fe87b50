"""What was touched and when, as one process remembers it: the common ground of journals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from gateway.domain.tags import EVERYTHING, tag_of_far

MOST_TAGS = 10_000
"""Named by one write: one that touched more does not say what."""
REMEMBERED = 100_000
"""Tags kept in memory before older ones are let go."""


def named(touched: Collection[bytes] | None) -> set[bytes]:
    """The tags that a write puts into a journal; that it may have been anything where it does not say, or too much."""
    if touched is None or len(touched) > MOST_TAGS:
        return {EVERYTHING}
    return {*touched, tag_of_far()}


class AnyJournal(Protocol):
    """What was written, in order, by whichever process: in a file of a data folder, or in Redis."""

    id: str
    """Positions of journals with different ids cannot be compared."""
    is_current: bool
    """Whether `position` knows by itself of every write that was told, and not only of what was read last."""

    @property
    def floor(self) -> int: ...

    def position(self) -> int: ...

    def holds(self, tags: Iterable[bytes], since: int) -> bool: ...

    def note(self, touched: Collection[bytes] | None = None) -> None: ...

    async def told(self) -> None: ...


class Touched:
    """Tags with the position at which each was touched last. For one thread, as an event loop is."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._young: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}
        self._floor = self._position = 0

    @property
    def floor(self) -> int:
        """The last position at which everything was touched, or may have been."""
        return self._floor

    def holds(self, tags: Iterable[bytes], since: int) -> bool:
        """Whether nothing with one of the tags was touched after position `since`, as far as that is remembered."""
        if since >= self._position:
            return True
        if since < self._floor:
            return False
        young, old = self._young, self._old
        return all(young.get(tag, 0) <= since and old.get(tag, 0) <= since for tag in tags)

    def _touch(self, tags: Iterable[bytes], position: int) -> None:
        """Go on to a position, at which these were touched."""
        self._position = position
        for tag in tags:
            if tag == EVERYTHING:
                self._floor = position
            self._young[tag] = position
        if len(self._young) > self._remembered:
            self._floor = max(self._floor, *self._old.values()) if self._old else self._floor
            self._old, self._young = self._young, {}

    def _begin_at(self, position: int) -> None:
        """Go on at a position without knowing what was touched before it."""
        self._position = self._floor = position
