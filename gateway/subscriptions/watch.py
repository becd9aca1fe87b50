"""Who waits for which tags: one look at the journal serves them all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gateway.errors import rate_limited
from gateway.store.touched import AnyJournal

POLL_S = 0.05
"""Between two looks at the journal, which cost next to nothing: how late a change of another process is seen."""


class Watch:
    """Wakes whoever waits for something that was touched, by any process of the data folder. For one event loop."""

    def __init__(self, journal: AnyJournal, most_waiting: int) -> None:
        self.journal = journal
        self._most_waiting = most_waiting
        self._waiting: dict[asyncio.Future[None], tuple[Sequence[bytes], int]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def touched(self, tags: Sequence[bytes], since: int) -> None:
        """Return when something with one of the tags was touched after a position. Raises RATE_LIMITED."""
        if not self.journal.holds(tags, since):
            return
        if len(self._waiting) >= self._most_waiting:
            raise rate_limited("Subscriptions", self._most_waiting)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = (tags, since)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            await future
        finally:
            self._waiting.pop(future, None)

    async def _look(self) -> None:
        seen = -1
        try:
            while self._waiting:
                position = self.journal.position()
                if position != seen:
                    self._wake(position)
                    seen = position
                await asyncio.sleep(POLL_S)
        finally:
            self._looking = None

    def _wake(self, position: int) -> None:
        for future, (tags, since) in list(self._waiting.items()):
            if self.journal.holds(tags, since):
                self._waiting[future] = (tags, position)
            elif not future.done():
                future.set_result(None)
