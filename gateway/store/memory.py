"""aiocache's memory, bounded by bytes: what was asked for longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

from aiocache import SimpleMemoryCache


class Weighed(Protocol):
    """What is kept: it knows about how many bytes it takes."""

    @property
    def size(self) -> int: ...


class _Values:
    """The dictionary that aiocache keeps its values in: it knows what they weigh, and lets go what is too much."""

    def __init__(self, most_bytes: int, let_go: Callable[[str], None]) -> None:
        self._values: OrderedDict[str, Weighed] = OrderedDict()
        self._most_bytes = most_bytes
        self._let_go = let_go
        self.bytes = self.evictions = 0

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str, default: Any = None) -> Any:
        value = self._values.get(key, default)
        if value is not default:
            self._values.move_to_end(key)
        return value

    def __setitem__(self, key: str, value: Weighed) -> None:
        self.pop(key)
        self._values[key] = value
        self.bytes += value.size
        while self.bytes > self._most_bytes:
            key, oldest = self._values.popitem(last=False)
            self.bytes -= oldest.size
            self.evictions += 1
            self._let_go(key)

    def pop(self, key: str, default: Any = None) -> Any:
        value = self._values.pop(key, default)
        if value is not default:
            self.bytes -= value.size
        return value


class BoundedMemory(SimpleMemoryCache):  # type: ignore[misc]  # aiocache is not typed
    """Values of at most `most_bytes` in all, each for its time to live."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(timeout=0)  # it never waits, and a time limit would make a task of every call
        self._cache: Any = _Values(most_bytes, self._end_timer)

    def _end_timer(self, key: str) -> None:
        """aiocache's own timer of a value that is gone would hold memory until its time has come."""
        timer = self._handlers.pop(key, None)
        if timer is not None:
            timer.cancel()

    def peek(self, key: str) -> Any:
        """The value of a key, None where there is none: what `get` gives, without its layers of coroutines."""
        return self._cache.get(key)

    @property
    def entries(self) -> int:
        return len(self._cache)

    @property
    def bytes(self) -> int:
        return int(self._cache.bytes)

    @property
    def evictions(self) -> int:
        """Values that were let go before their time."""
        return int(self._cache.evictions)
