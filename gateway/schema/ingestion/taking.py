"""From a call to the command that does it, and from the command's report to the payload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.commands.ingest.receipts import receipt_of
from gateway.commands.take_records import Call, CallReport, Fate, Sizes, Status, take_records
from gateway.domain.record_modes import Mode
from gateway.errors import GatewayError, bad_input, limit_exceeded
from gateway.plan.rules.object_fields import snake
from gateway.schema.ingestion.choices import RecordStatus
from gateway.schema.ingestion.results import IngestionReport, RecordResult
from gateway.schema.writes import Desk, plain

LONGEST_KEY = 255
"""Characters of an idempotency key."""


async def take_any(desk: Desk, arguments: Mapping[str, Any]) -> IngestionReport:
    """The work of `ingestRecords`. Raises LIMIT_EXCEEDED, CONFLICT, and BAD_INPUT for a dataset without a name."""
    mode: Mode = arguments["mode"].value
    return await _take(desk, arguments, arguments["records"], mode)


async def take_events(desk: Desk, arguments: Mapping[str, Any]) -> IngestionReport:
    """The work of `ingestEvents`. Raises what `take_any` does."""
    return await _take(desk, arguments, [{"event": each} for each in arguments["events"]], Mode.MERGE)


async def take_one(desk: Desk, arguments: Mapping[str, Any], record: Mapping[str, Any], mode: Mode) -> RecordStatus:
    """Take one record, and raise what it is refused for."""
    given = _record(record, _dataset(arguments))
    (fate,) = (await _taken(desk, Call([given], mode))).fates
    if fate.code is not None:
        raise GatewayError(fate.code, fate.message)
    return RecordStatus[fate.status.name]


async def _take(
    desk: Desk, arguments: Mapping[str, Any], records: Sequence[Mapping[str, Any]], mode: Mode
) -> IngestionReport:
    most = desk.settings.guardrail_call_records
    if len(records) > most:
        raise limit_exceeded("Records in one call", most, len(records))
    dataset = _dataset(arguments)
    given = [_record(each, dataset) for each in records]
    key, atomic = arguments.get("idempotencyKey"), arguments["atomic"]
    receipt = None
    if key is not None:
        if not 1 <= len(key) <= LONGEST_KEY:
            raise bad_input(f"The idempotency key has {len(key)} characters.", f"Give it 1 to {LONGEST_KEY}.")
        told = ["records", mode.value, atomic, given]
        receipt = receipt_of(key, told, desk.clock.tick(), desk.settings.idempotency_ttl_s)
    return _report(await _taken(desk, Call(given, mode, atomic, receipt)))


async def _taken(desk: Desk, call: Call) -> CallReport:
    sizes = Sizes(desk.settings.guardrail_record_bytes, desk.settings.guardrail_event_bytes)
    return await take_records(desk.database, desk.writes, desk.clock, call, sizes)


def _dataset(arguments: Mapping[str, Any]) -> str:
    dataset: str = arguments["dataset"]
    if not dataset.strip():
        raise bad_input("The dataset has no name.", "Name the feed that the records come from, such as crm.")
    return dataset


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
        replayed=report.replayed,
        records=[_result(index, fate) for index, fate in enumerate(report.fates)],
    )


def _result(index: int, fate: Fate) -> RecordResult:
    return RecordResult(
        index=index,
        status=RecordStatus[fate.status.name],
        code=None if fate.code is None else str(fate.code),
        message=fate.message or None,
        path=fate.at.split(".") if fate.at else None,
    )
