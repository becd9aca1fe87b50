"""A plan's slots as one statement: every level orders and limits before it descends, and collects on its way up."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.cypher.expressions import GROUPS
from gateway.cypher.orders import behind, order_by
from gateway.cypher.predicates import column, expression, hop, named
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
    after = level.window.after if level.window else None
    walk = _walk(level)
    condition = behind(level.window.order, after, named(level.variable)) if level.window and after else None
    lines = reach(level.variable, level.source, level.where, walk, condition)
    if level.window is not None:
        lines.append(_limited(level, level.window))
    for slot in level.slots:
        if isinstance(slot, Branch):
            lines.extend(_call(level.variable, _branch(slot)))
    return [*lines, f"RETURN collect([{', '.join(_slots(level))}]) AS {result}"]


def _slots(level: Level) -> list[str]:
    names = named(level.variable)
    return [slot.name if isinstance(slot, Branch) else column(slot, names) for slot in level.slots]


def _walk(level: Level) -> str | None:
    """A test that lets a sorted scan walk an index: ORDER BY uses one only beside a predicate on its property."""
    if not isinstance(level.source, Scan) or level.window is None or level.window.order[0].nullable:
        return None
    return f"{expression(level.window.order[0].value, named(level.variable))} IS NOT NULL"


def _limited(level: Level, window: Window) -> str:
    carried = level.variable if not isinstance(level.source, Step) else f"{level.variable}, {level.edge}"
    if not window.order:
        return f"WITH {carried} LIMIT {window.limit}"
    return f"WITH {carried} ORDER BY {order_by(window.order, named(level.variable))} LIMIT {window.limit}"


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
