"""GraphQL's null rules on the compiled way: a missing value of a required field empties what is around it."""

from __future__ import annotations

from typing import Any

from gateway.plan.bind import BoundScope
from gateway.plan.tree import (
    Constant,
    EntryLeaf,
    Items,
    Leaf,
    Outline,
    OutlineField,
    Part,
    Several,
    Shape,
    Single,
    Slots,
)
from gateway.shape.compile import TYPENAME, compile_field
from gateway.shape.context import Context, Nothing, spelled
from graph_schema.model import Kind


def leaf(at: int = 0, kind: Kind = Kind.STRING, default: Any = None) -> Leaf:
    return Leaf(at, kind, default)


def thing(shape: Shape, *, required: bool) -> Outline:
    return Outline("Thing", (OutlineField("name", shape, required),))


def shaped(
    shape: Shape, row: list[Any], *, required: bool = False, items_required: bool = True, tagged: bool = False
) -> Any:
    """The value, and the paths at which something was missing."""
    context = Context((20,), (BoundScope("mark", None),), "r-1")
    shaper = compile_field(OutlineField("field", shape, required, items_required), tagged=tagged)
    try:
        value = shaper(row, context, None)
    except Nothing as nothing:
        return "nothing", [spelled(nothing.path)]
    return value, [each.path for each in context.errors]


def test_a_missing_value_that_may_be_missing_is_null() -> None:
    assert shaped(Single(0, thing(leaf(), required=False)), [[[None]]]) == ({"name": None}, [])


def test_a_missing_value_that_is_required_empties_the_object_around_it() -> None:
    assert shaped(Single(0, thing(leaf(), required=True)), [[[None]]]) == (None, [("field", "name")])


def test_it_empties_as_much_as_is_required_and_no_more() -> None:
    inner = Single(0, thing(leaf(), required=True))
    middle = Outline("Middle", (OutlineField("inner", inner, True), OutlineField("other", leaf(1), False)))
    assert shaped(Single(0, middle), [[[[[None]], "x"]]]) == (None, [("field", "inner", "name")])
    lenient = Outline("Middle", (OutlineField("inner", inner, False), OutlineField("other", leaf(1), False)))
    assert shaped(Single(0, lenient), [[[[[None]], "x"]]]) == (
        {"inner": None, "other": "x"},
        [("field", "inner", "name")],
    )


def test_a_required_root_field_has_no_answer_without_its_value() -> None:
    assert shaped(Single(0, thing(leaf(), required=False)), [[]], required=True) == ("nothing", [("field",)])


def test_an_error_in_a_list_says_which_item() -> None:
    rows = [["a"], [None], ["c"]]
    several = Several(0, thing(leaf(), required=True), 500)
    assert shaped(several, [rows]) == (None, [("field", 1, "name")])


def test_a_place_of_a_list_that_may_be_null_is_emptied_alone() -> None:
    slots = Slots(0, Single(0, thing(leaf(), required=True)))
    row = [[[[["a"]]], [[]], [[[None]]]]]
    assert shaped(slots, row, items_required=False) == ([{"name": "a"}, None, None], [("field", 2, "name")])


def test_a_list_without_pages_is_never_cut_short() -> None:
    several = Several(0, thing(leaf(), required=False), 2)
    assert shaped(several, [[["a"], ["b"]]])[0] == [{"name": "a"}, {"name": "b"}]
    assert shaped(several, [[["a"], ["b"], ["c"]]]) == (None, [("field",)])


def test_a_missing_list_of_texts_is_empty() -> None:
    outline = thing(leaf(kind=Kind.STRINGS, default=[]), required=True)
    assert shaped(Single(0, outline), [[[None]]]) == ({"name": []}, [])


def test_json_is_given_as_it_was_kept() -> None:
    outline = thing(leaf(kind=Kind.JSON), required=True)
    assert shaped(Single(0, outline), [[['{"a":[1,null,"\\u00e9"]}']]])[0] == {"name": {"a": [1, None, "é"]}}


def test_an_object_in_several_properties_is_null_where_none_has_a_value() -> None:
    part = Part(thing(leaf(1), required=True), present=0)
    outline = Outline("Around", (OutlineField("money", part, False),))
    assert shaped(Single(0, outline), [[[False, None]]])[0] == {"money": None}
    assert shaped(Single(0, outline), [[[True, "x"]]])[0] == {"money": {"name": "x"}}


def test_entries_of_a_json_list_obey_the_rules_too() -> None:
    outline = Outline("Around", (OutlineField("items", Items(0, thing(EntryLeaf("name"), required=True)), True),))
    assert shaped(Single(0, outline), [[['[{"name":"a"}]']]])[0] == {"items": [{"name": "a"}]}
    assert shaped(Single(0, outline), [[[None]]])[0] == {"items": []}
    assert shaped(Single(0, outline), [[['[{"name":"a"},{}]']]]) == (None, [("field", "items", 1, "name")])


def test_a_tagged_object_says_its_type_for_the_ordinary_executor() -> None:
    outline = thing(Constant("Thing"), required=True)
    assert shaped(Single(0, outline), [[["x"]]], tagged=True)[0] == {TYPENAME: "Thing", "name": "Thing"}
