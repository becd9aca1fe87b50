"""The plan's words: what to read (levels, for Cypher) and what to make of it (outlines, for shaping). All data.

A `Level` is a set of nodes reached by one step, limited before anything below it is read. Each of its rows is a
positional list with one value for each of its `slots`. An `Outline` says which position becomes which response key.
Names come from the path through the graph, never from an alias; values are `Parameter` names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from gateway.plan.keeping import Keeping
from gateway.plan.reads import Path
from graph_schema.model import Kind


# --- values --------------------------------------------------------------------------------------------------------
class Owner(Enum):
    """Whose property it is."""

    NODE = "node"
    EDGE = "edge"
    START = "start"
    """The node where the relationship starts."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored property. `kind` says how it travels: instants and dates as text."""

    owner: Owner
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Present:
    """Whether any of the properties of the node has a value."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A named expression over node and relationship; with `asked`, of what is the identity's that a lookup asked by."""

    name: str
    asked: SeekIdentity | SeekAt | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How well the node answers the search that found it."""

    @property
    def kind(self) -> Kind:
        """A number: the higher the better."""
        return Kind.FLOAT


@dataclass(frozen=True, slots=True)
class Filled:
    """A place that shaping fills, with what would have been read: the value is worked out of a person's fragments."""

    of: Stored | Present


Value = Stored | Present | Computed | Score | Filled


# --- predicates ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Compare:
    """`value operator $parameter`. Missing values are never equal, greater or less."""

    value: Stored | Computed
    operator: str
    parameter: str
    case_insensitive: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether a value is missing."""

    value: Stored


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them; true of none."""

    of: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them; false of none."""

    of: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The exact opposite."""

    of: Predicate


@dataclass(frozen=True, slots=True)
class Holds:
    """A named condition of node and relationship."""

    name: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a step leads to anything for which `where` holds."""

    variable: str
    path: Path
    where: Predicate | None


@dataclass(frozen=True, slots=True)
class OfAsked:
    """A named condition of node, relationship and the identity that a lookup asked by."""

    name: str
    by: SeekIdentity | SeekAt


Predicate = Compare | IsNull | AllOf | AnyOf | Not | Holds | Exists | OfAsked


# --- order and page ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order. Missing values come last both ways, unless `nulls_first`."""

    value: Stored | Score
    descending: bool = False
    nullable: bool = True
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Rows behind the one that a cursor names, and that one too where `inclusive`: one parameter a key of the order."""

    parameters: tuple[str, ...]
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """At most `$limit` rows in the given order, from behind `after`."""

    order: tuple[Key, ...]
    limit: str
    after: After | None = None
    unsorted: bool = False
    """Any rows of those will do, so nothing is sorted for them."""


# --- levels --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Seek:
    """The one node of a label with a unique property equal to `$parameter`.

    A thing that has several keys is found by any: `$other_key` is the id that one which is not its own stands for.
    """

    label: str
    property: str
    parameter: str
    other_key: str | None = None


@dataclass(frozen=True, slots=True)
class SeekIdentity:
    """The one person that an identity names: by namespace and value, or by the identity's id."""

    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The identity itself by which the person of a lookup was asked for."""

    by: SeekIdentity | SeekAt


@dataclass(frozen=True, slots=True)
class Places:
    """The places of `$parameter`, a list, in its order: no nodes, but what lookups below seek by."""

    parameter: str


@dataclass(frozen=True, slots=True)
class SeekAt:
    """The one node of a label that `$parameter` names at a place: by its id, or by the key of an identity.

    With `by_any_key` the id of any key of a thing finds it.
    """

    origin: str
    label: str
    parameter: str
    identity: bool = False
    by_any_key: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """The node where the relationship of the level above starts; with `finish`, where it ends."""

    origin: str
    finish: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Every node of a label."""

    label: str


@dataclass(frozen=True, slots=True)
class Search:
    """Every node that the query `$text` finds in the full-text indexes that `$indexes` names, each with its score."""

    indexes: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Every node that a path leads to from the level above."""

    origin: str
    path: Path


@dataclass(frozen=True, slots=True)
class Walk:
    """The same nodes as of a step, met in the order of an index of the relationships, so that a page reads no more.

    `near` is the relationship's property that holds the id of the level above; the keys of the order that come first
    are what the index holds next.
    """

    origin: str
    path: Path
    near: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The node of the level above, where it has the label."""

    origin: str
    label: str


