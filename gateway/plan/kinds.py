"""What kind a property is, looked up in the graph's model: the schema names properties, the model types them."""

from __future__ import annotations

from gateway.plan.tree import Owner, Stored
from graph_schema.model import Property
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_OF_NODE = {(node.label, each.name): each for node in NODES for each in node.properties}
_OF_EDGE = {(edge.name, each.name): each for edge in RELATIONSHIPS for each in edge.properties}


def node_property(label: str, name: str) -> Property:
    """The property of a label; KeyError, naming both, where the model has none."""
    return _OF_NODE[label, name]


def edge_property(relationship: str, name: str) -> Property:
    """The property of a relationship; KeyError, naming both, where the model has none."""
    return _OF_EDGE[relationship, name]


def of_node(label: str, name: str) -> Stored:
    """The stored value of a node's property."""
    return Stored(Owner.NODE, name, node_property(label, name).kind)


def of_start(label: str, name: str) -> Stored:
    """The stored value of a property of the node where the relationship starts."""
    return Stored(Owner.START, name, node_property(label, name).kind)


def of_edge(relationship: str, name: str) -> Stored:
    """The stored value of a relationship's property."""
    return Stored(Owner.EDGE, name, edge_property(relationship, name).kind)
