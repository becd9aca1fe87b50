"""`load_files`: files of records into the graph, batches at a time, with every line accounted for."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.commands.loading.clock import Clock
from gateway.commands.loading.lines import STANDARD_INPUT, Line, lines_of
from gateway.commands.loading.rejects import Rejects
from gateway.domain.reading import dataset_of, read_line
from gateway.domain.records import AnyRecord
from gateway.domain.value_checks import Refusal
from gateway.store.database import Database

__all__ = ["STANDARD_INPUT", "LoadReport", "Progress", "load_files"]

BATCH_RECORDS = 5_000
BATCH_BYTES = 8_000_000
"""A batch ends early where its lines are long: the engine holds a whole transaction in memory."""
_SLICE_LINES = 2
"""Lines decoded in one go: a millisecond, so that the next statement of a batch under way goes out without delay."""
_KEPT_WARNINGS = 20

Progress = Callable[[int, int], None]
"""Told of lines read and bytes consumed since the last call."""


@dataclass(slots=True)
class _Batch:
    """Records that enter the graph together, with the lines they came from."""

    lines: list[Line] = field(default_factory=list)
    records: list[AnyRecord] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """By dataset, lines that were no records."""


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
) -> LoadReport:
    """Load files of JSON Lines: plain, `.gz`, or standard input as `-`.

    Refused lines go to `rejects` as they stood, ready to be mended and loaded, and to `rejects` + `.reasons` with file,
    line number and reason. Lines are decoded while the engine writes those before; memory does not grow with
    the files. What was loaded before trouble stays: the same files can be loaded again.
    """
    report, load = LoadReport(), secrets.token_hex(4)
    with Rejects(rejects) as refused:
        async for batch in _one_ahead(_batches(files, refused, report, progress, batch_records)):
            result = await ingest_records(
                database, batch.records, load=load, refused=batch.refused, on_commit=on_commit
            )
            for index, reason in sorted(result.refused.items()):
                refused.write(batch.lines[index], reason)
            report.take(len(batch.lines), result, load)
        report.rejects = refused.path_written
    return report


async def _one_ahead(batches: AsyncIterator[_Batch]) -> AsyncIterator[_Batch]:
    """The same batches, each decoded while those before it are written."""
    following = asyncio.ensure_future(anext(batches, None))
    try:
        while (batch := await following) is not None:
            following = asyncio.ensure_future(anext(batches, None))
            yield batch
    finally:
        following.cancel()


async def _batches(
    files: Sequence[Path], rejects: Rejects, report: LoadReport, progress: Progress, size: int
) -> AsyncIterator[_Batch]:
    clock, batch, consumed, size_bytes = Clock(), _Batch(), 0, 0
    for line in lines_of(files):
        report.read += 1
        consumed += line.size
        try:
            batch.records.append(read_line(line.raw, clock.tick()))
            batch.lines.append(line)
            size_bytes += len(line.raw)
        except Refusal as refusal:
            report.refused += 1
            rejects.write(line, str(refusal))
            if (dataset := dataset_of(line.raw)) is not None:
                batch.refused[dataset] += 1
        if len(batch.records) >= size or size_bytes >= BATCH_BYTES:
            progress(len(batch.records), consumed)
            yield batch
            batch, consumed, size_bytes = _Batch(), 0, 0
        elif report.read % _SLICE_LINES == 0:
            await asyncio.sleep(0)
    progress(len(batch.records), consumed)
    if batch.records or batch.refused:
        yield batch
