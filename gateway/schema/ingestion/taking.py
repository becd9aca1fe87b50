"""From a call to the command that does it, and from the command's report to the payload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from gateway.commands.take_records import CallReport, Fate, Status, take_records
from gateway.errors import bad_input, limit_exceeded
from gateway.plan.rules.object_fields import snake
from gateway.schema.ingestion.choices import RecordStatus
from gateway.schema.ingestion.results import IngestionReport, RecordResult
from gateway.schema.writes import Desk, plain

MOST_RECORDS = 1_000
"""In one call."""


async def take(desk: Desk, arguments: Mapping[str, Any]) -> IngestionReport:
    """The work of `ingestRecords`. Raises LIMIT_EXCEEDED, and BAD_INPUT for a dataset without a name."""
    records = arguments["records"]
    if len(records) > MOST_RECORDS:
        raise limit_exceeded("Records in one call", MOST_RECORDS, len(records))
    dataset = arguments["dataset"]
    if not dataset.strip():
        raise bad_input("The dataset has no name.", "Name the feed that the records come from, such as crm.")
    given = [_record(each, dataset) for each in records]
    return _report(await take_records(desk.database, given, on_commit=desk.wrote))


def _record(given: Mapping[str, Any], dataset: str) -> dict[str, Any]:
    """The object that a line of a file would hold."""
    ((entity, fields),) = given.items()
    return {"entity": snake(entity), "dataset": dataset, **plain(fields)}


def _report(report: CallReport) -> IngestionReport:
    count = Counter(each.status for each in report.fates)
    return IngestionReport(
        read=len(report.fates),
        created=count[Status.CREATED],
        updated=count[Status.UPDATED],
        unchanged=count[Status.UNCHANGED],
        waiting=count[Status.WAITING],
        refused=count[Status.REFUSED],
        joined=report.joined,
        warnings=report.warnings,
        records=[_result(index, fate) for index, fate in enumerate(report.fates)],
    )


def _result(index: int, fate: Fate) -> RecordResult:
    why = fate.refusal
    return RecordResult(
        index=index,
        status=RecordStatus[fate.status.name],
        code=str(why.code) if why else None,
        message=str(why) if why else None,
        path=why.at.split(".") if why and why.at else None,
    )
