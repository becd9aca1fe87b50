"""GRAPH.md: the model as a picture and tables. `python -m graph_schema.picture > graph_schema/GRAPH.md` renews it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph_schema.model import Node, Property, Relationship
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_HEAD = """\
# The graph

Made from the model by `python -m graph_schema.picture`; a test keeps it fresh. Keys are unique and every node has the
first of its label's; properties with an index are marked. Money is two properties, an amount and its currency code.
JSON is text whose inside the database does not look into.
"""


def picture(nodes: Sequence[Node] = NODES, relationships: Sequence[Relationship] = RELATIONSHIPS) -> str:
    """The whole of GRAPH.md, ending in a line end."""
    parts = (_HEAD, _mermaid(nodes, relationships), _relationship_table(relationships), *map(_node_section, nodes))
    return "\n".join(parts)


def _mermaid(nodes: Sequence[Node], relationships: Sequence[Relationship]) -> str:
    lines = ["```mermaid", "flowchart LR"]
    lines += [f"  {node.label}" for node in nodes]
    lines += [f"  {line}" for each in relationships for line in _arrows(each)]
    return "\n".join((*lines, "```", ""))


def _arrows(relationship: Relationship) -> Iterator[str]:
    for start in relationship.start:
        for end in relationship.end:
            yield f"{start} -- {relationship.name} --> {end}"


def _relationship_table(relationships: Iterable[Relationship]) -> str:
    rows = [
        (f"`{each.name}`", " or ".join(each.start), " or ".join(each.end), each.cardinality.value, each.about,
         _relationship_properties(each.properties))
        for each in relationships
    ]  # fmt: skip
    return "## Relationships\n\n" + _table(("Name", "From", "To", "How many", "Says", "Properties"), rows)


def _relationship_properties(properties: Iterable[Property]) -> str:
    return "<br>".join(f"`{each.name}` {_kind(each)}{f': {each.about}' if each.about else ''}" for each in properties)


def _node_section(node: Node) -> str:
    keys = "; ".join(" and ".join(f"`{name}`" for name in key) for key in node.keys)
    rows = [(f"`{each.name}`", _kind(each), _index(node, each), each.about) for each in node.properties]
    table = _table(("Property", "Type", "Index", "Says"), rows)
    unique = f" Unique by: {keys}." if keys else ""
    return f"## {node.label}\n\n{node.about}{unique}\n\n{table}"


def _index(node: Node, of: Property) -> str:
    if (of.name,) in node.keys:
        return "unique"
    if of.ties:
        return "range, and with the id"
    return "range" if of.indexed else "full-text" if of.searched else ""


def _kind(of: Property) -> str:
    return f"`{of.kind}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    print(picture(), end="")  # noqa: T201 - this is the output
