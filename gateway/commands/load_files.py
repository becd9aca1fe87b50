"""`load_files`: files of records into the graph, batches at a time, with every line accounted for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.commands.loading.batches import Batch
from gateway.commands.loading.clock import Clock
from gateway.commands.loading.lines import STANDARD_INPUT, lines_of
from gateway.commands.loading.rejects import Rejects
from gateway.domain.reading import read_line
from gateway.domain.value_checks import Refusal
from gateway.store.database import Database

__all__ = ["STANDARD_INPUT", "LoadReport", "Progress", "load_files"]

BATCH_RECORDS = 1_000
CONCURRENCY = 2
"""Batches at the engine at once: one computes while the other is written."""
_KEPT_WARNINGS = 20

Progress = Callable[[int, int], None]
"""Told of lines read and bytes consumed since the last call."""


@dataclass(slots=True)
class LoadReport:
    """What became of the lines. `read` is the sum of loaded, unchanged, waiting and refused; blank lines are none."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    waiting: int = 0
    refused: int = 0
    joined: int = 0
    """Relations that had waited from before this load and have become edges."""
    warnings: list[str] = field(default_factory=list)
    rejects: Path | None = None

    def take(self, size: int, batch: BatchReport, load: str) -> None:
        """Add what became of a batch of the load; lines that waited until then count anew."""
        joined, dropped = batch.joined.pop(load, 0), batch.dropped.get(load, 0)
        self.unchanged += len(batch.unchanged)
        self.waiting += len(batch.waiting) - joined - dropped
        self.refused += len(batch.refused) + dropped
        self.loaded += size - len(batch.unchanged) - len(batch.waiting) - len(batch.refused) + joined
        self.joined += sum(batch.joined.values())
        self.warnings += batch.warnings[: _KEPT_WARNINGS - len(self.warnings)]


async def load_files(
    database: Database,
    files: Sequence[Path],
    *,
    rejects: Path | None = None,
    progress: Progress = lambda lines, size: None,
    on_commit: Callable[[], None] = lambda: None,
    batch_records: int = BATCH_RECORDS,
    concurrency: int = CONCURRENCY,
) -> LoadReport:
    """Load files of JSON Lines: plain, `.gz`, or standard input as `-`.

    Refused lines go to `rejects` as they stood, ready to be mended and loaded, and to `rejects` + `.reasons` with file,
    line number and reason. Lines are decoded while the engine works on the batches before; memory does not grow with
    the files. What was loaded before trouble stays: the same files can be loaded again.
    """
    report = LoadReport()
    with Rejects(rejects) as refused:
        load = _Load(database, report, refused, on_commit)
        try:
            for batch in _batches(files, refused, report, progress, batch_records):
                await load.start(batch, concurrency)
            await load.finish()
        finally:
            await load.abandon()
        report.rejects = refused.path_written
    return report


class _Load:
    """Batches on their way into the graph."""

    def __init__(self, database: Database, report: LoadReport, rejects: Rejects, on_commit: Callable[[], None]) -> None:
        self._database = database
        self._report = report
        self._rejects = rejects
        self._on_commit = on_commit
        self._name = secrets.token_hex(4)
        self._under_way: dict[asyncio.Task[BatchReport], Batch] = {}

    async def start(self, batch: Batch, concurrency: int) -> None:
        """Send a batch, when there is room and nothing under way has to do with the same things."""
        while len(self._under_way) >= concurrency or any(map(batch.conflicts, self._under_way.values())):
            await self._settle(asyncio.FIRST_COMPLETED)
        ingesting = ingest_records(self._database, batch.records, load=self._name, on_commit=self._on_commit)
        self._under_way[asyncio.create_task(ingesting)] = batch
        await asyncio.sleep(0)  # lets the batch go out before the next one is decoded

    async def finish(self) -> None:
        """Wait for all that is under way."""
        while self._under_way:
            await self._settle(asyncio.ALL_COMPLETED)

    async def abandon(self) -> None:
        """Give up what is still under way after trouble; the engine takes it back."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _settle(self, when: str) -> None:
        done, _ = await asyncio.wait(self._under_way, return_when=when)
        for task in done:
            batch = self._under_way.pop(task)
            result = task.result()
            for index, reason in sorted(result.refused.items()):
                self._rejects.write(batch.lines[index], reason)
            self._report.take(len(batch.lines), result, self._name)


def _batches(
    files: Sequence[Path], rejects: Rejects, report: LoadReport, progress: Progress, size: int
) -> Iterator[Batch]:
    clock, batch, consumed = Clock(), Batch(), 0
    for line in lines_of(files):
        report.read += 1
        consumed += line.size
        try:
            batch.add(line, read_line(line.raw, clock.tick()))
        except Refusal as refusal:
            report.refused += 1
            rejects.write(line, str(refusal))
        if len(batch.records) >= size:
            progress(len(batch.records), consumed)
            yield batch
            batch, consumed = Batch(), 0
    progress(len(batch.records), consumed)
    if batch.records:
        yield batch
