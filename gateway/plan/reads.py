"""What a field of the schema may say it reads from the graph.

The schema attaches one of these to each field, argument-free and immutable; planning reads them and nothing else of
the schema. Properties are named as in `graph_schema`, which also knows their kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

EXTENSION = "reads"
"""Where a GraphQL field or input field keeps what it reads: `field.extensions["reads"]`."""


class Direction(Enum):
    """Which way a relationship is walked."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the node at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class EdgeProperty:
    """A property of the relationship that led to the node at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class Derived:
    """An expression over node and relationship that `cypher/expressions.py` knows by this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object kept in several properties of the node: `base` + each part's suffix.

    It is null where every property of `presence` is null; with no `presence` it is never null.
    """

    base: str
    presence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A property of an embedded object, by the suffix behind its base."""

    suffix: str


@dataclass(frozen=True, slots=True)
class Documents:
    """A list of objects kept as JSON in one property of the node."""

    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of an object kept as JSON, by its key there."""

    key: str


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list by a property of its node, or of the relationship where `edge`."""

    property: str
    descending: bool = False
    edge: bool = False
    start: bool = False
    """Of the node where the relationship starts, which is the relationship's other end."""


@dataclass(frozen=True, slots=True)
class Path:
    """One step through the graph: a relationship, its direction, and the label at its end.

    `labels` has more than one entry where the end is of several types. `visible` names the expression that says
    whether the step may be seen at all. `role` says that the relationship has a role, which breaks ties.
    """

    relationship: str
    direction: Direction
    labels: tuple[str, ...]
    visible: str | None = None
    role: bool = False
    through: Path | None = None
    """A step to take first, to a node that is only passed."""


@dataclass(frozen=True, slots=True)
class View:
    """An object that shows the node at hand from another side: it has no row of its own."""


@dataclass(frozen=True, slots=True)
class One:
    """The single node at the end of a path, or null."""

    path: Path


@dataclass(frozen=True, slots=True)
class Many:
    """Every node (or relationship) at the end of a path, as a plain list in the given order.

    A list longer than the largest page is an error, never a shorter list. `within` maps an argument that takes a list
    to what must be one of its values.
    """

    path: Path
    sort: tuple[Sort, ...] = ()
    within: tuple[tuple[str, Property | Derived], ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """What an amount of the nodes at the end of a path comes to, by currency."""

    path: Path
    amount: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which fragment each value of the person at hand came from; `argument` lists the XDM paths wanted.

    What a row says is an `Entry`; the fragment's primary identity is `Structure.END`.
    """

    argument: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A page of the nodes at the end of a path."""

    path: Path
    sort: tuple[Sort, ...] = ()
    within: tuple[tuple[str, Property | Derived], ...] = ()
    since: tuple[str, str] | None = None
    """(argument, property): from that value on, inclusive."""
    until: tuple[str, str] | None = None
    """(argument, property): up to that value, exclusive."""
    direction: str | None = None
    """The argument that turns the whole order round."""


@dataclass(frozen=True, slots=True)
class Roots:
    """A page of all the nodes of a label. `visible` as in `Path`."""

    label: str
    visible: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A page of the nodes that a text finds, the best first.

    `text` and `types` are the arguments' names; `labels` maps each type to the label that is searched for it.
    """

    text: str
    types: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All the nodes of a label, of which there are few, as a plain list in the order of some properties."""

    label: str
    sort: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calculated:
    """What a rule makes of the arguments alone, as a document: nothing is read. Its fields are entries."""

    rule: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """The single node that exactly one of the arguments names; `keys` maps argument to property."""

    label: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LookupEach:
    """One node or null for each identity of a list argument, in the order asked for."""

    label: str
    argument: str


@dataclass(frozen=True, slots=True)
class AnyNode:
    """The node that an id of any kind names."""

    labels: tuple[tuple[str, str], ...]
    """(label, GraphQL type) for each kind that can be asked for."""


@dataclass(frozen=True, slots=True)
class EachNode:
    """The node, of any kind, or null for each id of a list argument, in the order asked for."""

    argument: str
    labels: tuple[tuple[str, str], ...]
    """(label, GraphQL type) for each kind that can be asked for."""


class Structure(Enum):
    """A field of a connection or edge that holds no value of its own."""

    EDGES = "edges"
    NODES = "nodes"
    PAGE_INFO = "pageInfo"
    TOTAL = "totalCount"
    CURSOR = "cursor"
    SCORE = "score"
    """How well a node answers the search that found it."""
    END = "node"
    """The node at the end of the relationship that an edge or membership is."""
    START = "start"
    """The node where the relationship starts."""
    FINISH = "finish"
    """The node where the relationship ends, whichever way it was walked."""
    NEXT = "hasNextPage"
    PREVIOUS = "hasPreviousPage"
    FIRST_CURSOR = "startCursor"
    LAST_CURSOR = "endCursor"
    AGGREGATE = "aggregate"
    GROUPS = "groupBy"
    COUNT = "count"
    MONEY = "amount"
    GROUP_KEY = "key"


@dataclass(frozen=True, slots=True)
class Related:
    """A filter on what a path leads to. `quantified` filters say `some`, `none` or `every`."""

    path: Path
    quantified: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as filter or order: the amount in `base`, its currency in `base_currency`."""

    base: str


Reads = (
    Property | EdgeProperty | Derived | Embedded | Part | Documents | Entry | View | One | Many | Totals | Provenance
    | Connection | Roots | Every | Calculated | Search | Lookup | LookupEach | AnyNode | EachNode | Structure | Related
    | Amount
)  # fmt: skip


def reads_of(field: Any) -> Any:
    """What a GraphQL field or input field reads, None where it says nothing."""
    return field.extensions.get(EXTENSION)
