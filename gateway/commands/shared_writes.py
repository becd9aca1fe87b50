"""Calls that wait at the same time enter the graph in one transaction.

No timer: the first call goes at once. Those that arrive while it is written wait for the next transaction, which takes
as many of them as fit. Writers take turns in any case, so an idle gateway adds no delay, and a busy one pays for a
commit and its dozen statements once for many calls. Nobody pays for another's trouble: where a shared transaction
fails, each of its calls is written alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.commands.ingest_records import BatchReport
from gateway.domain.records import AnyRecord
from gateway.errors import ErrorCode, GatewayError, rate_limited

Write = Callable[[Sequence[AnyRecord], Mapping[str, int]], Awaitable[BatchReport]]
"""Of records, and how many of which dataset were refused before them."""

MOST_RECORDS = 500
"""In one transaction, unless a single call has more. With larger ones all large calls wait for one transaction and none
is read meanwhile, and what the engine holds of one is more than its collector moves cheaply."""
MOST_WAITING = 10_000
"""Calls that wait for a transaction."""
_FOR_ALL = (ErrorCode.STORE_UNAVAILABLE, ErrorCode.TIMEOUT)


@dataclass(slots=True, eq=False)
class _Call:
    records: Sequence[AnyRecord]
    refused: Mapping[str, int]
    report: asyncio.Future[BatchReport]

    def fail(self, trouble: Exception) -> None:
        if not self.report.done():  # else its request has gone away
            self.report.set_exception(trouble)


@dataclass(slots=True)
class SharedWrites:
    """Writes calls through `write`, together where they wait together. For one event loop."""

    write: Write
    most_waiting: int = MOST_WAITING
    _waiting: deque[_Call] = field(default_factory=deque)
    _writer: asyncio.Task[None] | None = None

    async def take(self, records: Sequence[AnyRecord], refused: Mapping[str, int]) -> BatchReport:
        """What became of the records of one call. Raises RATE_LIMITED where too many wait, and what `write` raises."""
        if len(self._waiting) >= self.most_waiting:
            raise rate_limited("Calls that write", self.most_waiting)
        call = _Call(records, refused, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await call.report

    async def _write_all(self) -> None:
        try:
            while calls := self._next():
                await self._write(calls)
        finally:
            self._writer = None
            for call in self._waiting:
                call.report.cancel()
            self._waiting.clear()

    def _next(self) -> list[_Call]:
        """The calls of the next transaction."""
        calls: list[_Call] = []
        size = 0
        while self._waiting and (not calls or size + len(self._waiting[0].records) <= MOST_RECORDS):
            calls.append(self._waiting.popleft())
            size += len(calls[-1].records)
        return calls

    async def _write(self, calls: Sequence[_Call]) -> None:
        try:
            refused: Counter[str] = Counter()
            for call in calls:
                refused.update(call.refused)
            whole = await self.write([record for call in calls for record in call.records], refused)
        except Exception as trouble:
            if len(calls) == 1 or (isinstance(trouble, GatewayError) and trouble.code in _FOR_ALL):
                for call in calls:
                    call.fail(trouble)
            else:
                for call in calls:
                    await self._write([call])
        else:
            start = 0
            for call in calls:
                stop = start + len(call.records)
                if not call.report.done():
                    call.report.set_result(whole.part(start, stop))
                start = stop
