"""A mapping that keeps the most recently used entries and lets the others go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most `entries` values, and no more than `most_bytes` of them where `size_of` says how many one has.

    For one thread, as an event loop is.
    """

    def __init__(self, entries: int, most_bytes: int = 0, size_of: Callable[[V], int] = lambda _: 0) -> None:
        self._entries = entries
        self._most_bytes = most_bytes
        self._size_of = size_of
        self._bytes = 0
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, now the most recently used; None where there is none."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep a value, unless it alone is too large; the least recently used go where there are too many."""
        before = self._values.pop(key, None)
        if before is not None:
            self._bytes -= self._size_of(before)
        size = self._size_of(value)
        if size > self._most_bytes > 0:
            return
        self._values[key] = value
        self._bytes += size
        while len(self._values) > self._entries or self._bytes > self._most_bytes:
            _, gone = self._values.popitem(last=False)
            self._bytes -= self._size_of(gone)

    def __len__(self) -> int:
        return len(self._values)
