"""A plan's slots as one statement: every level orders and limits before it descends, and collects on its way up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.cypher.expressions import GROUPS
from gateway.cypher.indexes import index_of_ties, is_best_walked
from gateway.cypher.orders import behind, order_by, seek
from gateway.cypher.predicates import Names, column, expression, hop, named
from gateway.cypher.sources import reach
from gateway.plan.tree import (
    AllOf,
    Asked,
    Beyond,
    Branch,
    Count,
    Key,
    Level,
    OfAsked,
    Owner,
    Plan,
    Predicate,
    Rows,
    Scan,
    Search,
    SeekAt,
    Start,
    Statistics,
    Step,
    Stored,
    Walk,
    Window,
)
from graph_schema.model import Kind

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
        case Beyond():
            return _beyond(branch)
        case Statistics():
            return _statistics(branch)


def _rows(rows: Rows) -> list[str]:
    level = rows.level
    lines = _bound(level)
    for slot in level.slots:
        if isinstance(slot, Branch):
            lines.extend(_call(_scope(level, slot), _branch(slot)))
    return [*lines, f"RETURN collect([{', '.join(_slots(level))}]) AS {rows.name}"]


def _scope(level: Level, branch: Branch) -> str:
    """What a branch of a level has to know of it."""
    source = branch.level.source if isinstance(branch, Rows) else None
    where = branch.level.where if isinstance(branch, Rows | Beyond) else branch.where
    asked = next((each.by for each in (source, *_all_of(where)) if isinstance(each, Asked | OfAsked)), None)
    if isinstance(asked, SeekAt):
        return f"{level.variable}, {asked.origin}"
    return level.edge if isinstance(source, Start) else level.variable


def _all_of(where: Predicate | None) -> tuple[Predicate | None, ...]:
    return tuple(inner for each in where.of for inner in _all_of(each)) if isinstance(where, AllOf) else (where,)


def _bound(level: Level) -> list[str]:
    """The lines that bind a level's nodes: filtered, ordered and limited."""
    window, names = level.window, named(level.variable)
    if window is None:
        return reach(level.variable, level.source, level.where)
    if isinstance(level.source, Scan):
        return _walked(level, window)
    condition = behind(window.order, window.after, names) if window.after else None
    if isinstance(level.source, Walk):
        place = seek(window.order, window.after, names)
        way = replace(window.order[0], value=Stored(Owner.EDGE, level.source.near, Kind.STRING))
        lines = reach(level.variable, level.source, level.where, place, condition)
        return [*lines, _limited(_carried(level), window, (way, *_along_index(window)), names)]
    order = () if window.unsorted else window.order
    lines = reach(level.variable, level.source, level.where, condition)
    return [*lines, _limited(_carried(level), window, order, names)]


def _carried(level: Level) -> str:
    """What the level's values are read from."""
    if isinstance(level.source, Search):
        return f"{level.variable}, {level.score}"
    return f"{level.variable}, {level.edge}" if isinstance(level.source, Step | Walk) else level.variable


def _walked(level: Level, window: Window) -> list[str]:
    """A scan in order along an index. Things without a value for the first key are in no index: a part of their own."""
    names, first = named(level.variable), window.order[0]
    condition = behind(window.order, window.after, names) if window.after else None
    way, *others = _along_index(window)
    limited = _limited(level.variable, window, (replace(way, nullable=False), *others), names)
    identified = f"{names.node}.id IS NOT NULL"
    place, hint = [seek(window.order, window.after, names)], None
    if ties := index_of_ties(level, window):
        place.append(identified)
        # From a cursor on, the planner would take the index of the one property as readily, and sort all of a value.
        hint = f"USING INDEX {level.variable}:{ties.label}({ties.name}, id)" if is_best_walked(level) else None
    with_value = reach(level.variable, level.source, level.where, *place, condition, hint=hint)
    if not first.nullable:
        return [*with_value, limited]
    missing = f"{expression(first.value, names)} IS NULL"
    without_value = reach(level.variable, level.source, level.where, missing, identified, condition)
    rest = _limited(level.variable, window, window.order[1:], names)
    result = f"RETURN {level.variable}"
    parts = [[*with_value, limited, result], [*without_value, rest, result]]
    if first.nulls_first:
        parts.reverse()
        if window.after:
            # A cursor that stands among the things without a value has all the others behind it; another has none of
            # the former. Which it is, is known when the statement runs.
            every = reach(level.variable, level.source, level.where, seek(window.order, None, names))
            stands = window.after.parameters[0]
            parts[0] = _if_missing(stands, level.variable, parts[0])
            parts.append(_if_missing(stands, level.variable, [*every, limited, result]))
    both = [line for part in parts for line in ["UNION ALL", *part]][1:]
    return [*_call("", both), f"WITH {level.variable} LIMIT {window.limit}"]


