"""What became of the records of a call."""

from __future__ import annotations

import strawberry

from gateway.schema.ingestion.choices import RecordStatus
from gateway.schema.writes import told


@strawberry.type(description="What became of one record.")
class RecordResult:
    index: int = told("Its place in the call, from 0.")
    status: RecordStatus = told("What became of it.")
    code: str | None = told("Why it was refused, as a code of the catalogue of errors.")
    message: str | None = told("Why it was refused, or what is odd about it, in words.")
    path: list[str] | None = told("Where in the record the trouble is, from its outermost field inwards.")


@strawberry.type(description="What became of a call's records: the counts add up to `read`.")
class IngestionReport:
    read: int = told("How many records the call held.")
    created: int = told("How many made what they are about.")
    updated: int = told("How many changed what was there.")
    unchanged: int = told("How many said nothing new.")
    waiting: int = told("How many are kept until what they join is there.")
    refused: int = told("How many were not taken.")
    replayed: bool = told("Whether an earlier call with the same idempotency key did the work.")
    records: list[RecordResult] = told("One result a record, in the order of the call.")
