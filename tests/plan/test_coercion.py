"""Coercion of variables: compiled functions say what graphql-core says, or leave the word to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    Undefined,
    build_schema,
    get_variable_values,
    parse,
)
from graphql.utilities.coerce_input_value import coerce_input_value
from hypothesis import given
from hypothesis import strategies as st

from gateway.plan.coercion import Unsure, coercer, holds_no_text
from gateway.plan.variables import coerce_variables
from gateway.schema.build import build_schema as build_our_schema

SCHEMA = build_our_schema()
TOY = build_schema("""
  enum Colour { RED GREEN }
  input Inner { text: String!, many: [Int!], colour: Colour = RED, none: String = null }
  input Outer { inner: Inner, inners: [Inner!], number: Float, truth: Boolean, id: ID, deep: [[String]] }
  input Choice @oneOf { a: Int, b: Inner }
  input Tree { name: String, branches: [Tree!] }
  type Query { outer(outer: Outer, choice: Choice, tree: Tree): Int }
""")
TYPES: list[GraphQLInputType] = [
    each
    for schema in (TOY, SCHEMA)
    for name, each in schema.type_map.items()
    if isinstance(each, GraphQLInputObjectType) and name != "Tree"
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=3),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


def values(kind: GraphQLInputType, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly values of a type, now and then others."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type, depth)
    if isinstance(kind, GraphQLList):
        return st.one_of(st.lists(values(kind.of_type, depth + 1), max_size=2), values(kind.of_type, depth + 1))
    if isinstance(kind, GraphQLInputObjectType):
        if depth > 3:
            return st.none()
        fields = {name: values(each.type, depth + 1) for name, each in kind.fields.items()}
        needed = {name: each for name, each in fields.items() if isinstance(kind.fields[name].type, GraphQLNonNull)}
        rest = {name: each for name, each in fields.items() if name not in needed}
        whole = st.fixed_dictionaries(needed, optional=rest).flatmap(
            lambda found: st.permutations(list(found.items())).map(dict)
        )
        return st.one_of(whole, st.sampled_from([None, {}, {"odd": 1}, 3]))
    if isinstance(kind, GraphQLEnumType):
        return st.one_of(st.sampled_from(sorted(kind.values)), ODD)
    return st.one_of(st.sampled_from(["text", "ä", "2026-01-01T00:00:00Z", 1, 1.5, True]), ODD)


@given(data=st.data())
def test_what_it_says_is_what_the_library_says_in_the_same_order(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(TYPES))
    value = data.draw(values(kind))
    try:
        found = coercer(kind)(value)
    except Unsure:
        return
    expected = coerce_input_value(value, kind)
    assert expected is not Undefined
    assert repr(found) == repr(expected)  # the order of fields is part of it, and NaN is none
    assert not holds_no_text(value)


RECORD = {
    "person": {
        "consent": {"email": True},
        "identities": [{"value": "ä@x.example", "namespace": "Email", "primary": True}],
        "attributes": {
            "lastName": "Lovelace", "workAddress": {"city": "Malmö"}, "departments": ["R&D"], "personType": "LEAD",
            "lifetimeValue": {"amount": 1, "currencyCode": "EUR"}, "birthDate": "1815-12-10", "firstName": None,
        },
        "custom": {"any": [{"thing": None}]},
        "observedAt": "2026-01-01T00:00:00+01:00",
    }
}  # fmt: skip


def test_a_record_as_clients_send_it_takes_the_short_way() -> None:
    kind = SCHEMA.type_map["RecordInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    wanted = GraphQLNonNull(GraphQLList(GraphQLNonNull(kind)))
    assert coercer(wanted)([RECORD, RECORD]) == coerce_input_value([RECORD, RECORD], wanted)


def test_a_default_stands_where_the_type_has_its_field() -> None:
    kind = TOY.type_map["Inner"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert list(coercer(kind)({"none": "given", "text": "a"})) == ["text", "colour", "none"]


@pytest.mark.parametrize(
    "value",
    [
        {"inner": {"text": "\ud800"}},
        {"inner": {}},
        {"inner": {"text": "a", "what": 1}},
        {"inners": {"text": "one, not a list"}},
        {"number": float("nan")},
        {"truth": "true"},
    ],
)
def test_what_is_wrong_or_odd_is_left_to_the_library(value: Mapping[str, Any]) -> None:
    kind = TOY.type_map["Outer"]
    assert isinstance(kind, GraphQLInputObjectType)
    with pytest.raises(Unsure):
        coercer(kind)(value)


@pytest.mark.parametrize("given", [{}, {"a": 2}, {"b": None, "other": "a"}, {"c": [1], "a": None, "b": "x"}])
def test_variables_that_are_left_out_are_what_the_library_makes_of_them(given: dict[str, Any]) -> None:
    document = parse("query ($a: Int = 1, $b: String, $c: [Int!]! = [3]) { outer }")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    expected = get_variable_values(TOY, operation.variable_definitions or (), given)
    assert not isinstance(expected, list)
    found = coerce_variables(TOY, operation, given)
    assert found.coerced == expected.coerced
    assert [(name, each.value) for name, each in found.sources.items()] == [
        (name, each.value) for name, each in expected.sources.items()
    ]


def test_a_type_that_holds_itself_is_left_to_the_library_which_knows_how_deep_is_too_deep() -> None:
    kind = TOY.type_map["Tree"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert coercer(kind)(None) is None
    with pytest.raises(Unsure):
        coercer(kind)({"name": "root"})
