"""Making records: what the maps of every known source share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.domain.importing.cells import CLEARED, UnfitCell, instant_of, text_of
from gateway.domain.importing.filling import Filling
from gateway.domain.importing.rows import Row
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal


class Making:
    """Times and fields of the rows of one file; a source adds how its keys look."""

    def __init__(self, filling: Filling, options: SourceOptions) -> None:
        self.filling = filling
        self.options = options

    def instant(self, row: Row, *names: str) -> str | None:
        """The instant in the first of the columns that is not blank; None where all are. Raises Refusal."""
        for name in names:
            cell = row.cell(name)
            if text_of(cell) in (None, CLEARED):
                continue
            try:
                return instant_of(cell)
            except UnfitCell as unfit:
                raise Refusal(f"{row.column(name)}: {unfit}.") from None
        return None

    def record(self, entity: str, at: str | None, **more: Any) -> Record:
        """A record of this dataset; what is None is not said."""
        record: Record = {"entity": entity, "dataset": self.options.dataset}
        if at is not None:
            record["observedAt"] = at
        return record | {name: value for name, value in more.items() if value is not None}

    def created(self, record: Record, row: Row, column: str, **key: Any) -> list[Record]:
        """The record, and before it one of the day it was made, which says no more than that it was there."""
        made = self.instant(row, column)
        if made is None or "observedAt" not in record or made >= record["observedAt"]:
            return [record]
        return [self.record(record["entity"], made, **key), record]

    def fill(self, row: Row, tally: Tally) -> tuple[Record, Record]:
        """The fields and custom fields of the row."""
        return self.filling.fill(row, tally, row.text("currencyisocode") or self.options.currency)

    def deletion(self, of: str, at: str | None, **key: Any) -> list[Record]:
        """The record that deletes what was observed of a thing."""
        return [self.record("delete", at, of=of, **key)]


def said(value: Record) -> Record | None:
    """An object with something in it, else None."""
    return value or None


def is_true(row: Row, *names: str) -> bool:
    """Whether the first of the columns that is not blank says yes."""
    return (row.first(*names) or "").lower() in ("true", "1", "yes")


def first_time(row: Row, names: Sequence[str]) -> str | None:
    """The instant in the first of the columns that is not blank; None where all are. Raises UnfitCell."""
    for name in names:
        cell = row.cell(name)
        if text_of(cell) not in (None, CLEARED):
            return instant_of(cell)
    return None
