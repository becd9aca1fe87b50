"""Predicates and values as Cypher, in the scope of a node and the relationship that led to it."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cypher.expressions import CONDITIONS, EXPRESSIONS, OF_ASKED
from gateway.plan.reads import Direction, Path
from gateway.plan.tree import (
    AllOf,
    AnyOf,
    Compare,
    Computed,
    Exists,
    Filled,
    Holds,
    IsNull,
    Not,
    OfAsked,
    Owner,
    Predicate,
    Present,
    Score,
    SeekAt,
    SeekIdentity,
    Stored,
    Value,
)
from graph_schema.model import Kind

_OWNERS = {Owner.NODE: "{node}", Owner.EDGE: "{edge}", Owner.START: "startNode({edge})"}


@dataclass(frozen=True, slots=True)
class Names:
    """The variables at hand."""

    node: str
    edge: str = ""
    score: str = ""


def named(variable: str) -> Names:
    """The variables of a level: its node, and the relationship or the score with which it was reached."""
    return Names(variable, f"{variable}_edge", f"{variable}_score")


def column(value: Value, names: Names) -> str:
    """A value as it travels: instants and dates as text, which is cheaper than the driver's own types."""
    if isinstance(value, Filled):
        return "null"
    text = expression(value, names)
    if isinstance(value, Stored) and value.kind in (Kind.INSTANT, Kind.DATE):
        return f"toString({text})"
    return text


def expression(value: Stored | Present | Computed | Score, names: Names) -> str:
    """A value as the database compares and orders it."""
    if isinstance(value, Stored):
        return f"{_OWNERS[value.owner].format(node=names.node, edge=names.edge)}.{value.name}"
    if isinstance(value, Computed):
        if value.asked is not None:
            asked = identity(f"{names.node}_asked", value.asked)
            return OF_ASKED[value.name].format(node=names.node, edge=names.edge, asked=asked)
        return EXPRESSIONS[value.name].format(node=names.node, edge=names.edge)
    if isinstance(value, Score):
        return names.score
    properties = ", ".join(f"{names.node}.{name}" for name in value.names)
    return f"coalesce({properties}) IS NOT NULL" if len(value.names) > 1 else f"{properties} IS NOT NULL"


def operand(parameter: str, kind: Kind) -> str:
    """A parameter as a value of a kind: temporal values travel as text."""
    if kind is Kind.INSTANT:
        return f"datetime(${parameter})"
    if kind is Kind.DATE:
        return f"date(${parameter})"
    return f"${parameter}"


def condition(predicate: Predicate, names: Names) -> str:
    """A predicate as one expression, in parentheses where it needs them."""
    match predicate:
        case Compare():
            return _compare(predicate, names)
        case IsNull():
            return f"{expression(predicate.value, names)} IS NULL"
        case AllOf():
            return _joined(" AND ", predicate.of, names, empty="true")
        case AnyOf():
            return _joined(" OR ", predicate.of, names, empty="false")
        case Not():
            inner = condition(predicate.of, names)
            return f"NOT coalesce({inner}, false)" if _may_be_null(predicate.of) else f"NOT ({inner})"
        case Holds():
            return f"({CONDITIONS[predicate.name].format(node=names.node, edge=names.edge)})"
        case Exists():
            return _exists(predicate, names)
        case OfAsked():
            asked = identity(f"{names.node}_asked", predicate.by)
            return OF_ASKED[predicate.name].format(node=names.node, edge=names.edge, asked=asked)


def hop(origin: str, path: Path, names: Names, *, label: bool = True) -> str:
    """The pattern of a step from `origin`; the node's label is left out where several may stand there."""
    node = f"{names.node}:{path.labels[0]}" if label and len(path.labels) == 1 else names.node
    edge = f"[{names.edge}:{path.relationship}]"
    start = f"({origin})" if path.through is None else hop(origin, path.through, Names(""))
    if path.direction is Direction.OUT:
        return f"{start}-{edge}->({node})"
    if path.direction is Direction.BOTH:
        return f"{start}-{edge}-({node})"
    return f"{start}<-{edge}-({node})"


def identity(variable: str, source: SeekIdentity | SeekAt) -> str:
    """The pattern of the identity that a lookup asks by."""
    match source:
        case SeekIdentity(parameters=(identity,)):
            return f"({variable}:Identity {{id: ${identity}}})"
        case SeekIdentity(parameters=(namespace, value)):
            return f"({variable}:Identity {{namespace: ${namespace}, value: ${value}}})"
        case SeekAt(identity=True):
            wanted = f"${source.parameter}[{source.origin}]"
            return f"({variable}:Identity {{namespace: {wanted}[0], value: {wanted}[1]}})"
        case SeekAt():
            return f"({variable}:Identity {{id: ${source.parameter}[{source.origin}]}})"
    raise AssertionError(source)


def visible(path: Path, names: Names) -> str | None:
    """The condition under which a step may be seen at all."""
    return f"({CONDITIONS[path.visible].format(node=names.node, edge=names.edge)})" if path.visible else None


def conjunction(*conditions: str | None) -> str:
    """AllOf of the conditions given, joined; empty where there is none."""
    return " AND ".join(each for each in conditions if each)


def _compare(compare: Compare, names: Names) -> str:
    text = expression(compare.value, names)
    if compare.case_insensitive:
        right = f"${compare.parameter}"
        right = f"[each IN {right} | toLower(each)]" if compare.operator == "IN" else f"toLower({right})"
        return f"toLower({text}) {compare.operator} {right}"
    kind = compare.value.kind if isinstance(compare.value, Stored) else Kind.STRING
    return f"{text} {compare.operator} {operand(compare.parameter, kind)}"


def _joined(word: str, predicates: tuple[Predicate, ...], names: Names, *, empty: str) -> str:
    if not predicates:
        return empty
    parts = [condition(each, names) for each in predicates]
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


def _exists(exists: Exists, names: Names) -> str:
    below = named(exists.variable)
    tests = conjunction(
        visible(exists.path, below), condition(exists.where, below) if exists.where is not None else None
    )
    where = f" WHERE {tests}" if tests and tests != "true" else ""
    return f"EXISTS {{ MATCH {hop(names.node, exists.path, below)}{where} }}"


def _may_be_null(predicate: Predicate) -> bool:
    match predicate:
        case Compare() | Holds():
            return True
        case AllOf() | AnyOf():
            return any(_may_be_null(each) for each in predicate.of)
        case _:
            return False
