"""What waits at the same time goes to the database as one statement: lookups of one kind, and lists that are alike.

No timer: the first of a kind goes at once, alone. Those that arrive while statements of that kind are under way wait
for the next one, which takes as many of them as it may. An idle gateway adds no delay, a busy one sends few statements;
and since nobody rides a statement that began before his request, everyone sees what was written before it. Nobody pays
for another's bad value: where a shared statement fails, each of its lookups is asked alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.cypher.share import Shared
from gateway.cypher.statement import Statement
from gateway.errors import ErrorCode, GatewayError, rate_limited

Row: TypeAlias = list[Any]
Read: TypeAlias = Callable[[Statement, int | None], Coroutine[Any, Any, list[Row]]]

LANES = 2
"""Statements of one kind under way at once: with more of them each would only be smaller."""
MOST_RIDERS = 64
"""Lookups in one statement."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rider:
    """A lookup that waits for a statement to take it along."""

    shared: Shared
    parameters: Mapping[str, Any]
    answer: asyncio.Future[Row]

    def give(self, row: Row) -> None:
        if not self.answer.done():  # else its request has gone away
            self.answer.set_result(row)

    def fail(self, trouble: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(trouble)


@dataclass(slots=True)
class _Kind:
    """The lookups that can share statements: how many statements are under way, and who waits."""

    under_way: int = 0
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
        if kind.under_way < LANES and not kind.waiting:
            kind.under_way += 1
            try:
                return await self._alone(shared, parameters, self._timeout_ms)
            finally:
                self._ended(key, kind)
        if self._waiting >= self._most_waiting:
            raise rate_limited("Lookups", self._most_waiting)
        rider = _Rider(shared, parameters, asyncio.get_running_loop().create_future())
        kind.waiting.append(rider)
        self._waiting += 1
        return await rider.answer

    def _ended(self, key: Hashable, kind: _Kind) -> None:
        """A statement has ended: the next one takes along who waits."""
        kind.under_way -= 1
        riders: list[_Rider] = []
        while kind.waiting and len(riders) < MOST_RIDERS:
            rider = kind.waiting.popleft()
            self._waiting -= 1
            if not rider.answer.done():
                riders.append(rider)
        if riders:
            kind.under_way += 1
            ride = asyncio.create_task(self._ride(key, kind, riders))
            self._rides.add(ride)
            ride.add_done_callback(self._rides.discard)
        elif not kind.under_way:
            self._kinds.pop(key, None)

    async def _ride(self, key: Hashable, kind: _Kind, riders: Sequence[_Rider]) -> None:
        try:
            if len(riders) == 1:
                await self._ask(riders[0], self._timeout_ms)
            else:
                await self._together(riders)
        finally:
            for rider in riders:
                rider.answer.cancel()  # nothing where it is answered
            self._ended(key, kind)

    async def _together(self, riders: Sequence[_Rider]) -> None:
        shared = riders[0].shared
        statement, places = shared.statement([each.parameters for each in riders])
        # A quarter of the time for values that differ: what is slow leaves the others enough to be asked alone.
        limit_ms = self._timeout_ms // 4 if shared.given else self._timeout_ms
        try:
            (row,) = await self._read(statement, limit_ms)
        except Exception as trouble:
            if not shared.given or (isinstance(trouble, GatewayError) and trouble.code is ErrorCode.STORE_UNAVAILABLE):
                for rider in riders:
                    rider.fail(trouble)
            else:
                await asyncio.gather(*(self._ask(each, self._timeout_ms * 3 // 4) for each in riders))
        else:
            answers = {place: answer for place, *answer in row[0]} if shared.given else {0: row}
            for rider, place in zip(riders, places, strict=True):
                rider.give(answers[place])

    async def _ask(self, rider: _Rider, timeout_ms: int) -> None:
        try:
            rider.give(await self._alone(rider.shared, rider.parameters, timeout_ms))
        except Exception as trouble:
            rider.fail(trouble)

    async def _alone(self, shared: Shared, parameters: Mapping[str, Any], timeout_ms: int) -> Row:
        (row,) = await self._read(Statement(shared.alone, parameters), timeout_ms)
        return row
