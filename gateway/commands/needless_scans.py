"""Needless scans: where the database reads more for a statement than the indexes of the graph would have it read."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.cypher.indexes import INDEXED, tests_index
from gateway.cypher.profile import Operator
from gateway.plan.tree import (
    Beyond,
    Count,
    Level,
    Plan,
    Rows,
    Scan,
    Slot,
    Statistics,
    Stored,
    Walk,
)

_SCANS = ("NodeByLabelScan", "AllNodesScan")
_SORTS = {"Sort", "Top"}
_RELATIONSHIP_SEEK = ("DirectedRelationshipIndexSeek", "DirectedRelationshipIndexScan")


def needless_scans(plan: Plan, operators: tuple[Operator, ...]) -> tuple[str, ...]:
    """What the database reads whole, or sorts, although an index has it in order: as `variable:Label`.

    A scan that a filter without an index calls for is none of them, nor is a sort of what another index has found.
    """
    scanned = [each.details for each in operators if each.name.startswith(_SCANS)]
    sorted_first = {each.details.split("`")[1] for each in operators if each.name in _SORTS and "`" in each.details}
    sought = " ".join(each.details for each in operators if each.name.startswith(_RELATIONSHIP_SEEK))
    levels, others = list(_levels(plan.slots)), set(_variables_with_index(plan.slots))
    indexed = others | {each.variable for each in levels if not isinstance(each.source, Scan) or _is_walked(each)}
    needless = [each for each in scanned if each.split(":")[0].strip("` ") in indexed]
    for level in levels:
        match level.source:
            case Walk(path=path) if f"[{level.edge}:" not in sought:
                needless.append(f"{level.edge}:{path.relationship}")
            case Scan(label=label) if not tests_index(level.where, label) and _first_key(level) in sorted_first:
                needless.append(f"{level.variable}:{label}")
    return tuple(needless)


def _levels(slots: tuple[Slot, ...]) -> Iterator[Level]:
    for slot in slots:
        match slot:
            case Rows(level=level):
                yield level
                yield from _levels(level.slots)
            case Beyond(level=level):
                yield level


def _first_key(level: Level) -> str:
    """The first key of a scan's order as operators name it, where it has an index; empty where it has none."""
    if not isinstance(level.source, Scan) or level.window is None or not level.window.order:
        return ""
    value = level.window.order[0].value
    if not isinstance(value, Stored) or (level.source.label, value.name) not in INDEXED:
        return ""
    return f"{level.variable}.{value.name}"


def _variables_with_index(slots: tuple[Slot, ...]) -> Iterator[str]:
    for slot in slots:
        match slot:
            case Rows(level=level):
                yield from _variables_with_index(level.slots)
            case Count() | Statistics():
                if isinstance(slot.source, Scan) and tests_index(slot.where, slot.source.label):
                    yield slot.variable


def _is_walked(level: Level) -> bool:
    return level.window is not None and bool(level.window.order)
