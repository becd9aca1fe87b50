"""What waits at the same time goes to the database as one statement: lookups of one kind, and lists that are alike.

No timer: the first of a kind goes at once, alone. Those that arrive while statements of that kind are under way wait
for the next one, which takes as many of them as it may. It goes when one of those has ended, or beside them as soon as
as many wait as ride already: then half of the lookups are asked while the answers of the other half are written.

An idle gateway adds no delay, a busy one sends few statements; and since nobody rides a statement that began before his
request, everyone sees what was written before it. Nobody pays for another's bad value: where a shared statement fails,
each of its lookups is asked alone. Nor is anybody held up by a flood of others: each kind has statements of its own,
and where as many wait as may, a kind that has less than its share of the places still gets one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, TypeAlias

from gateway.cypher.share import Shared
from gateway.cypher.statement import Statement
from gateway.errors import ErrorCode, GatewayError, rate_limited

Row: TypeAlias = list[Any]
Read: TypeAlias = Callable[[Statement, int | None], Coroutine[Any, Any, list[Row]]]

LANES = 2
"""Statements of one kind under way at once, at most: with more of them each would only be smaller."""
MOST_RIDERS = 64
"""Lookups in one statement."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rider:
    """A lookup that waits for a statement to take it along."""

    shared: Shared
    parameters: Mapping[str, Any]
    answer: asyncio.Future[Row]

    def take(self, answer: Row | Exception | None) -> None:
        """The end of the wait; with None it ends with nothing."""
        if self.answer.done():
            return  # its request has gone away
        if answer is None:
            self.answer.cancel()
        elif isinstance(answer, Exception):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


@dataclass(slots=True)
class _Kind:
    """The lookups that can share statements: how many statements are under way, for how many of them, and who waits."""

    under_way: int = 0
    riding: int = 0
    waiting: deque[_Rider] = field(default_factory=deque)


class SharedReads:
    """Runs lookups through `read`, together where they wait together. For one event loop."""

    def __init__(self, read: Read, timeout_ms: int, most_waiting: int = 10_000) -> None:
        self._read = read
        self._timeout_ms = timeout_ms
        self._most_waiting = most_waiting
        self._waiting = 0
        self._kinds: dict[Hashable, _Kind] = {}
        self._rides: set[asyncio.Task[None]] = set()

    async def row(self, shared: Shared, parameters: Mapping[str, Any]) -> Row:
        """The row of one lookup. Raises RATE_LIMITED where too many wait already, and whatever `read` raises."""
        key = shared.key(parameters)
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = _Kind()
        if not kind.under_way:
            kind.under_way, kind.riding = 1, 1
            try:
                return await self._alone(shared, parameters, self._timeout_ms)
            finally:
                self._ended(key, kind, 1)
        if self._waiting >= self._most_waiting and not self._has_place(kind):
            raise rate_limited("Lookups", self._most_waiting)
        rider = _Rider(shared, parameters, asyncio.get_running_loop().create_future())
        kind.waiting.append(rider)
        self._waiting += 1
        self._next(key, kind)
        return await rider.answer

    def _has_place(self, kind: _Kind) -> bool:
        """Whether one of a kind may wait where all places are taken: others have its share, within bounds."""
        share = self._most_waiting // len(self._kinds)
        return len(kind.waiting) < share and self._waiting < 2 * self._most_waiting

    def _ended(self, key: Hashable, kind: _Kind, riders: int) -> None:
        """A statement has ended: the next one takes along who waits."""
        kind.under_way -= 1
        kind.riding -= riders
        self._next(key, kind)
        if not kind.under_way:
            self._kinds.pop(key, None)

    def _next(self, key: Hashable, kind: _Kind) -> None:
        """Send who waits on their way, where it is time."""
        if kind.under_way == LANES or len(kind.waiting) < kind.riding:
            return
        riders: list[_Rider] = []
        while kind.waiting and len(riders) < MOST_RIDERS:
            rider = kind.waiting.popleft()
            self._waiting -= 1
            if not rider.answer.done():
                riders.append(rider)
        if riders:
            kind.under_way += 1
            kind.riding += len(riders)
            ride = asyncio.create_task(self._ride(key, kind, riders))
            self._rides.add(ride)
            ride.add_done_callback(self._rides.discard)

    async def _ride(self, key: Hashable, kind: _Kind, riders: Sequence[_Rider]) -> None:
        answers: Sequence[Row | Exception] = ()
        try:
            answers = await (self._together(riders) if len(riders) > 1 else self._each(riders, self._timeout_ms))
        finally:
            self._ended(key, kind, len(riders))  # first of all, so that the database works while answers are written
            for rider, answer in zip_longest(riders, answers):
                rider.take(answer)

    async def _together(self, riders: Sequence[_Rider]) -> Sequence[Row | Exception]:
        shared = riders[0].shared
        statement, places = shared.statement([each.parameters for each in riders])
        # A quarter of the time for values that differ: what is slow leaves the others enough to be asked alone.
        limit_ms = self._timeout_ms // 4 if shared.given else self._timeout_ms
        try:
            (row,) = await self._read(statement, limit_ms)
        except Exception as trouble:
            if not shared.given or (isinstance(trouble, GatewayError) and trouble.code is ErrorCode.STORE_UNAVAILABLE):
                return [trouble] * len(riders)
            return await self._each(riders, self._timeout_ms * 3 // 4)
        answers = {place: answer for place, *answer in row[0]} if shared.given else {0: row}
        return [answers[place] for place in places]

    async def _each(self, riders: Sequence[_Rider], timeout_ms: int) -> Sequence[Row]:
        """Ask for each alone; who is answered waits no longer for the others."""
        first, *others = [self._ask(each, timeout_ms) for each in riders]
        await (asyncio.gather(first, *others) if others else first)
        return ()

    async def _ask(self, rider: _Rider, timeout_ms: int) -> None:
        try:
            rider.take(await self._alone(rider.shared, rider.parameters, timeout_ms))
        except Exception as trouble:
            rider.take(trouble)

    async def _alone(self, shared: Shared, parameters: Mapping[str, Any], timeout_ms: int) -> Row:
        (row,) = await self._read(Statement(shared.alone, parameters), timeout_ms)
        return row
