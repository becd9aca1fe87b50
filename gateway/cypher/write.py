"""A plan's slots as one statement: every level orders and limits before it descends, and collects on its way up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.cypher.expressions import GROUPS
from gateway.cypher.orders import behind, order_by, seek
from gateway.cypher.predicates import Names, column, expression, hop, named
from gateway.cypher.sources import place, reach
from gateway.plan.tree import (
    Before,
    Branch,
    Count,
    Level,
    Plan,
    Rows,
    Scan,
    SeekEach,
    Statistics,
    Step,
    Window,
)

INDENT = "  "


def write_statement(plan: Plan) -> str:
    """The text of a plan's statement. It returns one row with one value for each slot."""
    if len(plan.slots) == 1:
        (only,) = plan.slots
        return "\n".join(_branch(only))  # type: ignore[arg-type] # the slots of a root are branches
    lines = [line for slot in plan.slots for line in _call("", _branch(slot))]  # type: ignore[arg-type]
    return "\n".join([*lines, f"RETURN {', '.join(slot.name for slot in plan.slots)}"])  # type: ignore[union-attr]


def _branch(branch: Branch) -> list[str]:
    match branch:
        case Rows():
            return _rows(branch)
        case Count():
            return _count(branch)
        case Before():
            return _before(branch)
        case Statistics():
            return _statistics(branch)


def _rows(rows: Rows) -> list[str]:
    level = rows.level
    if isinstance(level.source, SeekEach):
        number, found = place(level.variable), f"{level.variable}_found"
        return [
            f"UNWIND range(0, size(${level.source.parameter}) - 1) AS {number}",
            *_call(number, _level(level, found)),
            f"RETURN collect({found}) AS {rows.name}",
        ]
    return _level(level, rows.name)


def _level(level: Level, result: str) -> list[str]:
    lines = _bound(level)
    for slot in level.slots:
        if isinstance(slot, Branch):
            lines.extend(_call(level.variable, _branch(slot)))
    return [*lines, f"RETURN collect([{', '.join(_slots(level))}]) AS {result}"]


def _bound(level: Level) -> list[str]:
    """The lines that bind a level's nodes: filtered, ordered and limited."""
    window, names = level.window, named(level.variable)
    if window is None:
        return reach(level.variable, level.source, level.where)
    if isinstance(level.source, Scan):
        return _walked(level, window)
    condition = behind(window.order, window.after, names) if window.after else None
    carried = f"{level.variable}, {level.edge}" if isinstance(level.source, Step) else level.variable
    return [*reach(level.variable, level.source, level.where, condition), _limited(carried, window, names)]


def _walked(level: Level, window: Window) -> list[str]:
    """A scan in order along an index; things without a value for the first key, which no index holds, come behind."""
    names, first = named(level.variable), window.order[0]
    condition = behind(window.order, window.after, names) if window.after else None
    limited = _limited(level.variable, window, names)
    with_value = reach(level.variable, level.source, level.where, seek(window.order, window.after, names), condition)
    if not first.nullable:
        return [*with_value, limited]
    missing = f"{expression(first.value, names)} IS NULL"
    identified = f"{names.node}.id IS NOT NULL"
    without_value = reach(level.variable, level.source, level.where, missing, identified, condition)
    rest = _limited(level.variable, replace(window, order=window.order[1:]), names)
    result = f"RETURN {level.variable}"
    both = [*with_value, limited, result, "UNION ALL", *without_value, rest, result]
    return [*_call("", both), f"WITH {level.variable} LIMIT {window.limit}"]


def _limited(carried: str, window: Window, names: Names) -> str:
    order = f" ORDER BY {order_by(window.order, names)}" if window.order else ""
    return f"WITH {carried}{order} LIMIT {window.limit}"


def _slots(level: Level) -> list[str]:
    names = named(level.variable)
    return [slot.name if isinstance(slot, Branch) else column(slot, names) for slot in level.slots]


def _count(count: Count) -> list[str]:
    if isinstance(count.source, Step) and count.where is None and count.source.path.visible is None:
        pattern = hop(count.source.origin, count.source.path, named(""), label=False).replace("_edge", "")
        return [f"RETURN COUNT {{ {pattern} }} AS {count.name}"]
    return [*reach(count.variable, count.source, count.where), f"RETURN count({count.variable}) AS {count.name}"]


def _before(before: Before) -> list[str]:
    names = named(before.variable)
    earlier = f"NOT coalesce({behind(before.order, before.after, names)}, false)"
    return [
        *reach(before.variable, before.source, before.where, earlier),
        f"WITH {before.variable} LIMIT 1",
        f"RETURN count({before.variable}) > 0 AS {before.name}",
    ]


def _statistics(statistics: Statistics) -> list[str]:
    node = statistics.variable
    group = GROUPS[statistics.group].format(node=node) if statistics.group else "null"
    amount = f"{node}.{statistics.amount}"
    facts = f"count({node}), count({amount}), sum({amount}), avg({amount}), min({amount}), max({amount})"
    return [
        *reach(node, statistics.source, statistics.where),
        f"WITH {group} AS {node}_key, {amount}_currency AS {node}_currency, [{facts}] AS {node}_facts",
        f"ORDER BY {node}_key, {node}_currency",
        f"RETURN collect([{node}_key, {node}_currency] + {node}_facts) AS {statistics.name}",
    ]


def _call(scope: str, body: Sequence[str]) -> list[str]:
    return [f"CALL ({scope}) {{", *(INDENT + line for line in body), "}"]