Source = Seek | SeekIdentity | Asked | Places | SeekAt | Scan | Search | Step | Walk | Start | Cast


@dataclass(frozen=True, slots=True)
class Level:
    """Nodes read in one step, and what hangs below each."""

    variable: str
    source: Source
    where: Predicate | None = None
    window: Window | None = None
    slots: tuple[Slot, ...] = ()

    @property
    def edge(self) -> str:
        """The variable of the relationship that led here."""
        return f"{self.variable}_edge"

    @property
    def score(self) -> str:
        """The variable of the score with which a search found the node."""
        return f"{self.variable}_score"


@dataclass(frozen=True, slots=True)
class Rows:
    """A branch that yields the rows of a level."""

    level: Level

    @property
    def name(self) -> str:
        return f"{self.level.variable}_rows"


@dataclass(frozen=True, slots=True)
class Count:
    """A branch that yields how many nodes a source has under a filter."""

    variable: str
    source: Source
    where: Predicate | None

    @property
    def name(self) -> str:
        return f"{self.variable}_count"


@dataclass(frozen=True, slots=True)
class Beyond:
    """A branch that yields whether anything stands at a cursor, or on the side that the page is not on.

    Its level is the list from the cursor on, inclusive, the other way round, and at most one node of it.
    """

    level: Level

    @property
    def name(self) -> str:
        return self.level.variable


@dataclass(frozen=True, slots=True)
class Statistics:
    """A branch that yields rows [group key, currency, count, count of amounts, sum, average, least, greatest].

    All of `groups` are made in one scan; None is the group of everything. Where there are several, a row ends with the
    index of the group it is of.
    """

    variable: str
    source: Source
    where: Predicate | None
    amount: str
    groups: tuple[str | None, ...] = (None,)

    @property
    def name(self) -> str:
        return f"{self.variable}_statistics"


Branch = Rows | Count | Beyond | Statistics
Slot = Value | Branch


# --- outlines ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Leaf:
    """The value at a position."""

    at: int
    kind: Kind
    default: Any = None
    """Instead of a missing value: lists are empty rather than null."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row: `__typename`, or nothing at all."""

    value: str | None


@dataclass(frozen=True, slots=True)
class EntryLeaf:
    """A key of a JSON object."""

    key: str


@dataclass(frozen=True, slots=True)
class EntryObjects:
    """A key of a JSON object that holds an object, or a list of them."""

    key: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class Given:
    """An object from the document that is `$parameter`: nothing is read."""

    parameter: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of positions of the same row; null where `present` says so."""

    outline: Outline
    present: int | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of objects kept as JSON at a position."""

    at: int
    outline: Outline


@dataclass(frozen=True, slots=True)
class Single:
    """An object from the first of the rows at a position, or null."""

    at: int
    outline: Outline


@dataclass(frozen=True, slots=True)
class Several:
    """A list of objects, one for each row at a position; more than `most` is an error."""

    at: int
    outline: Outline
    most: int


@dataclass(frozen=True, slots=True)
class Origins:
    """Of the fragments of one person: which one the value of each field came from. `$parameter` lists XDM paths."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Of the fragments of one person: its scores, as rows of `columns`; `$parameter` lists the models wanted."""

    columns: tuple[Stored, ...]
    parameter: str | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A list of objects from rows that shaping works out of the rows at a position, by a rule of the domain."""

    at: int
    rule: Origins | Scores
    outline: Outline
    most: int
    """More rows than that at the position are an error."""


@dataclass(frozen=True, slots=True)
class Slots:
    """A list with one place for each lookup: each of the rows at a position makes an object or null."""

    at: int
    item: Shape


@dataclass(frozen=True, slots=True)
class Chosen:
    """An object of one of several types: each type has a position with its rows, one of which is not empty."""

    options: tuple[tuple[int, Outline], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the fields of a connection have in common: where its rows are, and how to make cursors."""

    rows: int
    limit: int
    """Index among the operation's page sizes."""
    keys: tuple[int, ...]
    """Positions of the order's keys in a row; empty where no cursor is asked for."""
    scope: int
    """Index among the operation's cursor scopes."""
    parent: int | None
    """Position of the parent's id in the row around the connection."""
    beyond: int | None
    """Position of whether something stands on the side that the cursor is on; None where nothing can."""
    backward: bool = False
    """Whether the rows were read from the end of the list, the last first."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The page as a list of edges or nodes."""

    page: Page
    item: Shape


