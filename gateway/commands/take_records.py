"""`take_records`: the records of one call enter the graph, and each is told what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from gateway.commands.ingest.receipts import Receipt, kept_result, write_receipt
from gateway.commands.ingest_records import BatchReport, ingest
from gateway.commands.loading.clock import Clock
from gateway.commands.shared_writes import SharedWrites
from gateway.domain.json_lines import refuse_nul
from gateway.domain.reading import read_record
from gateway.domain.record_modes import Mode, in_mode
from gateway.domain.records import AnyRecord
from gateway.domain.value_checks import Refusal
from gateway.errors import ErrorCode
from gateway.store.database import Database, Transaction


class Status(Enum):
    """What became of a record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    WAITING = "WAITING"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one record. `message` says why it was refused, and where and with which code, or what is odd."""

    status: Status
    message: str = ""
    at: str = ""
    code: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class CallReport:
    """What became of the records of a call: one fate a record, in their order."""

    fates: Sequence[Fate]
    replayed: bool = False
    """Whether an earlier call with the same key did the work."""


@dataclass(frozen=True, slots=True)
class Call:
    """The records of one call, as objects with `entity` and `dataset`, and how to take them."""

    records: Sequence[Mapping[str, Any]]
    mode: Mode = Mode.MERGE
    atomic: bool = False
    """Whether one that is refused keeps all others out."""
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large records may be, as JSON."""

    record_bytes: int
    event_bytes: int


class _UndoneError(Exception):
    """A record of an atomic call was refused by what the graph holds: nothing of the call stays."""

    def __init__(self, report: BatchReport) -> None:
        super().__init__()
        self.report = report


async def take_records(database: Database, writes: SharedWrites, clock: Clock, call: Call, sizes: Sizes) -> CallReport:
    """Take the records of a call into the graph: those that are well made, in one transaction.

    Those that are not are refused one by one; in an atomic call nothing is written then. Calls that need no transaction
    of their own share one with others. Raises CONFLICT where a receipt's key was used for another call, and
    `GatewayError` where the graph cannot be reached.
    """
    records: list[AnyRecord] = []
    places: list[int] = []
    fates: dict[int, Fate] = {}
    for place, each in enumerate(call.records):
        try:
            _check_size(each, sizes)
            refuse_nul([each.get("payload"), each.get("custom")])
            records.append(read_record(in_mode(each, call.mode), clock.tick(), replaces=call.mode is Mode.REPLACE))
            places.append(place)
        except Refusal as refusal:
            fates[place] = Fate(Status.REFUSED, str(refusal), refusal.at, refusal.code)
    size = len(call.records)
    if call.atomic and fates:
        return CallReport(_none_taken(fates, size))
    refused_before = Counter(str(call.records[place].get("dataset")) for place in fates)
    if not call.atomic and call.receipt is None:
        batch = await writes.take(records, refused_before) if size else BatchReport()
        return CallReport(_fates(batch, places, fates, size))

    async def work(transaction: Transaction) -> CallReport:
        if call.receipt is not None and (kept := await kept_result(transaction, call.receipt)) is not None:
            return CallReport([_unpacked(each) for each in kept], replayed=True)
        batch = await ingest(transaction, records, refused=refused_before)
        if call.atomic and batch.refused:
            raise _UndoneError(batch)
        report = CallReport(_fates(batch, places, fates, size))
        if call.receipt is not None:
            await write_receipt(transaction, call.receipt, [_packed(each) for each in report.fates])
        return report

    try:
        return await database.write(work)
    except _UndoneError as undone:
        batch = undone.report
        refused = {places[index]: _fate(batch, index) for index in batch.refused}
        return CallReport(_none_taken(refused, size))


def _check_size(given: Mapping[str, Any], sizes: Sizes) -> None:
    """Refuse a record that is too large: the rest of the call goes on."""
    most = sizes.event_bytes if given["entity"] == "event" else sizes.record_bytes
    try:
        size = len(orjson.dumps(given))
    except orjson.JSONEncodeError:
        raise Refusal("The record holds a number or text that JSON cannot.") from None
    if size > most:
        raise Refusal(f"The record has {size:,} bytes; {most:,} are allowed.", code=ErrorCode.LIMIT_EXCEEDED)


def _fates(batch: BatchReport, places: Sequence[int], refused: Mapping[int, Fate], size: int) -> list[Fate]:
    taken = {place: _fate(batch, index) for index, place in enumerate(places)}
    return [refused[place] if place in refused else taken[place] for place in range(size)]


def _fate(batch: BatchReport, index: int) -> Fate:
    if index in batch.refused:
        return Fate(Status.REFUSED, batch.refused[index], code=ErrorCode.CONFLICT)
    if index in batch.waiting:
        return Fate(Status.WAITING)
    if index in batch.unchanged:
        return Fate(Status.UNCHANGED)
    return Fate(Status.CREATED if index in batch.created else Status.UPDATED, batch.odd.get(index, ""))


def _none_taken(refused: Mapping[int, Fate], size: int) -> list[Fate]:
    """The fates of an atomic call that some refused records kept out."""
    first = min(refused)
    other = Fate(
        Status.REFUSED, f"Record {first} of the call was refused, and the call is atomic.", "", ErrorCode.CONFLICT
    )
    return [refused.get(place, other) for place in range(size)]


def _packed(fate: Fate) -> list[Any]:
    return [fate.status.value, fate.message, fate.at, fate.code]


def _unpacked(kept: Sequence[Any]) -> Fate:
    status, message, at, code = kept
    return Fate(Status(status), message, at, None if code is None else ErrorCode(code))
