"""Statistics: rows [key, currency, count, count of amounts, sum, average, least, greatest] as objects."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from gateway.plan.tree import Summary, SummaryFact, SummaryTotal, Totals
from gateway.shape.context import Context, Path

Shaper = Callable[[Any, Context, Path], Any]

_KEY, _CURRENCY, _COUNT, _AMOUNTS = 0, 1, 2, 3
_FACTS = {"currency_code": 1, "count": 3, "sum": 4, "average": 5, "min": 6, "max": 7}


def compile_summary(summary: Summary, outline: Shaper) -> Shaper:
    """One object over all rows, or one a group in the order of the rows."""
    rows_of = _rows(summary.at, summary.only)
    if not summary.grouped:
        return lambda row, context, path: outline(rows_of(row), context, path)

    def shape_groups(row: Any, context: Context, path: Path) -> Any:
        groups = [list(rows) for _, rows in groupby(rows_of(row), key=lambda each: each[_KEY])]
        return [outline(rows, context, (path, index)) for index, rows in enumerate(groups)]

    return shape_groups


def compile_total(total: SummaryTotal) -> Shaper:
    """How many there are of all rows."""
    rows_of = _rows(total.at, total.only)
    return lambda row, _context, _path: sum(each[_COUNT] for each in rows_of(row))


def compile_totals(totals: Totals, outline: Shaper) -> Shaper:
    """One object a currency over all rows."""
    at, money = totals.at, compile_money(outline)
    return lambda row, context, path: money(row[at], context, path)


def _rows(at: int, only: int | None) -> Callable[[Any], Any]:
    if only is None:
        return lambda row: row[at]
    return lambda row: [each for each in row[at] if each[-1] == only]


def compile_fact(fact: SummaryFact) -> Shaper:
    """A group's key or count."""
    if fact.fact == "key":
        return lambda rows, _context, _path: rows[0][_KEY]
    return lambda rows, _context, _path: sum(each[_COUNT] for each in rows)


def compile_money(outline: Shaper) -> Shaper:
    """One object a currency; deals without an amount are in none."""

    def shape_money(rows: Any, context: Context, path: Path) -> Any:
        stats = [each for each in rows if each[_AMOUNTS]]
        return [
            outline({name: each[at] for name, at in _FACTS.items()}, context, (path, index))
            for index, each in enumerate(stats)
        ]

    return shape_money
