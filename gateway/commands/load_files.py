"""`load_files`: files of records into the graph, a batch at a time, with every line accounted for."""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.domain.reading import read_line
from gateway.domain.records import AnyRecord
from gateway.domain.value_checks import Refusal, canonical_instant
from gateway.store.database import Database

STANDARD_INPUT = Path("-")
BATCH_RECORDS = 3_000
_BOM = b"\xef\xbb\xbf"
_SHOWN_WARNINGS = 20

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
    """Relations that had waited from before and have become edges."""
    warnings: list[str] = field(default_factory=list)
    rejects: Path | None = None

    def take(self, size: int, batch: BatchReport) -> None:
        """Add what became of a batch."""
        self.unchanged += len(batch.unchanged)
        self.refused += len(batch.refused)
        self.joined += batch.joined
        # A relation that waited in this load and was joined later in it counts as loaded.
        joined_here = min(batch.joined, self.waiting)
        self.waiting += len(batch.waiting) - joined_here
        self.loaded += size - len(batch.unchanged) - len(batch.waiting) - len(batch.refused) + joined_here
        self.warnings.extend(batch.warnings[: _SHOWN_WARNINGS - len(self.warnings)])


@dataclass(frozen=True, slots=True)
class _Line:
    file: Path
    number: int
    raw: bytes


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
    line number and reason. Lines are decoded while the engine works on the batch before; memory does not grow with
    the files.
    """
    report = LoadReport()
    with _Rejects(rejects) as refused:
        under_way: asyncio.Task[BatchReport] | None = None
        lines_under_way: list[_Line] = []
        for lines, records in _batches(files, refused, report, progress, batch_records):
            if under_way is not None:
                _settle(report, lines_under_way, await under_way, refused)
            now = canonical_instant(datetime.now(UTC))
            under_way = asyncio.create_task(ingest_records(database, records, now, on_commit))
            lines_under_way = lines
            await asyncio.sleep(0)  # lets the batch go out before the next one is decoded
        if under_way is not None:
            _settle(report, lines_under_way, await under_way, refused)
        report.rejects = refused.path_written
    return report


def _settle(report: LoadReport, lines: list[_Line], batch: BatchReport, refused: _Rejects) -> None:
    report.take(len(lines), batch)
    for index, reason in sorted(batch.refused.items()):
        refused.write(lines[index], reason)


def _batches(
    files: Sequence[Path], refused: _Rejects, report: LoadReport, progress: Progress, size: int
) -> Iterator[tuple[list[_Line], list[AnyRecord]]]:
    lines: list[_Line] = []
    records: list[AnyRecord] = []
    consumed = 0
    now = canonical_instant(datetime.now(UTC))
    for line in _lines(files):
        report.read += 1
        consumed += len(line.raw)
        try:
            records.append(read_line(line.raw, now))
            lines.append(line)
        except Refusal as refusal:
            report.refused += 1
            refused.write(line, str(refusal))
        if len(records) >= size:
            progress(len(records), consumed)
            yield lines, records
            lines, records, consumed = [], [], 0
            now = canonical_instant(datetime.now(UTC))
    if records:
        progress(len(records), consumed)
        yield lines, records


def _lines(files: Sequence[Path]) -> Iterator[_Line]:
    """Every line with something on it; a BOM at the start of a file is skipped."""
    for path in files:
        with _opened(path) as file:
            for number, raw in enumerate(file, start=1):
                line = raw.removeprefix(_BOM) if number == 1 else raw
                if line.strip():
                    yield _Line(path, number, line)


def _opened(path: Path) -> BinaryIO:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


class _Rejects:
    """Refused lines, in a file that is made with the first of them."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stack = ExitStack()
        self._files: tuple[BinaryIO, BinaryIO] | None = None

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def path_written(self) -> Path | None:
        """The file, where there was anything to write."""
        return self._path if self._files else None

    def write(self, line: _Line, reason: str) -> None:
        """Keep a line as it stood, and why it was refused."""
        if self._path is None:
            return
        if self._files is None:
            reasons = self._path.with_name(self._path.name + ".reasons")
            self._files = (
                self._stack.enter_context(self._path.open("wb")),
                self._stack.enter_context(reasons.open("wb")),
            )
        raw, reasons_file = self._files
        raw.write(line.raw.rstrip(b"\r\n") + b"\n")
        entry = {"file": str(line.file), "line": line.number, "reason": reason}
        reasons_file.write(orjson.dumps(entry) + b"\n")
