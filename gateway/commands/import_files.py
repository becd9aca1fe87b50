"""`import_files`: rows of other systems' files into the graph by their maps, with every row accounted for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gateway.commands.importing.rejects import Rejects
from gateway.commands.importing.report import FileReport, ImportReport
from gateway.commands.importing.resuming import Note
from gateway.commands.importing.source_file import SourceFile
from gateway.commands.importing.tables import Table, TableRow
from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.commands.loading.clock import Clock
from gateway.domain.importing.rows import Row
from gateway.domain.importing.tally import Tally
from gateway.domain.reading import read_record
from gateway.domain.records import AnyRecord, RelationRecord
from gateway.domain.value_checks import Refusal
from gateway.store.database import Database

BATCH_RECORDS = 2_000
Progress = Callable[[str, int], None]
"""Told of a file and how many of its rows are done since the last call."""


@dataclass(slots=True)
class _Batch:
    """Rows of one file that enter the graph together."""

    file: SourceFile
    rows: list[tuple[TableRow, range]] = field(default_factory=list)
    """The rows that made records, with their places in `records`."""
    records: list[AnyRecord] = field(default_factory=list)
    further: list[AnyRecord] = field(default_factory=list)
    """Relations beyond a row's first: they wait uncounted, so that a row is counted once."""
    refused: list[tuple[TableRow, str]] = field(default_factory=list)
    read: int = 0
    tally: Tally = field(default_factory=Tally)


async def import_files(
    database: Database | None,
    files: Sequence[SourceFile],
    *,
    rejects: Path | None = None,
    note: Note | None = None,
    progress: Progress = lambda name, rows: None,
    on_commit: Callable[[], None] = lambda: None,
    batch_records: int = BATCH_RECORDS,
) -> ImportReport:
    """Import files, batches of rows at a time; without a database only read and map them, and say what would be.

    A row is taken whole or not at all: where one of its records is refused, so are the others. Refused rows go to the
    folder `rejects`. Rows are read and mapped while the engine writes those before; memory does not grow with the
    files. `note` lets an interrupted import go on. Raises UnreadableFile for a file that ends in the middle.
    """
    note = note or Note(None)
    left = note.read()
    report = left or ImportReport(secrets.token_hex(4))
    with Rejects(rejects if database is not None else None, going_on=left is not None) as refused:
        for place, file in enumerate(files):
            name = str(place)
            told = report.files.setdefault(name, FileReport())
            if told.read:
                progress(file.path.name, told.read)
            async for batch in _one_ahead(_batches(file, told.read, batch_records)):
                if database is not None:
                    await _enter(database, batch, report, name, on_commit)
                else:
                    told.loaded += len(batch.rows)
                for row, reason in batch.refused:
                    refused.write(file.path, file.header.columns, row.number, row.cells, reason)
                    if database is None:
                        report.warn([f"{file.path.name}, row {row.number:,}: {reason}"])
                refused.flush()
                told.refused += len(batch.refused)
                told.read += batch.read
                told.tally.add(batch.tally)
                if database is not None:
                    note.write(report)
                progress(file.path.name, batch.read)
        report.rejects = refused.folder_written
    note.forget()
    return report


async def _enter(
    database: Database, batch: _Batch, report: ImportReport, name: str, on_commit: Callable[[], None]
) -> None:
    """Take a batch into the graph; relations that waited join as what they miss arrives, of whatever file."""
    load = f"{report.run}.{name}"
    result = BatchReport()
    if batch.records:
        result = await ingest_records(database, batch.records, load=load, on_commit=on_commit)
    if batch.further:
        more = await ingest_records(database, batch.further, load=report.run, on_commit=on_commit)
        for each, count in more.joined.items():
            result.joined[each] = result.joined.get(each, 0) + count
        report.warn(more.warnings)
    report.warn(result.warnings)
    told = report.files[name]
    for row, places in batch.rows:
        reasons = [result.refused[place] for place in places if place in result.refused]
        if reasons:
            batch.refused.append((row, reasons[0]))
        else:
            told.take_row(places, result)
    for other, waiting in report.files.items():
        load = f"{report.run}.{other}"
        waiting.no_longer_wait(result.joined.get(load, 0), result.dropped.get(load, 0))


async def _one_ahead(batches: Iterator[_Batch]) -> AsyncIterator[_Batch]:
    """The same batches, each made in a thread while those before it are written."""
    following = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await following) is not None:
            following = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        following.cancel()


def _batches(file: SourceFile, after: int, most_records: int) -> Iterator[_Batch]:
    clock, batch = Clock(), _Batch(file)
    with Table(file.path, sheet=file.sheet) as table:
        for rows in table.rows(after=after):
            for row in rows:
                _take(row, batch, clock)
                if len(batch.records) >= most_records:
                    yield batch
                    batch = _Batch(file)
            if batch.read >= most_records:
                yield batch
                batch = _Batch(file)
    if batch.read:
        yield batch


def _take(given: TableRow, batch: _Batch, clock: Clock) -> None:
    batch.read += 1
    file, tally = batch.file, batch.tally
    row = Row(file.header, given.cells, given.number)
    before = tally.nothing.copy()
    if row.is_blank:
        tally.nothing["blank row"] += 1
        return
    if file.map is None:
        tally.nothing[file.why_not] += 1
        return
    try:
        if given.overflows:
            count = len(file.header.columns)
            raise Refusal(
                f"The row has more than the {count} cells of the header: is a text with a separator unquoted?"
            )
        made = file.map.records(row, tally)
        now = clock.tick()
        records = [read_record(each, now) for each in made]
    except Refusal as refusal:
        batch.refused.append((given, str(refusal)))
        return
    if not records:
        if tally.nothing == before:
            tally.nothing["nothing that a record could say"] += 1
        return
    relations = [each for each in records if isinstance(each, RelationRecord)][1:]
    first = [each for each in records if all(each is not other for other in relations)] if relations else records
    batch.rows.append((given, range(len(batch.records), len(batch.records) + len(first))))
    batch.records += first
    batch.further += relations
    tally.kinds.update(str(each["entity"]) for each in made)
