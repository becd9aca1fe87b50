"""The second reading finds what is wrong: each of these faults is put into the gateway, and has to be noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.app import build_pipeline
from gateway.cypher import expressions, orders, predicates, write
from gateway.domain import people
from gateway.plan import selection
from gateway.plan.rules import filters, lists, paging
from gateway.plan.tree import AllOf
from gateway.settings import Settings
from gateway.shape import pages
from gateway.store.database import Database
from tests.reading.comparing import both
from tests.reading.operations import operations
from tests.reading.samples import samples
from tests.reading.worlds import NOW, worlds

pytestmark = [pytest.mark.live, pytest.mark.long]

WORLDS, OPERATIONS = 60, 25

Plant = Callable[[pytest.MonkeyPatch], None]


def _in_text(old: str, new: str) -> Plant:
    """A fault in what statements say."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        written = write.write_statement
        patch.setattr("gateway.shape.root.write_statement", lambda plan: written(plan).replace(old, new))

    return plant


def _wrapped(module: Any, name: str, make: Callable[[Any], Any]) -> Plant:
    """A fault in what a function gives back, or in what it is given."""
    return lambda patch: patch.setattr(module, name, make(getattr(module, name)))


def _condition(name: str, text: str) -> Plant:
    return lambda patch: patch.setitem(expressions.CONDITIONS, name, text)


def _or_instead_of_and(rule: Any) -> Any:
    def all_of(self: Any, *given: Any, **named: Any) -> Any:
        found = rule(self, *given, **named)
        return AllOf(found.of[:1]) if isinstance(found, AllOf) else found

    return all_of


def _without_defaults(rule: Any) -> Any:
    def properties(relationship: str, role: Any, claims: Any) -> Any:
        return rule(relationship, role, claims) | ({"is_active": False} if relationship == "WORKS_FOR" else {})

    return properties


FAULTS: dict[str, Plant] = {
    "a filter says only its first field": _wrapped(filters._FilterRule, "all_of", _or_instead_of_and),
    "some is none": _in_text("EXISTS {", "NOT EXISTS {"),
    "NOT of a missing value is false": _wrapped(predicates, "_may_be_null", lambda _: lambda _predicate: False),
    "caseInsensitive is forgotten": _in_text("toLower(", "toString("),
    "greater is greater or equal": lambda patch: patch.setitem(filters._OPERATORS, "gt", ">="),
    "startsWith is contains": lambda patch: patch.setitem(filters._OPERATORS, "startsWith", "CONTAINS"),
    "nulls first": _wrapped(orders, "_terms", lambda _: lambda key, names: [_plain_term(key, names)]),
    "descending is ascending": _in_text(" DESC", ""),
    "ties are not broken": _wrapped(
        lists, "plan_order", lambda rule: lambda *a, **k: rule(*a, **k)[:-1] or rule(*a, **k)
    ),
    "a page begins with the row of its cursor": _wrapped(
        orders, "_later", lambda rule: lambda *given: rule(*given).replace(" > ", " >= ").replace(" < ", " <= ")
    ),
    "a page is one row short": _wrapped(pages, "_shown", lambda rule: lambda *given: rule(*given)[:-1]),
    "a page from the end is not turned back": _wrapped(
        pages,
        "compile_edges",
        lambda rule: lambda edges, item: rule(replace(edges, page=replace(edges.page, backward=False)), item),
    ),
    "there is never another page": _wrapped(paging, "one_more", lambda _: lambda name: lambda asked: asked or 20),
    "a total forgets the filter": _wrapped(
        lists, "Count", lambda make: lambda variable, source, _: make(variable, source, None)
    ),
    "sums are over mixed currencies": _in_text("opportunities_statistics.amount_currency AS", "'EUR' AS"),
    "an average counts what has no amount": _in_text("avg(", "sum("),
    "a group is by another field": lambda patch: patch.setitem(expressions.GROUPS, "STAGE", "{node}.type"),
    "a membership that has run out is shown": _condition("membership_is_shown", "true"),
    "an archived segment holds": _condition("membership_holds", "{edge}.status = 'REALIZED'"),
    "a fragment of the wrong dataset wins": _wrapped(
        people, "_beats", lambda _: lambda found, held: found.rank >= held.rank
    ),
    "an explicit null does not clear": _wrapped(
        people,
        "fold",
        lambda rule: (
            lambda parts: {name: each for name, each in rule(parts).items() if each.value is not None or len(parts) > 1}
        ),
    ),
    "the mark of a primary identity is forgotten": _wrapped(
        people, "primary_identity", lambda rule: lambda _parts, spans: rule((), spans)
    ),
    "a role is not active by default": _wrapped(
        __import__("gateway.commands.ingest.edges", fromlist=["edges"]), "edge_properties", _without_defaults
    ),
    "what is skipped is answered": _wrapped(selection.Selector, "_included", lambda _: lambda _self, _node: True),
    "limits are not checked": _wrapped(paging, "page_size", lambda _: lambda _name, asked: asked or 20),
}


def _plain_term(key: Any, names: Any) -> str:
    value = predicates.expression(key.value, names)
    return f"{value} IS NOT NULL, {value}{' DESC' if key.descending else ''}"


@pytest.fixture(scope="module")
def asked() -> list[Any]:
    return list(zip(samples(worlds(), WORLDS, 3), range(WORLDS), strict=True))


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found(
    fault: str,
    database: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[Any],
) -> None:
    FAULTS[fault](monkeypatch)
    pipeline = build_pipeline(settings, database)
    pipeline._clock = lambda: NOW
    for records, number in asked:
        sides = await both(database, pipeline, records, tmp_path)
        for operation in samples(operations(), OPERATIONS, number):
            if await sides.differences(operation):
                return
    pytest.fail(f"nobody noticed in {WORLDS * OPERATIONS} operations that {fault}")
