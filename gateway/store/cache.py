"""Answers kept for a while: one lookup in flight a key, 'nobody found' kept shorter, errors never.

An answer is kept with its tags and with how far the journal had come when it was begun: it is served as long as none of
the tags was touched since, so that a write makes the next answer new and leaves the others where they are.

Kept in memory over aiocache (`MemoryAnswers`), or in Redis for all processes together (`store/redis_answers.py`). A
cache that fails costs speed, never an answer. aiocache's own `cached` decorator takes a stored nothing for a miss and
lets callers of one key run side by side (tried), so this is the one wrapper around it.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial
from time import time

from gateway.errors import LocatedError
from gateway.store.memory import BoundedMemory
from gateway.store.touched import AnyJournal

_BYTES_OF_A_TAG = 49
"""Of a bytes object of eight and a reference to it."""
_BYTES_OF_AN_ENTRY = 800
"""Of the objects around an answer: entry, key, timer, and their places in dictionaries."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: `age_s` is 0 and `hit` false where it was made just now."""

    body: bytes
    age_s: float
    hit: bool
    max_age_s: float = 0.0
    """How old it may become before it is made anew; 0 for one that is not kept."""
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
    stale_s: float = 0.0
    """How much longer it may be served while it is made anew."""


@dataclass(slots=True)
class Entry:
    """What is kept of an answer. `holds_at` is the position of the journal at which it was known to hold."""

    body: bytes
    tags: tuple[bytes, ...]
    made_at: float
    ttl_s: float
    holds_at: int
    stale_s: float = 0.0

    @property
    def lifetime_s(self) -> float:
        """How long it is of any use."""
        return self.ttl_s + self.stale_s

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + len(self.tags) * _BYTES_OF_A_TAG + _BYTES_OF_AN_ENTRY


@dataclass(frozen=True, slots=True)
class Counts:
    """How a cache did since the process began, and what it holds now: None where that is another's to tell."""

    hits: int
    misses: int
    evictions: int | None = None
    entries: int | None = None
    bytes: int | None = None


class AnswerCache(ABC):
    """Answers by key. Times are those of `clock`, in seconds."""

    def __init__(self, journal: AnyJournal, clock: Callable[[], float] = time) -> None:
        self._journal = journal
        self._clock = clock
        self._flights: dict[tuple[str, int], asyncio.Task[Kept]] = {}
        self._renewed: set[str] = set()
        self.hits = self.misses = 0
        """Lookups that were answered out of what is kept, whoever keeps it, and that were not."""
        self.on_kept: Callable[[str], None] = lambda _: None
        """Hears the key of every answer that is kept from now on instead of another."""

    async def fetch(self, key: str, make: Callable[[], Awaitable[Fresh]], *, fresh: bool = False) -> Kept:
        """The kept answer, or the one that `make` makes. Callers of one key share one `make`.

        `fresh` goes past what is kept and past what is under way, and keeps what it makes.
        """
        if fresh:
            return await self._make(key, make, self._journal.position())
        entry = await self._get(key)
        if entry is not None and (age_s := self._clock() - entry.made_at) < entry.lifetime_s:
            if age_s >= entry.ttl_s:
                self._renew(key, make)
            return self._hit(key, entry)
        self.misses += 1
        # A caller that goes away must not take the answer from the others.
        return await asyncio.shield(self._flight(key, make))

    async def look(self, key: str) -> Kept | None:
        """What is kept under the key of a `Kept`; None where nothing is that holds, or it has to be made anew."""
        entry = await self._get(key)
        if entry is None or self._clock() - entry.made_at >= entry.ttl_s:
            return None
        return self._hit(key, entry)

    @abstractmethod
    def counts(self) -> Counts:
        """How it did so far."""

    def _hit(self, key: str, entry: Entry) -> Kept:
        self.hits += 1
        age_s = max(0.0, self._clock() - entry.made_at)
        return Kept(entry.body, age_s, hit=True, max_age_s=entry.ttl_s, tags=entry.tags, key=key)

    def _flight(self, key: str, make: Callable[[], Awaitable[Fresh]]) -> asyncio.Task[Kept]:
        """The making of an answer that is under way, begun now where none is."""
        begun = self._journal.position()
        flight = self._flights.get((key, begun))
        if flight is None:
            flight = asyncio.create_task(self._lead(key, make, begun))
            self._flights[key, begun] = flight
            flight.add_done_callback(lambda _: self._flights.pop((key, begun), None))
        return flight

    def _renew(self, key: str, make: Callable[[], Awaitable[Fresh]]) -> None:
        """Make an answer anew that is served meanwhile: nobody waits for it, and one does it."""
        if key not in self._renewed:
            self._renewed.add(key)
            self._flight(key, make).add_done_callback(partial(self._end_renewal, key))

    def _end_renewal(self, key: str, flight: asyncio.Task[Kept]) -> None:
        self._renewed.discard(key)
        if not flight.cancelled() and flight.exception() is not None:
            log.info("an answer that grew old could not be made anew: %s", flight.exception())

    async def _lead(self, key: str, make: Callable[[], Awaitable[Fresh]], begun: int) -> Kept:
        """The answer for everybody of this process who waits for it."""
        return await self._make(key, make, begun)

    async def _make(self, key: str, make: Callable[[], Awaitable[Fresh]], begun: int) -> Kept:
        made = await make()
        ttl_s = 0.0 if made.errors else made.ttl_s
        if ttl_s > 0:
            await self._put(
                key, Entry(_fitting(made.body), tuple(made.tags), self._clock(), ttl_s, begun, made.stale_s)
            )
            self.on_kept(key)
        return Kept(made.body, 0.0, hit=False, max_age_s=ttl_s, errors=made.errors, tags=made.tags, key=key)

    @abstractmethod
    async def _get(self, key: str) -> Entry | None:
        """What is kept under a key, if nothing of it was touched as far as can be known now. Never raises."""

    @abstractmethod
    async def _put(self, key: str, entry: Entry) -> None:
        """Keep an answer for its time. Never raises."""


class MemoryAnswers(AnswerCache):
    """Answers in the memory of this process."""

    def __init__(self, journal: AnyJournal, most_bytes: int, clock: Callable[[], float] = time) -> None:
        super().__init__(journal, clock)
        self._memory = BoundedMemory(most_bytes)

    def counts(self) -> Counts:
        memory = self._memory
        return Counts(self.hits, self.misses, memory.evictions, memory.entries, memory.bytes)

    async def _get(self, key: str) -> Entry | None:
        position = self._journal.position()
        entry: Entry | None = self._memory.peek(self._under(key))
        if entry is not None and entry.holds_at < position:
            if not self._journal.holds(entry.tags, entry.holds_at):
                return None
            entry.holds_at = position  # so that its tags are looked at once a write, not once a request
        return entry

    async def _put(self, key: str, entry: Entry) -> None:
        await self._memory.set(self._under(key), entry, ttl=entry.lifetime_s)

    def _under(self, key: str) -> str:
        return f"{self._journal.id}:{key}"  # positions of several journals cannot be compared


def _fitting(body: bytes) -> bytes:
    """A copy: orjson leaves room behind what it writes, several times what that takes."""
    return bytes(memoryview(body))
