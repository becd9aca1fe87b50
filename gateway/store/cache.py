"""Answers kept for a while: one lookup in flight a key, 'nobody found' kept shorter, errors never.

An answer is kept with its tags and with how far the journal had come when it was begun: it is served as long as none of
the tags was touched since, so that a write makes the next answer new and leaves the others where they are.

Over aiocache: in memory, or in Redis where `GATEWAY_CACHE_URL` names one. A cache that fails costs speed, never an
answer. Its own `cached` decorator takes a stored nothing for a miss and lets callers of one key run side by side
(tried), so this is the one wrapper around it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from struct import Struct
from time import time
from typing import Any, Protocol

from aiocache import Cache
from aiocache.serializers import NullSerializer

from gateway.domain.tags import SIZE
from gateway.errors import LocatedError

_HEADER = Struct(">dQI")
"""Before an answer and its tags: when it was made, where the journal stood when it was begun, how many tags."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: `age_s` is 0 and `hit` false where it was made just now."""

    body: bytes
    age_s: float
    hit: bool
    errors: tuple[LocatedError, ...] = ()
    """What went wrong in a part of it; such an answer is not kept."""
    tags: Collection[bytes] = ()
    key: str = ""
    """What it is kept under."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An answer just made, and for how long it may be kept: 0 for not at all."""

    body: bytes
    ttl_s: float
    errors: tuple[LocatedError, ...] = ()
    tags: Collection[bytes] = ()


class Touches(Protocol):
    """Whatever knows what was written since when: a `Journal`."""

    @property
    def id(self) -> str: ...

    def position(self) -> int: ...

    def holds(self, tags: Iterable[bytes], since: int) -> bool: ...


class AnswerCache:
    """Answers by key. Times are those of `clock`, in seconds."""

    def __init__(self, url: str, entries: int, journal: Touches, clock: Callable[[], float] = time) -> None:
        self._journal = journal
        self._backend: Any = Cache.from_url(url)
        self._backend.serializer = NullSerializer(encoding=None)  # bytes in, bytes out, in memory as in Redis
        self._bounded = url.startswith("memory")
        if self._bounded:
            self._backend.timeout = 0  # it never waits, and a time limit would make a task of every look-up
        self._entries = entries
        self._order: OrderedDict[str, None] = OrderedDict()
        self._clock = clock
        self._flights: dict[tuple[str, int], asyncio.Task[Kept]] = {}
        self.on_kept: Callable[[str], None] = lambda _: None
        """Hears the key of every answer that is kept from now on instead of another."""

    async def fetch(self, key: str, make: Callable[[], Awaitable[Fresh]], *, fresh: bool = False) -> Kept:
        """The kept answer, or the one that `make` makes. Callers of one key share one `make`.

        `fresh` goes past what is kept and past what is under way, and keeps what it makes.
        """
        begun = self._journal.position()
        key = f"{self._journal.id}:{key}"  # positions of several journals cannot be compared
        if fresh:
            return await self._make(key, make, begun)
        kept = await self._get(key)
        if kept is not None:
            return kept
        flight = self._flights.get((key, begun))
        if flight is None:
            flight = asyncio.create_task(self._make(key, make, begun))
            self._flights[key, begun] = flight
            flight.add_done_callback(lambda _: self._flights.pop((key, begun), None))
        # A caller that goes away must not take the answer from the others.
        return await asyncio.shield(flight)

    async def look(self, key: str) -> Kept | None:
        """What is kept under the key of a `Kept`; None where nothing is that holds."""
        self._journal.position()
        return await self._get(key)

    async def close(self) -> None:
        """Give the backend's connections back."""
        await self._backend.close()

    async def _make(self, key: str, make: Callable[[], Awaitable[Fresh]], begun: int) -> Kept:
        made = await make()
        if made.ttl_s > 0 and not made.errors:
            await self._put(key, made, begun)
            self.on_kept(key)
        return Kept(made.body, 0.0, hit=False, errors=made.errors, tags=made.tags, key=key)

    async def _get(self, key: str) -> Kept | None:
        try:
            stored = await self._backend.get(key)
        except Exception:
            log.warning("the cache cannot be read", exc_info=True)
            return None
        if stored is None:
            return None
        made_at, begun, count = _HEADER.unpack_from(stored)
        end = _HEADER.size + count * SIZE
        tags = [stored[at : at + SIZE] for at in range(_HEADER.size, end, SIZE)]
        if not self._journal.holds(tags, begun):
            return None
        body = stored[end:]
        if self._bounded and key in self._order:
            self._order.move_to_end(key)
        return Kept(body, max(0.0, self._clock() - made_at), hit=True, tags=tags, key=key)

    async def _put(self, key: str, made: Fresh, begun: int) -> None:
        header = _HEADER.pack(self._clock(), begun, len(made.tags))
        try:
            await self._backend.set(key, b"".join((header, *made.tags, made.body)), ttl=made.ttl_s)
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
