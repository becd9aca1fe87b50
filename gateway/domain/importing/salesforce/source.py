"""The source of one file of Salesforce: what the function of an object is given to make records with."""

from __future__ import annotations

from gateway.domain.importing.filling import Filling
from gateway.domain.importing.keys import person_identity, salesforce_id, source_key
from gateway.domain.importing.making import Making, is_true
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.conversions import Conversions
from gateway.domain.importing.salesforce.times import TIMES
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record
from gateway.domain.value_checks import Refusal


class Source(Making):
    """Keys, times and fields of the rows of one file of an export."""

    def __init__(self, filling: Filling, options: SourceOptions, conversions: Conversions) -> None:
        super().__init__(filling, options)
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
        return self.instant(row, *TIMES) or self.options.observed_at

    def is_deleted(self, row: Row) -> bool:
        """Whether the row is of something that is in the bin."""
        return is_true(row, "isdeleted", "fivetrandeleted")
