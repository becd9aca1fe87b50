"""`take_records`: the records of one call enter the graph, and each is told what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from gateway.commands.ingest_records import BatchReport, ingest_records
from gateway.commands.loading.clock import Clock
from gateway.domain.json_lines import refuse_nul
from gateway.domain.reading import read_record
from gateway.domain.records import AnyRecord
from gateway.domain.value_checks import Refusal
from gateway.errors import ErrorCode
from gateway.store.database import Database


class Status(Enum):
    """What became of a record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    WAITING = "WAITING"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one record; `refusal` says why it was not taken."""

    status: Status
    refusal: Refusal | None = None


@dataclass(slots=True)
class CallReport:
    """What became of the records of a call: one fate a record, in their order."""

    fates: list[Fate] = field(default_factory=list)
    joined: int = 0
    """Relations that had waited from before and have become edges."""
    warnings: list[str] = field(default_factory=list)


async def take_records(
    database: Database, given: Sequence[Mapping[str, Any]], *, on_commit: Callable[[], None] = lambda: None
) -> CallReport:
    """Take records, as objects with `entity` and `dataset`, into the graph: those that are well made, together or none.

    Those that are not are refused one by one. Raises `GatewayError` where the graph cannot be reached.
    """
    records: list[AnyRecord] = []
    places: list[int] = []
    refused: dict[int, Refusal] = {}
    clock = Clock()
    for place, each in enumerate(given):
        try:
            refuse_nul([each.get("payload"), each.get("custom")])
            records.append(read_record(each, clock.tick()))
            places.append(place)
        except Refusal as refusal:
            refused[place] = refusal
    batch = await ingest_records(database, records, on_commit=on_commit) if records else BatchReport()
    fates = {places[index]: _fate(batch, index) for index in range(len(records))}
    fates |= {place: Fate(Status.REFUSED, refusal) for place, refusal in refused.items()}
    return CallReport([fates[place] for place in range(len(given))], sum(batch.joined.values()), batch.warnings)


def _fate(batch: BatchReport, index: int) -> Fate:
    if index in batch.refused:
        return Fate(Status.REFUSED, Refusal(batch.refused[index], code=ErrorCode.CONFLICT))
    if index in batch.waiting:
        return Fate(Status.WAITING)
    if index in batch.unchanged:
        return Fate(Status.UNCHANGED)
    return Fate(Status.CREATED if index in batch.created else Status.UPDATED)
