"""What a database must hold, derived from the model: a constraint for each key, an index for each property that asks.

Only what Neo4j Community has: no existence, node-key or property-type constraints. A uniqueness constraint brings its
own range index, so a key needs no second one. `python -m graph_schema.constraints` prints the statements, which is how
a migration that follows a change of the model is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.model import Node, Relationship
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

ANALYZER = "whitespace"
"""How full-text indexes part a text into words."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """The properties, taken together, are unique among the label's nodes."""

    label: str
    properties: tuple[str, ...]

    @property
    def name(self) -> str:
        """`unique_identity_namespace_value`."""
        return "_".join(("unique", self.label.lower(), *self.properties))

    @property
    def statement(self) -> str:
        """Makes it where it is missing, so it can run twice."""
        return f"CREATE CONSTRAINT {self.name} IF NOT EXISTS FOR (n:{self.label}) REQUIRE ({self._terms}) IS UNIQUE"

    @property
    def _terms(self) -> str:
        return ", ".join(f"n.{name}" for name in self.properties)


@dataclass(frozen=True, slots=True)
class Index:
    """A range index over one property: equality, ranges, prefixes and order. Over more of them, order alone."""

    label: str
    properties: tuple[str, ...]

    @property
    def name(self) -> str:
        """`range_account_industry`."""
        return "_".join(("range", self.label.lower(), *self.properties))

    @property
    def statement(self) -> str:
        """Makes it where it is missing, so it can run twice."""
        terms = ", ".join(f"n.{name}" for name in self.properties)
        return f"CREATE RANGE INDEX {self.name} IF NOT EXISTS FOR (n:{self.label}) ON ({terms})"


@dataclass(frozen=True, slots=True)
class FullTextIndex:
    """A full-text index over one property, which holds words that are ready to be compared: only blanks part them.

    It is as new as the last commit, which is the default.
    """

    label: str
    of: str

    @property
    def name(self) -> str:
        """`fulltext_account_search_terms`: what a search asks for it by."""
        return f"fulltext_{self.label.lower()}_{self.of}"

    @property
    def statement(self) -> str:
        """Makes it where it is missing, so it can run twice."""
        return (
            f"CREATE FULLTEXT INDEX {self.name} IF NOT EXISTS FOR (n:{self.label}) ON EACH [n.{self.of}]"
            f" OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{ANALYZER}'}}}}"
        )


@dataclass(frozen=True, slots=True)
class RelationshipIndex:
    """A range index over several properties of a relationship: the first equal, the next in order."""

    relationship: str
    properties: tuple[str, ...]

    @property
    def name(self) -> str:
        """`range_works_for_end_id_start_id`."""
        return "_".join(("range", self.relationship.lower(), *self.properties))

    @property
    def statement(self) -> str:
        """Makes it where it is missing, so it can run twice."""
        terms = ", ".join(f"r.{name}" for name in self.properties)
        return f"CREATE RANGE INDEX {self.name} IF NOT EXISTS FOR ()-[r:{self.relationship}]-() ON ({terms})"


def constraints(nodes: Sequence[Node] = NODES) -> list[Constraint]:
    """One for each key of each label."""
    return [Constraint(node.label, key) for node in nodes for key in node.keys]


def indexes(nodes: Sequence[Node] = NODES) -> list[Index]:
    """One for each property that asks for it, and one more for each by which nodes are ordered although they tie."""
    own = [Index(node.label, (each.name,)) for node in nodes for each in node.properties if each.indexed]
    ties = [Index(node.label, (each.name, "id")) for node in nodes for each in node.properties if each.ties]
    return own + ties


def full_text_indexes(nodes: Sequence[Node] = NODES) -> list[FullTextIndex]:
    """One for each property that is searched."""
    return [FullTextIndex(node.label, each.name) for node in nodes for each in node.properties if each.searched]


def relationship_indexes(relationships: Sequence[Relationship] = RELATIONSHIPS) -> list[RelationshipIndex]:
    """One for each that a relationship asks for."""
    return [RelationshipIndex(each.name, properties) for each in relationships for properties in each.indexes]


def statements(nodes: Sequence[Node] = NODES, relationships: Sequence[Relationship] = RELATIONSHIPS) -> tuple[str, ...]:
    """Everything that makes an empty database fit the model; each can run twice, in any order."""
    return (
        *(constraint.statement for constraint in constraints(nodes)),
        *(index.statement for index in indexes(nodes)),
        *(index.statement for index in full_text_indexes(nodes)),
        *(index.statement for index in relationship_indexes(relationships)),
    )


if __name__ == "__main__":
    print(*(f"{statement};" for statement in statements()), sep="\n")  # noqa: T201 - this is the output
