"""Answers kept in Redis, for all processes over one graph together.

What is kept is read with the journal in one round trip, so that an answer is served only where every write that was
told before is known not to have touched it. Lookups of several processes that miss the same answer at the same time are
one: the first takes a short lock, and the others wait for what it keeps, for a bounded time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from secrets import token_hex
from struct import Struct
from time import monotonic, time

from gateway.domain.tags import SIZE
from gateway.store.cache import AnswerCache, Counts, Entry, Fresh, Kept
from gateway.store.stream import StreamJournal

_HEADER = Struct(">dddQI")
"""Before tags and body: when it was made, how old it may be, and older, where the journal stood, how many tags."""
LOCK_S = 3.0
"""How long others wait for an answer that another process makes; then each process makes its own."""
_PAUSES_S = (0.002, 0.05)
"""Between two looks of those who wait: first, and at most."""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
"""A lock is given back by its owner alone: it may have run out, and be another's by now."""

log = logging.getLogger(__name__)


class RedisAnswers(AnswerCache):
    """Answers in the Redis that the journal is in. While it is out of reach nothing is kept."""

    def __init__(self, journal: StreamJournal, clock: Callable[[], float] = time) -> None:
        super().__init__(journal, clock)
        self._stream = journal

    def counts(self) -> Counts:
        return Counts(self.hits, self.misses)

    async def _lead(self, key: str, make: Callable[[], Awaitable[Fresh]], begun: int) -> Kept:
        lock = f"{self._under(key)}:{begun:x}"  # an answer that was begun before a write is not waited for after it
        token = token_hex(8)
        taken = await self._stream.ask(("SET", lock, token, "NX", "PX", int(LOCK_S * 1000)))
        if taken is None:
            return await self._make(key, make, begun)
        if taken[0] is None:
            return await self._wait(key, lock) or await self._make(key, make, begun)
        try:
            return await self._make(key, make, begun)
        finally:
            await self._stream.ask(("EVAL", _RELEASE, 1, lock, token))

    async def _wait(self, key: str, lock: str) -> Kept | None:
        """What another process makes; None where it has not, or what it made does not hold any more."""
        pause_s, most_s = _PAUSES_S
        until = monotonic() + LOCK_S
        while monotonic() < until:
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, most_s)
            replies = await self._stream.ask(("EXISTS", lock), ("GET", self._under(key)))
            if replies is None:
                return None
            is_locked, stored = replies
            entry = self._holding(stored)
            if entry is not None:
                return self._hit(key, entry)
            if not is_locked:
                return None
        return None

    async def _get(self, key: str) -> Entry | None:
        replies = await self._stream.ask(("GET", self._under(key)))
        return self._holding(replies[0]) if replies else None

    async def _put(self, key: str, entry: Entry) -> None:
        header = _HEADER.pack(entry.made_at, entry.ttl_s, entry.stale_s, entry.holds_at, len(entry.tags))
        value = b"".join((header, *entry.tags, entry.body))
        replies = await self._stream.ask(("SET", self._under(key), value, "PX", max(1, int(entry.lifetime_s * 1000))))
        if replies and isinstance(replies[0], Exception):
            log.warning("an answer could not be kept in Redis: %s", replies[0])

    def _holding(self, stored: object) -> Entry | None:
        """What was stored, if nothing of it was touched since."""
        if not isinstance(stored, bytes):
            return None
        made_at, ttl_s, stale_s, holds_at, count = _HEADER.unpack_from(stored)
        end = _HEADER.size + count * SIZE
        tags = tuple(stored[at : at + SIZE] for at in range(_HEADER.size, end, SIZE))
        if not self._journal.holds(tags, holds_at):
            return None
        return Entry(stored[end:], tags, made_at, ttl_s, holds_at, stale_s)

    def _under(self, key: str) -> str:
        return f"gateway:{self._journal.id}:{key}"
