"""DateTime, Date and JSON: what a client may write, and the one form in which each comes back.

Inside the gateway an instant and a date are text in their canonical form, as the database writes them; only input is
parsed. An instant without offset is refused: nobody can know which one it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped

DateTime = NewType("DateTime", str)
Date = NewType("Date", str)
JSON = NewType("JSON", object)

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def parse_instant(value: Any) -> str:
    """RFC 3339 with offset, as UTC with `Z` and up to microseconds; GraphQLError for anything else."""
    if isinstance(value, str) and _INSTANT.fullmatch(value) and "-00:00" not in value[-6:]:
        try:
            return canonical_instant(datetime.fromisoformat(value.upper().replace(" ", "T")))
        except (ValueError, OverflowError):
            pass
    raise GraphQLError(f"DateTime wants RFC 3339 with an offset, such as 2026-03-01T09:30:00Z, not {_shown(value)}.")


def canonical_instant(instant: datetime) -> str:
    """UTC with `Z`, up to microseconds, no trailing zeros: how every instant is written in answers."""
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def parse_date(value: Any) -> str:
    """A calendar day `YYYY-MM-DD`; GraphQLError for anything else."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise GraphQLError(f"Date wants a calendar day such as 2026-03-01, not {_shown(value)}.")


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else text[:57] + "..."


def _literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    return value_from_ast_untyped(node, variables)


def _as_it_is(value: Any) -> Any:
    return value


SCALARS: dict[object, Any] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="An instant by RFC 3339, always with offset. Answers are in UTC: `2026-03-01T09:30:00Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_as_it_is,
        parse_value=parse_instant,
    ),
    Date: strawberry.scalar(
        name="Date",
        description="A calendar day: `2026-03-01`.",
        serialize=_as_it_is,
        parse_value=parse_date,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value, as the source sent it.",
        serialize=_as_it_is,
        parse_value=_as_it_is,
        parse_literal=_literal,
    ),
}
