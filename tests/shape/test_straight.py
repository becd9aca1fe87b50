"""The short way through a row does what the nested functions do, whatever is in the row."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.plan.bind import BoundScope
from gateway.plan.cursors import Cursor
from gateway.plan.tree import (
    Constant,
    CursorOf,
    Edges,
    Leaf,
    Nested,
    Outline,
    OutlineField,
    Page,
    PageFact,
    Part,
    Several,
    Shape,
    Single,
    Slots,
)
from gateway.shape.compile import TYPENAME, compile_field
from gateway.shape.context import Context, Nothing, spelled
from graph_schema.model import Kind

MOST = 2
Slot = st.SearchStrategy[Any]
TEXTS = st.sampled_from([None, "a", "b", "c"])
KINDS = [
    "leaf",
    "default",
    "json",
    "constant",
    "part",
    "perhaps",
    "single",
    "several",
    "slots",
    "inside",
    "page",
    "page",
]


def _outline(draw: st.DrawFn, slots: list[Slot], depth: int) -> Outline:
    """An object; what its row has to hold is added to `slots`."""
    fields = tuple(_field(draw, f"f{number}", slots, depth) for number in range(draw(st.integers(1, 3))))
    return Outline("Thing", fields)


def _field(draw: st.DrawFn, key: str, slots: list[Slot], depth: int) -> OutlineField:
    kinds = KINDS if depth else KINDS[:4]
    shape = _shape(draw, draw(st.sampled_from(kinds)), slots, depth - 1)
    return OutlineField(key, shape, draw(st.booleans()), draw(st.booleans()))


def _shape(draw: st.DrawFn, kind: str, slots: list[Slot], depth: int) -> Shape:
    if kind == "constant":
        return Constant("Thing")
    if kind == "part":
        return Part(_outline(draw, slots, depth), None)
    if kind == "inside":
        return Nested(_outline(draw, slots, depth))
    at = len(slots)
    if kind in ("leaf", "default", "json"):
        slots.append(st.sampled_from([None, "1"]) if kind == "json" else TEXTS)
        return Leaf(at, Kind.JSON if kind == "json" else Kind.STRING, "d" if kind == "default" else None)
    if kind == "perhaps":
        slots.append(st.booleans())
        return Part(_outline(draw, slots, depth), at)
    below: list[Slot] = [TEXTS]
    outline = _outline(draw, below, depth)
    rows = st.lists(st.tuples(*below).map(list), max_size=1 if kind == "single" else MOST + 1)
    if kind == "slots":
        slots.append(st.lists(st.lists(st.tuples(*below).map(list), max_size=1).map(lambda one: [one]), max_size=2))
        return Slots(at, Single(0, outline))
    slots.append(rows)
    if kind == "single":
        return Single(at, outline)
    if kind == "several":
        return Several(at, outline, MOST)
    slots.append(st.sampled_from(["here", "there"]))
    page = Page(at, 0, (0,), 0, at + 1, None, draw(st.booleans()))
    node = OutlineField("node", Nested(outline), draw(st.booleans()))
    edge = Outline("Edge", (node, OutlineField("cursor", CursorOf(page), required=True)))
    edges = OutlineField("edges", Edges(page, Nested(edge)), required=True, items_required=True)
    facts = [OutlineField(fact, PageFact(page, fact), required=False) for fact in ("hasNextPage", "endCursor")]
    return Nested(Outline("Page", (edges, *facts)), page)


@st.composite
def fields_with_rows(draw: st.DrawFn) -> tuple[OutlineField, list[Any]]:
    slots: list[Slot] = []
    field = _field(draw, "field", slots, 3)
    return field, [draw(each) for each in slots]


def _shaped(field: OutlineField, row: list[Any], cursor: Cursor | None, *, tagged: bool) -> Any:
    """The value, and the errors with their paths."""
    context = Context((MOST,), (BoundScope("mark", cursor),), "r-1")
    try:
        value = compile_field(field, tagged=tagged)(row, context, None)
    except Nothing as nothing:
        return "nothing", str(nothing.error), spelled(nothing.path)
    return _untagged(value), [(str(each.error), each.path) for each in context.errors]


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _untagged(each) for name, each in value.items() if name != TYPENAME}
    return [_untagged(each) for each in value] if isinstance(value, list) else value


@given(fields_with_rows(), st.sampled_from([None, Cursor("here", ("a",))]))
def test_the_short_way_gives_what_the_nested_functions_give(
    made: tuple[OutlineField, list[Any]], cursor: Cursor | None
) -> None:
    field, row = made
    # Only objects for the ordinary executor are always made by the nested functions.
    assert _shaped(field, row, cursor, tagged=False) == _shaped(field, row, cursor, tagged=True)


def test_a_key_of_the_answer_may_be_any_name_of_graphql() -> None:
    names = ("class", "None", "row", "context", "shown", "_0", "__x")
    outline = Outline("Thing", tuple(OutlineField(each, Leaf(0, Kind.STRING), required=True) for each in names))
    shaped, _ = _shaped(OutlineField("lambda", Single(0, outline), required=True), [[["a"]]], None, tagged=False)
    assert shaped == dict.fromkeys(names, "a")


def test_a_cursor_of_another_things_list_is_refused() -> None:
    page = Page(0, 0, (0,), 0, 1, None)
    node = Outline("Thing", (OutlineField("name", Leaf(0, Kind.STRING), required=False),))
    nodes = OutlineField("nodes", Edges(page, Nested(node)), required=True)
    field = OutlineField("things", Nested(Outline("Page", (nodes,)), page), required=True)
    row = [[["a"]], "here"]
    assert _shaped(field, row, Cursor("here", ("a",)), tagged=False) == ({"nodes": [{"name": "a"}]}, [])
    refused = _shaped(field, row, Cursor("there", ("a",)), tagged=False)
    assert refused == _shaped(field, row, Cursor("there", ("a",)), tagged=True)
    assert refused[0] == "nothing"
