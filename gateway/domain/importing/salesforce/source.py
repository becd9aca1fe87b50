"""The source of one file: what the function of an object is given to make records with."""

from __future__ import annotations

from typing import Any

from gateway.domain.importing.cells import UnfitCell, instant_of, text_of
from gateway.domain.importing.filling import Filling
from gateway.domain.importing.keys import person_identity, salesforce_id, source_key
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.conversions import Conversions
from gateway.domain.importing.salesforce.times import observed_at
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal


class Source:
    """Keys, times and fields of the rows of one file of an export."""

    def __init__(self, filling: Filling, options: SourceOptions, conversions: Conversions) -> None:
        self.filling = filling
        self.options = options
        self.conversions = conversions

    def id(self, row: Row, name: str = "id") -> str:
        """The id in a column, in 18 characters. Refusal where there is none."""
        written = row.text(name)
        if written is None:
            raise Refusal(f"The row has no {row.column(name)}.")
        return salesforce_id(written)

    def key(self, written: str | None) -> str | None:
        """The key of a thing by its id; None where none is named."""
        return None if written is None else source_key(salesforce_id(written), self.options.instance, "Salesforce")

    def own_key(self, row: Row, name: str = "id") -> str:
        """The key of what a column names. Refusal where it names nothing."""
        return source_key(self.id(row, name), self.options.instance, "Salesforce")

    def person(self, source_id: str) -> Record:
        """Who somebody is by the id of a lead or contact."""
        return person_identity(source_key(source_id, self.options.instance, "Salesforce"))

    def at(self, row: Row) -> str | None:
        """When the row was observed; None where neither it nor the options say. Raises Refusal."""
        try:
            return observed_at(row) or self.options.observed_at
        except UnfitCell as unfit:
            raise Refusal(f"The row says no time: {unfit}.") from None

    def instant(self, row: Row, name: str) -> str | None:
        """The instant in a column; None where it is blank. Raises Refusal."""
        cell = row.cell(name)
        if text_of(cell) is None:
            return None
        try:
            return instant_of(cell)
        except UnfitCell as unfit:
            raise Refusal(f"{row.column(name)}: {unfit}.") from None

    def record(self, entity: str, at: str | None, **more: Any) -> Record:
        """A record of this dataset; what is None is not said."""
        record: Record = {"entity": entity, "dataset": self.options.dataset}
        if at is not None:
            record["observedAt"] = at
        return record | {name: value for name, value in more.items() if value is not None}

    def created(self, record: Record, row: Row, **key: Any) -> list[Record]:
        """The record, and before it one of the day it was made, which says no more than that it was there."""
        made = self.instant(row, "createddate")
        if made is None or "observedAt" not in record or made >= record["observedAt"]:
            return [record]
        return [self.record(record["entity"], made, **key), record]

    def fill(self, row: Row, tally: Tally) -> tuple[Record, Record]:
        """The fields and custom fields of the row."""
        return self.filling.fill(row, tally, row.text("currencyisocode") or self.options.currency)

    def is_deleted(self, row: Row) -> bool:
        """Whether the row is of something that is in the bin."""
        return (row.first("isdeleted", "fivetrandeleted") or "").lower() in ("true", "1")

    def deletion(self, of: str, at: str | None, **key: Any) -> list[Record]:
        """The record that deletes what was observed of a thing."""
        return [self.record("delete", at, of=of, **key)]


def said(value: Record) -> Record | None:
    """An object with something in it, else None."""
    return value or None


def is_true(row: Row, name: str) -> bool:
    """Whether a column says yes."""
    return (row.text(name) or "").lower() in ("true", "1", "yes")