def _if_missing(parameter: str, variable: str, body: Sequence[str]) -> list[str]:
    """The rows of a query where a parameter is null, else none, and nothing read for it."""
    guard = f"{variable}_guard"
    return [
        f"UNWIND CASE WHEN ${parameter} IS NULL THEN [0] ELSE [] END AS {guard}",
        *_call(guard, body),
        f"RETURN {variable}",
    ]


def _along_index(window: Window) -> tuple[Key, ...]:
    """The keys to sort by where an index has the first: without it the database would not walk that index."""
    return window.order[:1] if window.unsorted else window.order


def _limited(carried: str, window: Window, order: tuple[Key, ...], names: Names) -> str:
    sorting = f" ORDER BY {order_by(order, names)}" if order else ""
    return f"WITH {carried}{sorting} LIMIT {window.limit}"


def _slots(level: Level) -> list[str]:
    names = named(level.variable)
    return [slot.name if isinstance(slot, Branch) else column(slot, names) for slot in level.slots]


def _count(count: Count) -> list[str]:
    if isinstance(count.source, Step) and count.where is None and count.source.path.visible is None:
        pattern = hop(count.source.origin, count.source.path, named(""), label=False).replace("_edge", "")
        return [f"RETURN COUNT {{ {pattern} }} AS {count.name}"]
    return [*reach(count.variable, count.source, count.where), f"RETURN count({count.variable}) AS {count.name}"]


def _beyond(beyond: Beyond) -> list[str]:
    return [*_bound(beyond.level), f"RETURN count({beyond.level.variable}) > 0 AS {beyond.name}"]


def _statistics(statistics: Statistics) -> list[str]:
    node = statistics.variable
    keys = [GROUPS[group].format(node=node) if group else "null" for group in statistics.groups]
    amount = f"{node}.{statistics.amount}"
    # avg() adds up means, and its last digits depend on the order in which things are read.
    average = f"sum({amount}) / nullIf(count({amount}), 0)"
    facts = f"count({node}), count({amount}), sum({amount}), {average}, min({amount}), max({amount})"
    rest = f"{amount}_currency AS {node}_currency, [{facts}] AS {node}_facts"
    row = f"[{node}_key, {node}_currency] + {node}_facts"
    lines = reach(node, statistics.source, statistics.where)
    if len(keys) == 1:
        return [
            *lines,
            f"WITH {keys[0]} AS {node}_key, {rest}",
            f"ORDER BY {node}_key, {node}_currency",
            f"RETURN collect({row}) AS {statistics.name}",
        ]
    pairs = ", ".join(f"[{index}, {key}]" for index, key in enumerate(keys))
    return [
        *lines,
        f"UNWIND [{pairs}] AS {node}_group",
        f"WITH {node}_group[0] AS {node}_only, {node}_group[1] AS {node}_key, {rest}",
        f"ORDER BY {node}_only, {node}_key, {node}_currency",
        f"RETURN collect({row} + [{node}_only]) AS {statistics.name}",
    ]


def _call(scope: str, body: Sequence[str]) -> list[str]:
    return [f"CALL ({scope}) {{", *(INDENT + line for line in body), "}"]
