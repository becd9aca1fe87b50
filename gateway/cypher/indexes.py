"""Which indexes the graph has, and which tests the database can use one for."""

from __future__ import annotations

from typing import NamedTuple

from gateway.plan.tree import AllOf, Compare, Key, Level, Predicate, Scan, Stored, Window
from graph_schema.nodes import NODES

_USES_INDEX = {"=", "IN", "<", ">", "<=", ">=", "STARTS WITH"}
INDEXED = {(node.label, each.name) for node in NODES for each in node.properties if each.indexed} | {
    (node.label, key) for node in NODES for (key, *_) in node.keys
}
"""(label, property) of each range index."""
_TIES = {(node.label, each.name) for node in NODES for each in node.properties if each.ties}


def tests_index(where: Predicate | None, label: str) -> bool:
    """Whether one of the tests that all hold can be answered by an index of the label."""
    if isinstance(where, AllOf):
        return any(tests_index(each, label) for each in where.of)
    if not isinstance(where, Compare) or not isinstance(where.value, Stored) or where.case_insensitive:
        return False
    return where.operator in _USES_INDEX and (label, where.value.name) in INDEXED


class Ties(NamedTuple):
    """An index of a property and the id."""

    label: str
    name: str


def index_of_ties(level: Level, window: Window) -> Ties | None:
    """The index that has the nodes of a scan in the very order, those of one value by id; None where there is none."""
    match level.source, window.order:
        case Scan(label=label), (Key(value=Stored(name=name)) as first, Key(value=Stored(name="id")) as last):
            if (label, name) in _TIES and first.descending == last.descending and not window.unsorted:
                return Ties(label, name)
    return None


def is_best_walked(level: Level) -> bool:
    """Whether no index but that of the order can be of use to a scan: its filter is plain tests of other properties."""
    return isinstance(level.source, Scan) and _has_no_index(level.where, level.source.label)


def _has_no_index(where: Predicate | None, label: str) -> bool:
    match where:
        case None:
            return True
        case AllOf(of=each):
            return all(_has_no_index(one, label) for one in each)
        case Compare(value=Stored(name=name)):
            return (label, name) not in INDEXED
    return False
