"""Datasets, and the guardrails: what has entered, and how much more may."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from gateway.cypher.statement import Statement
from gateway.domain import namespaces, reading
from gateway.schema.scalars import DateTime
from gateway.schema.vocabulary import prop
from gateway.schema.writes import Desk, told

_USED = Statement(
    """
RETURN COUNT { (:Dataset) }, COUNT { (:Segment) }, COUNT { (:MergePolicy) },
  COUNT { MATCH (namespace:Namespace) WHERE namespace.is_unique RETURN namespace }
"""
)


@strawberry.type(description="A named feed of records, with what became of them.")
class Dataset:
    name: str = prop("name", "The name that records give it.")
    record_count: int = prop("record_count", "How many of its records said something new.")
    fragment_count: int = prop("fragment_count", "How many people's fragments it has: one a primary identity.")
    last_ingested_at: DateTime | None = prop(
        "last_ingested_at", "When a record of it last said something new; null: not since this is counted."
    )
    refused: int = prop("refused", "How many of its records were refused.")


@strawberry.enum(description="What happens at a limit.")
class GuardrailKind(Enum):
    HARD = strawberry.enum_value("HARD", description="What goes beyond it is refused.")
    SOFT = strawberry.enum_value("SOFT", description="What goes beyond it is taken; expect it to be slower.")


@strawberry.type(description="A limit, and how much of it is used.")
class Guardrail:
    name: str = told("What is limited.")
    limit: int = told("The most.")
    used: int | None = told("How much is used in the whole graph; null for limits of each record or call.")
    kind: GuardrailKind = told("What happens at the limit.")


async def guardrails(desk: Desk, _arguments: Mapping[str, Any]) -> list[Guardrail]:
    """The work of `guardrails`."""
    ((datasets, segments, policies, unique),) = await desk.database.read(_USED)
    settings, hard, soft = desk.settings, GuardrailKind.HARD, GuardrailKind.SOFT
    return [
        Guardrail(name=name, limit=limit, used=used, kind=kind)
        for name, limit, used, kind in (
            ("datasets", settings.guardrail_datasets, datasets, soft),
            ("segments", settings.guardrail_segments, segments, soft),
            ("merge policies", settings.guardrail_merge_policies, policies, hard),
            ("unique namespaces", settings.guardrail_unique_namespaces, unique, hard),
            ("identities of a person", settings.guardrail_person_identities, None, hard),
            ("source keys of an account or deal", settings.guardrail_account_keys, None, hard),
            ("identities of a record", reading.MOST_IDENTITIES, None, hard),
            ("external keys of a record", reading.MOST_EXTERNAL_KEYS, None, hard),
            ("characters of an identity", namespaces.LONGEST_VALUE, None, hard),
            ("records of a call", settings.guardrail_call_records, None, hard),
            ("bytes of a record", settings.guardrail_record_bytes, None, hard),
            ("bytes of an event", settings.guardrail_event_bytes, None, hard),
        )
    ]
