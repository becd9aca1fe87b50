"""GRAPH.md is the model as people read it."""

from __future__ import annotations

from pathlib import Path

import graph_schema
from graph_schema.model import Cardinality, Kind, Node, Property, Relationship
from graph_schema.nodes import NODES
from graph_schema.picture import picture
from graph_schema.relationships import RELATIONSHIPS

_GRAPH_MD = Path(graph_schema.__file__).with_name("GRAPH.md")


def test_graph_md_shows_the_model_as_it_is() -> None:
    """Where this fails: `python -m graph_schema.picture > graph_schema/GRAPH.md`."""
    assert _GRAPH_MD.read_text(encoding="utf-8") == picture()


def test_a_relationship_between_several_labels_is_drawn_for_each() -> None:
    node = Node("Ship", "Floats.", (("id",),), (Property("id", Kind.STRING),))
    tows = Relationship("TOWS", ("Ship", "Tug"), ("Ship",), Cardinality.ONE_TO_MANY, "Pulls it.")
    text = picture([node], [tows])
    assert "  Ship -- TOWS --> Ship\n  Tug -- TOWS --> Ship\n" in text
    assert "| `TOWS` | Ship or Tug | Ship | 1:n | Pulls it. |  |" in text


def test_a_bar_in_a_sentence_does_not_break_its_table() -> None:
    node = Node("Ship", "Floats.", (("id",),), (Property("id", Kind.STRING, "a|b"),))
    assert r"| a\|b |" in picture([node], [])


def test_every_relationship_joins_labels_of_the_model() -> None:
    labels = {node.label for node in NODES}
    for each in RELATIONSHIPS:
        assert labels >= {*each.start, *each.end}, each.name
