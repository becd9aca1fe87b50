"""Which properties travel as text and are instants or days in the graph, and the Cypher that makes them so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_schema.model import Kind, Property
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_MAKERS = {Kind.INSTANT: "datetime", Kind.DATE: "date"}
_OF_LABEL = {node.label: node.properties for node in NODES}
_OF_TYPE = {edge.name: edge.properties for edge in RELATIONSHIPS}


def set_node(variable: str, row: str, label: str) -> str:
    """SET clauses that replace a node's properties by those of a row."""
    return _set(variable, row, _OF_LABEL[label])


def set_edge(variable: str, row: str, relationship: str) -> str:
    """SET clauses that replace a relationship's properties by those of a row."""
    return _set(variable, row, _OF_TYPE[relationship])


def _set(variable: str, row: str, properties: Iterable[Property]) -> str:
    made = ", ".join(
        f"{variable}.{each.name} = {_MAKERS[each.kind]}({row}.{each.name})"
        for each in properties
        if each.kind in _MAKERS
    )
    return f"SET {variable} = {row}" + (f" SET {made}" if made else "")


def plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties without the missing ones."""
    return {name: value for name, value in properties.items() if value is not None}
