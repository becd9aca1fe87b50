"""Answers kept for a while: one lookup in flight a key, 'nobody found' kept shorter, errors never.

Over aiocache: in memory, or in Redis where `GATEWAY_CACHE_URL` names one. A cache that fails costs speed, never an
answer. Its own `cached` decorator takes a stored nothing for a miss and lets callers of one key run side by side
(tried), so this is the one wrapper around it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from struct import Struct
from time import time
from typing import Any

from aiocache import Cache
from aiocache.serializers import NullSerializer

from gateway.errors import LocatedError

_TIME = Struct(">d")
"""When an answer was made stands before it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: `age_s` is 0 and `hit` false where it was made just now."""

    body: bytes
    age_s: float
    hit: bool
    errors: tuple[LocatedError, ...] = ()
    """What went wrong in a part of it; such an answer is not kept."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An answer just made, and for how long it may be kept: 0 for not at all."""

    body: bytes
    ttl_s: float
    errors: tuple[LocatedError, ...] = ()


class AnswerCache:
    """Answers by key. Times are those of `clock`, in seconds."""

    def __init__(self, url: str, entries: int, clock: Callable[[], float] = time) -> None:
        self._backend: Any = Cache.from_url(url)
        self._backend.serializer = NullSerializer(encoding=None)  # bytes in, bytes out, in memory as in Redis
        self._bounded = url.startswith("memory")
        if self._bounded:
            self._backend.timeout = 0  # it never waits, and a time limit would make a task of every look-up
        self._entries = entries
        self._order: OrderedDict[str, None] = OrderedDict()
        self._clock = clock
        self._flights: dict[str, asyncio.Task[Kept]] = {}

    async def fetch(self, key: str, make: Callable[[], Awaitable[Fresh]], *, fresh: bool = False) -> Kept:
        """The kept answer, or the one that `make` makes. Callers of one key share one `make`.

        `fresh` goes past what is kept and past what is under way, and keeps what it makes.
        """
        if fresh:
            return await self._make(key, make)
        kept = await self._get(key)
        if kept is not None:
            return kept
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._make(key, make))
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._flights.pop(key, None))
        # A caller that goes away must not take the answer from the others.
        return await asyncio.shield(flight)

    async def close(self) -> None:
        """Give the backend's connections back."""
        await self._backend.close()

    async def _make(self, key: str, make: Callable[[], Awaitable[Fresh]]) -> Kept:
        made = await make()
        if made.ttl_s > 0 and not made.errors:
            await self._put(key, made)
        return Kept(made.body, 0.0, hit=False, errors=made.errors)

    async def _get(self, key: str) -> Kept | None:
        try:
            stored = await self._backend.get(key)
        except Exception:
            log.warning("the cache cannot be read", exc_info=True)
            return None
        if stored is None:
            return None
        made_at, body = _TIME.unpack_from(stored)[0], stored[_TIME.size :]
        if self._bounded and key in self._order:
            self._order.move_to_end(key)
        return Kept(body, max(0.0, self._clock() - made_at), hit=True)

    async def _put(self, key: str, made: Fresh) -> None:
        try:
            await self._backend.set(key, _TIME.pack(self._clock()) + made.body, ttl=made.ttl_s)
            if self._bounded:
                await self._forget_oldest(key)
        except Exception:
            log.warning("the cache cannot be written", exc_info=True)

    async def _forget_oldest(self, key: str) -> None:
        self._order[key] = None
        self._order.move_to_end(key)
        while len(self._order) > self._entries:
            oldest, _ = self._order.popitem(last=False)
            await self._backend.delete(oldest)
