"""The words the graph is written in: `Node`, `Relationship`, `Property`, `Copy`, all frozen and all data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a property holds, by Neo4j's own name of the type."""

    STRING = "STRING"
    STRINGS = "LIST<STRING>"
    INTEGER = "INTEGER"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    INSTANT = "ZONED DATETIME"
    JSON = "STRING (JSON)"


class Cardinality(StrEnum):
    """How many ends: `MANY_TO_ONE` reads "many of `start` have at most one `end`"."""

    ONE_TO_MANY = "1:n"
    MANY_TO_ONE = "n:1"
    MANY_TO_MANY = "n:m"


class Side(StrEnum):
    """An end of a relationship."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the value of a relationship's property is kept as well: a property of the node at one end."""

    side: Side
    name: str


@dataclass(frozen=True, slots=True)
class Property:
    """A named value of a node or relationship. `always` is never missing.

    `indexed` asks for a range index, `searched` for a full-text index over its words, as blanks part them. `ties` asks
    for one more, which has the id too: many nodes share a value, and a page in its order begins without sorting them.
    A property of a relationship that is a `copy` is written with the relationship, and again when the node's changes.
    """

    name: str
    kind: Kind
    about: str = ""
    indexed: bool = False
    always: bool = False
    searched: bool = False
    ties: bool = False
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A label. `keys` are tuples of properties, each unique among the label's nodes; every node has the first.

    What is only reached from another node has none: to see that a key is new costs a write as much as all else of it.
    """

    label: str
    about: str
    keys: tuple[tuple[str, ...], ...]
    properties: tuple[Property, ...]

    def property(self, name: str) -> Property:
        """The property of that name; KeyError where the label has none."""
        for each in self.properties:
            if each.name == name:
                return each
        raise KeyError(f"{self.label}.{name}")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A type of relationship between labels; `start` and `end` name every label that may stand there.

    Each of `indexes` is a range index over several properties. It begins with the id of one end: the relationships of
    that node then stand in the index in the order of the other properties, so that a page of them is one walk.
    """

    name: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    cardinality: Cardinality
    about: str
    properties: tuple[Property, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
