"""Rows: how properties travel to the graph. Lists of values in a fixed order, since the engine reads them fastest.

Instants and days travel as text and are made what they are by the Cypher; both are written from the model, so that a
property added there is stored without a change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_schema.model import Kind, Side
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_KINDS = {each.label: {one.name: one.kind for one in each.properties} for each in NODES} | {
    each.name: {one.name: one.kind for one in each.properties if one.copy is None} for each in RELATIONSHIPS
}
_COPIES = {each.name: [one for one in each.properties if one.copy is not None] for each in RELATIONSHIPS}
_MAKERS = {Kind.INSTANT: "datetime", Kind.DATE: "date"}


def columns(name: str) -> tuple[str, ...]:
    """The properties of a label or relationship in the order of its rows."""
    return tuple(_KINDS[name])


def literal(name: str, row: str, first: int = 0) -> str:
    """A Cypher map of all properties, read from a list: `{id: row[0], created_at: datetime(row[1]), ...}`.

    What a relationship copies from its ends is read from the nodes `start` and `end`.
    """
    terms = _copied(name, "start", "end")
    for index, (column, kind) in enumerate(_KINDS[name].items(), start=first):
        value = f"{row}[{index}]"
        terms.append(f"{column}: {_MAKERS[kind]}({value})" if kind in _MAKERS else f"{column}: {value}")
    return "{" + ", ".join(terms) + "}"


def copies(relationship: str, start: str, end: str) -> str:
    """A Cypher map of what a relationship copies of its ends, as `{start_id: person.id}`; empty where there is none."""
    terms = _copied(relationship, start, end)
    return "{" + ", ".join(terms) + "}" if terms else ""


def copied_from(side: Side, name: str) -> dict[str, str]:
    """By relationship, the property that copies a property of the nodes at that end."""
    return {
        relationship: each.name
        for relationship, found in _COPIES.items()
        for each in found
        if each.copy is not None and (each.copy.side, each.copy.name) == (side, name)
    }


def row_of(name: str, properties: Mapping[str, Any]) -> list[Any]:
    """The values of a node or relationship, None where it has none. A property the model lacks is a KeyError."""
    row = list(map(properties.get, _KINDS[name]))
    if len(properties) > len(row) - row.count(None):
        _refuse_unknown(name, properties)
    return row


def instant_text(instant: str) -> str:
    """An instant as the graph writes it, in the length in which instants are compared."""
    whole, _, fraction = instant.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"


def _copied(relationship: str, start: str, end: str) -> list[str]:
    node = {Side.START: start, Side.END: end}
    return [
        f"{each.name}: {node[each.copy.side]}.{each.copy.name}"
        for each in _COPIES.get(relationship, ())
        if each.copy is not None
    ]


def _refuse_unknown(name: str, properties: Mapping[str, Any]) -> None:
    unknown = properties.keys() - _KINDS[name].keys()
    if unknown:
        raise KeyError(f"{name} has no property {', '.join(sorted(unknown))}")
