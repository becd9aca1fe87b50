"""The mutations that take records."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gateway.schema.ingestion.inputs import RecordInput
from gateway.schema.ingestion.results import IngestionReport
from gateway.schema.ingestion.taking import take
from gateway.schema.writes import writing

Dataset = Annotated[str, strawberry.argument(description="The feed that the records come from, such as crm.")]


@strawberry.type(description="Taking records.")
class IngestionMutations:
    @writing(
        take,
        "Take up to 1,000 records in one transaction. Each is upserted by its key, may come in any order and any "
        "number of times, and is told what became of it; a bad one is refused alone.",
    )
    def ingest_records(
        self,
        dataset: Dataset,
        records: Annotated[list[RecordInput], strawberry.argument(description="The records, 1,000 at most.")],
    ) -> IngestionReport | None: ...
