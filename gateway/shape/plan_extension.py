"""`extensions.plan`: how an answer was made, for callers who may see that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gateway.cypher.profile import Operator, Profile
from gateway.plan.render import render_plan
from gateway.plan.tree import Plan


@dataclass(frozen=True, slots=True)
class ProfiledField:
    """A root field that was answered with the database's plan shown."""

    key: str
    plan: Plan
    profile: Profile


def plan_extension(fields: Sequence[ProfiledField], timings_ms: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Statements, db hits and time by stage. Values are no part of it: parameters are named, not shown."""
    return {
        "plan": {
            "statements": len(fields),
            "dbHits": sum(each.profile.db_hits for each in fields),
            "stagesMs": {stage: round(spent_ms, 3) for stage, spent_ms in timings_ms},
            "fields": [_field(each) for each in fields],
        }
    }


def _field(field: ProfiledField) -> dict[str, Any]:
    return {
        "field": field.key,
        "plan": render_plan(field.plan).splitlines(),
        "statement": field.profile.statement.text,
        "parameters": sorted(field.profile.statement.parameters),
        "dbHits": field.profile.db_hits,
        "timeMs": round(field.profile.time_ms, 3),
        "operators": [_operator(each) for each in field.profile.operators],
    }


def _operator(operator: Operator) -> dict[str, Any]:
    return {
        "name": operator.name,
        "details": operator.details,
        "dbHits": operator.db_hits,
        "rows": operator.rows,
        "depth": operator.depth,
    }
