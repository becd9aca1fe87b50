"""Tables: CSV, Parquet and Excel files read a batch of rows at a time, whatever their size. Needs polars.

Cells of CSV are texts as they stand; a row that has more cells than the header is told apart, since its columns cannot
be trusted. Excel files are read whole, as they are small and packed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gateway.commands.importing.readable import readable
from gateway.commands.loading.lines import UnreadableFile

if TYPE_CHECKING:
    import polars

_EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PARQUET = (".parquet", ".pq")
_TEXT = (".csv", ".tsv", ".txt")
SUFFIXES = (*_TEXT, *_PARQUET, *_EXCEL)
"""What a table may end in; texts also with `.gz` behind."""
_DELIMITERS = ",;\t|"
_OVERFLOW = "\0more"
BATCH_ROWS = 2_000


class ImportersMissing(Exception):  # noqa: N818 - says what is missing
    """The extra that reads tables is not installed."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's cells; `overflows` where it has more of them than there are columns. `number` counts from 1."""

    number: int
    cells: Sequence[Any]
    overflows: bool


class Table:
    """An open file of rows under the names of its columns."""

    def __init__(self, path: Path, *, sheet: str | None = None) -> None:
        """Raises UnreadableFile, and ImportersMissing where there is nothing to read with."""
        self.path = path
        self._stack = ExitStack()
        polars = _polars()
        try:
            self.columns, self._frame = self._open(polars, sheet)
        except (polars.exceptions.PolarsError, OSError, ValueError) as trouble:
            self.close()
            raise _unreadable(path, trouble) from trouble
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._stack.close()

    def count(self) -> int:
        """How many rows there are."""
        polars = _polars()
        try:
            return int(self._frame.select(polars.len()).collect(engine="streaming").item())
        except polars.exceptions.PolarsError as trouble:
            raise _unreadable(self.path, trouble) from trouble

    def rows(self, *, after: int = 0, columns: Sequence[str] | None = None) -> Iterator[list[TableRow]]:
        """Batches of rows, from the one after the given number on; only some of the columns where they are named."""
        frame = self._frame if columns is None else self._frame.select(*columns)
        frame = frame.slice(after) if after else frame
        done, checked = after, columns is None and self._has_overflow
        polars = _polars()
        try:
            for batch in frame.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, lazy=True):
                cells = batch.rows()
                yield [
                    TableRow(number, each[:-1] if checked else each, checked and bool(each[-1]))
                    for number, each in enumerate(cells, done + 1)
                ]
                done += len(cells)
        except polars.exceptions.PolarsError as trouble:
            raise _unreadable(self.path, trouble, done + 1) from trouble

    @property
    def _has_overflow(self) -> bool:
        return self._kind in _TEXT

    @property
    def _kind(self) -> str:
        name = self.path.name.lower().removesuffix(".gz")
        return "." + name.rpartition(".")[2]

    def _open(self, polars: ModuleType, sheet: str | None) -> tuple[tuple[str, ...], polars.LazyFrame]:
        if self._kind in _PARQUET:
            frame = polars.scan_parquet(self.path)
            return tuple(frame.collect_schema().names()), frame
        if self._kind in _EXCEL:
            whole = _workbook(polars, self.path, sheet)
            return tuple(whole.columns), whole.lazy()
        path = self._stack.enter_context(readable(self.path))
        columns, delimiter = _header(path)
        frame = polars.scan_csv(
            path,
            separator=delimiter,
            has_header=False,
            skip_rows=1,
            schema=dict.fromkeys((*columns, _OVERFLOW), polars.String),
            missing_columns="insert",
            extra_columns="ignore",
            raise_if_empty=False,
        )
        return columns, frame


def _header(path: Path) -> tuple[tuple[str, ...], str]:
    """The names of the columns, made different where two are alike, and what stands between them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        start = file.readline()
        file.seek(0)
        delimiter = max(_DELIMITERS, key=start.count)
        names = [name.strip() for name in next(csv.reader(file, delimiter=delimiter), [])]
    if not any(names):
        raise UnreadableFile(f"{path.name} has no header: its first line names no columns.")
    found: list[str] = []
    for number, name in enumerate(names, 1):
        name, again = name or f"column {number}", 2
        while name in found:
            name, again = f"{names[number - 1]} ({again})", again + 1
        found.append(name)
    return tuple(found), delimiter


def _workbook(polars: ModuleType, path: Path, sheet: str | None) -> Any:
    try:
        import fastexcel
    except ImportError:
        raise ImportersMissing from None
    try:
        return polars.read_excel(path, sheet_name=sheet) if sheet else polars.read_excel(path)
    except fastexcel.FastExcelError as trouble:
        raise _unreadable(path, trouble) from trouble


def _unreadable(path: Path, trouble: Exception, row: int = 0) -> UnreadableFile:
    place = f" from row {row:,} on" if row else ""
    words = str(trouble).partition("\n")[0].rstrip(". ")
    return UnreadableFile(f"{path} cannot be read{place}: {words}.")


def _polars() -> ModuleType:
    try:
        import polars
    except ImportError:
        raise ImportersMissing from None
    return polars
