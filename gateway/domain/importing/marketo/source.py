"""The source of one file of Marketo: what the function of an object is given to make records with."""

from __future__ import annotations

from gateway.domain.importing.filling import Filling
from gateway.domain.importing.keys import person_identity, salesforce_id, source_key
from gateway.domain.importing.making import Making, is_true
from gateway.domain.importing.marketo.beforehand import Beforehand
from gateway.domain.importing.rows import Row
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record
from gateway.domain.value_checks import Refusal


class Source(Making):
    """Keys and times of the rows of one file of an export."""

    def __init__(self, filling: Filling, options: SourceOptions, beforehand: Beforehand) -> None:
        super().__init__(filling, options)
        self.beforehand = beforehand

    def id(self, row: Row, *names: str) -> str:
        """The id in the first of the columns that has one. Refusal where none has."""
        written = row.first(*names)
        if written is None:
            raise Refusal(f"The row has no {row.column(names[0])}.")
        return written

    def key(self, source_id: str) -> str:
        """The key of a thing of Marketo by its id."""
        return source_key(source_id, self.options.instance, "Marketo")

    def crm_key(self, source_id: str) -> str:
        """The key of a thing of the Salesforce that Marketo is synchronised with."""
        return source_key(salesforce_id(source_id), self.options.crm_instance, "Salesforce")

    def person(self, lead_id: str) -> Record:
        """Who somebody is by the id of a lead."""
        return person_identity(self.key(lead_id))

    def at(self, row: Row, *names: str) -> str | None:
        """When the row was observed, by the best of the columns; None where neither they nor the options say."""
        return self.instant(row, *names) or self.options.observed_at

    def is_deleted(self, row: Row) -> bool:
        """Whether the warehouse says that it is gone at the source."""
        return is_true(row, "fivetrandeleted", "isdeleted")
