"""What a statement cost the database: its rows, and the operators that made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.cypher.statement import Statement


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of the database's plan: its name, what it works on, and its db hits where it was run."""

    name: str
    details: str
    db_hits: int | None
    rows: int | None
    depth: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A statement that was run with its plan shown; `time_ms` is what the caller waited."""

    statement: Statement
    rows: list[list[Any]]
    operators: tuple[Operator, ...]
    time_ms: float

    @property
    def db_hits(self) -> int:
        """The db hits of all operators."""
        return sum(each.db_hits or 0 for each in self.operators)


def operators_of(plan: Mapping[str, Any], depth: int = 0) -> Iterator[Operator]:
    """The operators of a plan as the driver gives it, the last one first, each followed by what feeds it."""
    if not plan:
        return
    details = str(plan.get("args", {}).get("Details", ""))
    name = str(plan.get("operatorType", "")).split("@")[0]
    yield Operator(name, details, plan.get("dbHits"), plan.get("rows"), depth)
    for child in plan.get("children", ()):
        yield from operators_of(child, depth + 1)