@dataclass(frozen=True, slots=True)
class CursorOf:
    """The cursor of the edge at hand."""

    page: Page


@dataclass(frozen=True, slots=True)
class PageFact:
    """A fact of the page: hasNextPage, hasPreviousPage, startCursor or endCursor."""

    page: Page
    fact: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics rows at a position, as one object or as one object a group.

    `only` is the index of the group whose rows they are, where rows of several stand there.
    """

    at: int
    outline: Outline
    grouped: bool
    only: int | None = None


@dataclass(frozen=True, slots=True)
class SummaryTotal:
    """How many there are of all the statistics rows at a position, or of those of the group with the index `only`."""

    at: int
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Statistics rows at a position, as one object a currency; each outline leaf is a fact of a currency."""

    at: int
    outline: Outline


@dataclass(frozen=True, slots=True)
class SummaryFact:
    """A fact of a group: its `key` or `count`."""

    fact: str


@dataclass(frozen=True, slots=True)
class SummaryMoney:
    """The rows of a group by currency; each outline leaf is a fact of a currency."""

    outline: Outline


@dataclass(frozen=True, slots=True)
class Nested:
    """An object of the same row: a connection (with its `page` where one is read), or something inside one."""

    outline: Outline
    page: Page | None = None


Shape = (
    Leaf | Constant | EntryLeaf | EntryObjects | Given | Part | Items | Single | Several | Worked | Slots | Chosen
    | Edges | CursorOf | PageFact | Summary | SummaryTotal | Totals | SummaryFact | SummaryMoney | Nested
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutlineField:
    """One response key. `required` fields may not be null: a null empties the object around them."""

    key: str
    shape: Shape
    required: bool
    items_required: bool = False
    """Of a list: a null item empties the list."""


@dataclass(frozen=True, slots=True)
class Fold:
    """How the places of a person's row are filled: from the fragments at a position, by the merge policy at hand."""

    at: int
    places: tuple[tuple[int, Stored | Present], ...]
    most: int
    """More fragments than that of one identity, or more identities, are an error."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An object of the answer: its type and its fields in the order asked for."""

    type_name: str
    fields: tuple[OutlineField, ...]
    fold: Fold | None = None
    """Where the row has places that are filled first."""


# --- the whole -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value, and where it comes from: a path into the arguments of the field at `site`."""

    name: str
    site: int
    path: tuple[str | int, ...]
    encode: Callable[[Any], Any] = field(default=lambda value: value, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page size: from an argument or, without one, the default."""

    site: int
    argument: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a cursor belongs to: field, filter and order of the list at `site`."""

    site: int
    field: str
    cursor: str
    """The argument that may hold a cursor: `after` or `before`."""
    parameters: tuple[str, ...]
    """The keyset's parameters, empty without a cursor."""
    kinds: tuple[Kind, ...]
    """Of each key of the order: what a cursor must hold."""


@dataclass(frozen=True, slots=True)
class Folding:
    """Which people's values are folded from fragments when they are read, instead of read as they are stored."""

    everybody: bool = False
    asked_alone: bool = False
    """Whether the person of a lookup is made of the fragments of the identity asked by, and of no other."""


AS_STORED = Folding()


@dataclass(frozen=True, slots=True)
class Plan:
    """One root field: a statement to write, parameters to bind, an answer to shape."""

    slots: tuple[Slot, ...]
    outline: OutlineField
    parameters: tuple[Parameter, ...]
    pages: tuple[PageSize, ...]
    scopes: tuple[Scope, ...]
    identities: tuple[tuple[int, str], ...] = ()
    """(site, argument) of every identity or list of identities asked for: their namespaces must exist."""
    keeping: Keeping | None = None
    """For how long the answer may be kept; None for not at all."""
