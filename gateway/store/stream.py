"""The journal of gateways on several machines: a stream in Redis that every write is put into.

A position is the id of an entry of the stream, so that all processes count alike. Whoever asks Redis for an answer
reads the stream in the same round trip (`ask`), and sees every write that was told before: a write is told before its
client hears of it. A reader beside it keeps up for those who wait for a change.

While Redis cannot be reached, nothing kept is served, since nobody can know what others wrote. What this process writes
meanwhile is not lost: back again, it says first that anything may have been touched. A server that began anew, or that
lost entries nobody here had read, is told from one that did not by its run id and by the entry that was read last.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from hashlib import blake2b
from time import time
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from gateway.domain.tags import EVERYTHING, SIZE
from gateway.store.touched import Touched, named

MOST_ENTRIES = 2_000
"""Kept in the stream, about: who falls further behind takes everything for touched."""
PATIENCE_S = 2.0
"""For an answer of Redis, which takes a fraction of a millisecond: after that it counts as out of reach."""
_TAGS = b"tags"
_SHORT = 64 * SIZE
"""The last entry is read again with every look, so a longer one is followed by an empty one."""
_BLOCK_S = 1.0
_MOST_TRIPS = 4
"""Round trips under way at once: whoever asks meanwhile rides the next one."""
_MOST_RIDERS = 256
"""Of one round trip."""
_AGAIN_S = (0.1, 2.0)
"""Between two tries to reach Redis: first, and at most."""
_TICK_S = 5.0
"""While Redis is away, everything counts as touched so often: who waits for a change of another process asks again."""

log = logging.getLogger(__name__)

Command = Sequence[Any]
"""Of Redis: its name and its arguments."""
_Rider = tuple[Sequence[Command], "asyncio.Future[list[Any] | None]"]


class StreamJournal(Touched):
    """The journal as one process has read it. For one event loop, in which `follow` runs."""

    is_current = False

    def __init__(self, url: str, clock: Callable[[], float] = time) -> None:
        super().__init__()
        self._redis, self._blocking = _client(url, PATIENCE_S), _client(url, _BLOCK_S + PATIENCE_S)
        self._clock = clock
        self.id = ""
        """Changes with the server's memory, and with it what is kept there; empty while Redis is out of reach."""
        self._last_id = ""
        self._stream = ""
        self._tried = asyncio.Event()
        self._riders: deque[_Rider] = deque()
        self._trips: set[asyncio.Task[None]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._owes = False
        """Whether something was written that no entry tells of."""

    def position(self) -> int:
        """How far this process has read: larger after every write that it knows of."""
        if not self.id and (now := _position_at(self._clock())) - self._position > _position_at(_TICK_S):
            self._begin_at(now)
        return self._position

    def note(self, touched: Collection[bytes] | None = None) -> None:
        """Say what a write that was committed touched. `told` waits until it is said."""
        telling = asyncio.get_running_loop().create_task(self._tell(named(touched)))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def told(self) -> None:
        """Return when everything noted so far is in the stream, or Redis out of reach. Never raises."""
        if self._telling:
            await asyncio.wait(self._telling)

    async def ask(self, *commands: Command) -> list[Any] | None:
        """The replies of Redis to commands, each of which may be an error; None while it is out of reach.

        The journal is read behind them in the same round trip, which those who ask at the same time share.
        """
        if not self.id:
            return None
        future: asyncio.Future[list[Any] | None] = asyncio.get_running_loop().create_future()
        self._riders.append((commands, future))
        if len(self._trips) < _MOST_TRIPS:
            trip = asyncio.create_task(self._travel())
            self._trips.add(trip)
            trip.add_done_callback(self._trips.discard)
        return await future

    async def joined(self) -> None:
        """Return when Redis was reached, or could not be."""
        await self._tried.wait()

    async def follow(self, graph: Callable[[], Awaitable[str]]) -> None:
        """Read the journal of the graph with this id until cancelled; come back to Redis where it was out of reach."""
        pause_s, most_s = _AGAIN_S
        task = asyncio.current_task()
        assert task is not None
        try:
            while not task.cancelling():  # asked for, since redis-py may swallow the one exception that says so
                try:
                    self._stream = stream_of(await graph())
                    await self._join()
                    self._tried.set()
                    pause_s = _AGAIN_S[0]
                    while self.id and not task.cancelling():
                        await self._blocking.xread({self._stream: _entry_id(self._position)}, 1, int(_BLOCK_S * 1000))
                        await self.ask()
                except Exception as trouble:
                    self._leave(trouble)
                self._tried.set()
                await self._disconnect()
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, most_s)
        finally:
            self.id = ""

    async def close(self) -> None:
        """Give the connections back."""
        await self.told()
        await self._disconnect()

    async def _join(self) -> None:
        """Go on with the stream where it is; from its end where what came between is not known."""
        server = (await self._redis.info("server"))["run_id"]
        id_ = blake2b(f"{server} {self._stream}".encode(), digest_size=SIZE).hexdigest()
        newest: Any = await self._redis.xrevrange(self._stream, count=1)
        last = [_position_of(entry) for entry, _ in newest]
        if id_ == self._last_id and not self._owes and last and self._position <= last[0]:
            self.id = id_  # and the next look reads what came meanwhile
            return
        if self._owes or not last or last[0] < self._position:
            beyond = _entry_id(self._position + 1) if last and last[0] <= self._position else "*"
            marker: Any = await self._redis.xadd(self._stream, {_TAGS: EVERYTHING}, beyond, MOST_ENTRIES)
            last = [_position_of(marker)]
        self._owes = False
        self._begin_at(last[0])
        self.id = self._last_id = id_
        log.info("the journal in Redis is followed")

    async def _tell(self, tags: set[bytes]) -> None:
        replies = await self.ask(*entries_of(tags, self._stream))
        if replies is None or any(isinstance(each, Exception) for each in replies):
            self._owes = True
            self._touch(tags, max(self._position + 1, _position_at(self._clock())))
            self._leave(replies[0] if replies else None)

    async def _travel(self) -> None:
        """Make round trips for those who wait, until nobody does."""
        while self._riders:
            riders = [self._riders.popleft() for _ in range(min(len(self._riders), _MOST_RIDERS))]
            replies = await self._exchange([command for commands, _ in riders for command in commands])
            at = 0
            for commands, future in riders:
                if not future.done():  # else its request has gone away
                    future.set_result(replies and replies[at : at + len(commands)])
                at += len(commands)

    async def _exchange(self, commands: Sequence[Command]) -> list[Any] | None:
        """The replies to commands in one round trip, at whose end the journal is read."""
        since, id_ = self._position, self.id
        if not id_:
            return None
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                pipe.xrange(self._stream, min=_entry_id(since))
                *replies, entries = await pipe.execute(raise_on_error=False)
            if isinstance(entries, Exception):
                raise entries
            self._read(since, [(_position_of(entry), fields[_TAGS]) for entry, fields in entries])
        except Exception as trouble:  # whatever it is, those who wait want their answers
            self._leave(trouble)
            return None
        return replies if self.id == id_ else None

    def _read(self, since: int, entries: Sequence[tuple[int, bytes]]) -> None:
        """Take what stands in the stream from a position on. The entry there was read before: it comes first."""
        if not entries:
            self._owes = True  # somebody removed the stream, and whatever it said
            self._leave(None)
        elif entries[0][0] != since:
            self._begin_at(max(self._position, entries[-1][0]))  # some were let go before they were read here
        else:
            for at, tags in entries:
                if at > self._position:  # else a round trip that began later was back earlier
                    self._touch((tags[each : each + SIZE] for each in range(0, len(tags), SIZE)), at)

    def _leave(self, trouble: Exception | None) -> None:
        if self.id:
            self.id = ""
            log.warning("Redis is out of reach, and nothing kept is served: %s", trouble or "its journal is gone")

    async def _disconnect(self) -> None:
        for client in (self._redis, self._blocking):
            await client.connection_pool.disconnect()


def stream_of(graph: str) -> str:
    """The key of the stream of a graph."""
    return f"gateway:{graph}:journal"


def entries_of(tags: Collection[bytes], stream: str) -> list[Command]:
    """The commands that say what a write touched."""
    told = b"".join(sorted(tags))
    entries = [told, b""] if len(told) > _SHORT else [told]
    return [("XADD", stream, "MAXLEN", "~", MOST_ENTRIES, "*", _TAGS, each) for each in entries]


def _client(url: str, timeout_s: float) -> Redis:
    """A client that says soon that nobody answers, instead of trying again."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_MOST_TRIPS + 1,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=PATIENCE_S,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis(connection_pool=pool)


def _position_of(entry: bytes) -> int:
    """The position of an entry: milliseconds, then the number within the millisecond."""
    milliseconds, _, number = entry.partition(b"-")
    return (int(milliseconds) << 20) + int(number)


def _position_at(seconds: float) -> int:
    return int(seconds * 1000) << 20


def _entry_id(position: int) -> str:
    return f"{position >> 20}-{position & 0xFFFFF}"
