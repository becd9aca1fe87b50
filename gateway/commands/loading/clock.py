"""When undated records are observed: when they are read, and no two at the same instant."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_MICROSECONDS = 1_000_000


class Clock:
    """Instants as canonical text, each later than the one before, so that the later line of a file wins."""

    def __init__(self) -> None:
        self._last = 0
        self._second = -1
        self._prefix = ""

    def tick(self) -> str:
        """The present, in microseconds."""
        self._last = max(time.time_ns() // 1_000, self._last + 1)
        second, rest = divmod(self._last, _MICROSECONDS)
        if second != self._second:
            self._second = second
            self._prefix = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
        return f"{self._prefix}{rest:06}Z"
