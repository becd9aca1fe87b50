"""Plans and selections as text for people: indented, values left out, the same for equal plans."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.plan.reads import Direction
from gateway.plan.selection import Selected
from gateway.plan.tree import (
    AllOf,
    AnyOf,
    Asked,
    Beyond,
    Cast,
    Compare,
    Computed,
    Count,
    Exists,
    Filled,
    Holds,
    IsNull,
    Key,
    Level,
    Not,
    OfAsked,
    Owner,
    Places,
    Plan,
    Predicate,
    Present,
    Rows,
    Scan,
    Score,
    Search,
    Seek,
    SeekAt,
    SeekIdentity,
    Slot,
    Source,
    Start,
    Statistics,
    Step,
    Stored,
    Value,
    Walk,
)

INDENT = "  "


def render_selection(field: Selected) -> str:
    """The selected fields, one a line, with the names of the arguments given."""
    return "\n".join(_selected(field, 0))


def render_plan(plan: Plan) -> str:
    """The levels of a plan with what each reads, and the parameters with where each comes from."""
    lines = [line for slot in plan.slots for line in _slot(slot, 0)]
    for parameter in plan.parameters:
        path = ".".join(map(str, parameter.path))
        lines.append(f"${parameter.name} <- argument {path} of field {parameter.site}")
    if plan.keeping:
        stale = f", {plan.keeping.stale_s} s more while it is made anew" if plan.keeping.stale_s else ""
        lines.append(f"answer may be kept for {plan.keeping.max_age_s} s{stale}")
    return "\n".join(lines)


def _selected(field: Selected, depth: int) -> Iterator[str]:
    alias = f"{field.key}: " if field.key != field.name else ""
    arguments = f"({', '.join(sorted(field.arguments))})" if field.arguments else ""
    yield f"{INDENT * depth}{alias}{field.name}{arguments}"
    for type_name, children in field.children.items():
        deeper = depth + 1
        if len(field.children) > 1:
            yield f"{INDENT * deeper}... on {type_name}"
            deeper += 1
        for child in children:
            yield from _selected(child, deeper)


def _slot(slot: Slot, depth: int) -> Iterator[str]:
    margin = INDENT * depth
    match slot:
        case Rows(level=level):
            yield f"{margin}{_level(level)}"
            for each in level.slots:
                yield from _slot(each, depth + 1)
        case Count():
            yield f"{margin}count {slot.variable}{_from(slot.source)}{_where(slot.where)}"
        case Beyond():
            yield f"{margin}whether there is {_level(slot.level)}"
        case Statistics():
            groups = " and ".join(group or "all" for group in slot.groups)
            yield f"{margin}statistics {slot.variable}{_from(slot.source)}{_where(slot.where)} by {groups}"
        case _:
            yield f"{margin}{_value(slot)}"


def _level(level: Level) -> str:
    window = ""
    if level.window is not None:
        order = ", ".join(_key(key) for key in level.window.order)
        after = level.window.after
        place = "" if after is None else " from cursor on" if after.inclusive else " after cursor"
        window = f"{f' ordered by {order}' if order else ''}{place} at most {level.window.limit}"
    return f"{level.variable}{_from(level.source)}{_where(level.where)}{window}"


_ARROWS = {Direction.OUT: ("-", "->"), Direction.IN: ("<-", "-"), Direction.BOTH: ("-", "-")}


def _from(source: Source) -> str:
    match source:
        case Seek():
            other = f" or other key ${source.other_key}" if source.other_key else ""
            return f" = {source.label} with {source.property} ${source.parameter}{other}"
        case SeekIdentity():
            return f" = Person named by {', '.join(f'${name}' for name in source.parameters)}"
        case Asked():
            return " = the identity asked by"
        case Places():
            return f" = each place of ${source.parameter}"
        case SeekAt():
            return f" = {source.label} named by ${source.parameter} at {source.origin}"
        case Start():
            return f" = {'end' if source.finish else 'start'} of {source.origin}'s relationship"
        case Scan():
            return f" = every {source.label}"
        case Search():
            return f" = what ${source.text} finds in ${source.indexes}"
        case Step() | Walk():
            before, after = _ARROWS[source.path.direction]
            arrow = f"{before}{source.path.relationship}{after}"
            seen = f" seen if {source.path.visible}" if source.path.visible else ""
            along = f" along {source.near}" if isinstance(source, Walk) else ""
            return f" = {source.origin} {arrow} {'|'.join(source.path.labels)}{along}{seen}"
        case Cast():
            return f" = {source.origin} as {source.label}"


def _where(where: Predicate | None) -> str:
    return f" where {_predicate(where)}" if where is not None else ""


def _predicate(predicate: Predicate) -> str:
    match predicate:
        case Compare():
            folded = " (any case)" if predicate.case_insensitive else ""
            return f"{_value(predicate.value)} {predicate.operator} ${predicate.parameter}{folded}"
        case IsNull():
            return f"{_value(predicate.value)} is missing"
        case AllOf():
            return f"({' and '.join(map(_predicate, predicate.of))})" if predicate.of else "anything"
        case AnyOf():
            return f"({' or '.join(map(_predicate, predicate.of))})" if predicate.of else "nothing"
        case Not():
            return f"not {_predicate(predicate.of)}"
        case Holds():
            return predicate.name
        case Exists():
            inner = f" with {_predicate(predicate.where)}" if predicate.where is not None else ""
            return f"some {predicate.path.relationship}{inner}"
        case OfAsked():
            return f"{predicate.name} the identity asked by"


def _key(key: Key) -> str:
    return _value(key.value) + (" descending" if key.descending else "")


def _value(value: Value) -> str:
    match value:
        case Stored():
            return value.name if value.owner is Owner.NODE else f"{value.owner.value}.{value.name}"
        case Present():
            return f"whether {' or '.join(value.names)}"
        case Computed():
            return f"{value.name}({'of the identity asked by' if value.asked else ''})"
        case Score():
            return "score"
        case Filled():
            return f"{_value(value.of)} from fragments"
