"""No statement collects a list without a bound: a level that can hold many nodes is limited before it is collected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.app import build_documents
from gateway.plan.operation import read_operation, root_fields
from gateway.plan.reads import Direction
from gateway.plan.tree import Branch, Level, Rows, Scan, Search, Slot, Step, Walk
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.shape.root import compile_root
from graph_schema.model import Cardinality
from graph_schema.relationships import RELATIONSHIPS
from tests.operations.cases import CASES, Case

_CARDINALITY = {each.name: each.cardinality for each in RELATIONSHIPS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_level_that_can_hold_many_nodes_is_limited(case: Case) -> None:
    schema, document = build_schema(), build_documents(Settings()).read(case.text)
    operation = read_operation(schema, case.text, document, None, case.variables)
    for wanted in root_fields(schema, operation):
        root = compile_root(schema, document.fragments, operation.variables, wanted)
        unbounded = [each.variable for each in _levels(root.plan.slots) if _holds_many(each) and each.window is None]
        assert unbounded == []


def _levels(slots: tuple[Slot, ...]) -> Iterator[Level]:
    for slot in slots:
        if isinstance(slot, Branch) and isinstance(slot, Rows):
            yield slot.level
            yield from _levels(slot.level.slots)


def _holds_many(level: Level) -> bool:
    source = level.source
    if isinstance(source, Step) and source.path.through is None:
        return not _leads_to_one(source)
    return isinstance(source, Scan | Search | Step | Walk)


def _leads_to_one(step: Step) -> bool:
    cardinality, out = _CARDINALITY[step.path.relationship], step.path.direction is Direction.OUT
    return cardinality is (Cardinality.MANY_TO_ONE if out else Cardinality.ONE_TO_MANY)
