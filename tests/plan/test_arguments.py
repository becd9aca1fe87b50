"""Compiled arguments are what graphql-core coerces, for every way of writing a value."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, build_schema, get_argument_values, get_variable_values, parse

from gateway.errors import GatewayError
from gateway.plan.arguments import SiteArguments
from gateway.plan.selection import Site

SCHEMA = build_schema("""
  enum Way { UP DOWN }
  input Inner { text: String = "inner", number: Int!, many: [Int!], way: Way }
  input Outer { inner: Inner, list: [Inner!], text: String }
  input One @oneOf { a: Int, b: Int }
  type Query {
    f(
      text: String = "none", id: ID, number: Int, flag: Boolean! = true, many: [Int], outer: Outer, one: One, way: Way
    ): Int
  }
""")  # fmt: skip

CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("", "", {}),
    ("", '(text: "a", many: 3, way: UP)', {}),
    ("($a: String)", "(text: $a)", {"a": "x"}),
    ("($a: String)", "(text: $a)", {"a": None}),
    ("($a: String)", "(text: $a)", {}),
    ('($a: String = "d")', "(text: $a)", {}),
    ("($a: Boolean!)", "(flag: $a)", {"a": False}),
    ("($a: Boolean = true)", "(flag: $a)", {"a": None}),
    ("($a: [Int])", "(many: $a)", {"a": 4}),
    ("($a: Int)", "(many: [1, $a])", {"a": 2}),
    ("($a: Int)", "(many: [1, $a])", {}),
    ("($a: Int!)", "(many: [1, $a], number: $a)", {"a": 2}),
    ("($a: Int!)", '(outer: {inner: {number: $a}, text: "t"})', {"a": 5}),
    ("($a: Int!, $w: Way)", "(outer: {list: [{number: $a, way: $w, many: 1}, {number: 2}]})", {"a": 5, "w": "DOWN"}),
    ("($a: Int!, $w: Way)", "(outer: {list: [{number: $a, way: $w}]})", {"a": 5}),
    ("($a: Int = 3)", "(outer: {inner: {number: $a}})", {"a": None}),
    ("($a: Inner)", "(outer: {inner: $a})", {"a": {"number": 1}}),
    ("($a: Inner!)", "(outer: {list: [$a]})", {"a": {"number": 1, "text": None}}),
    ("($a: Inner!)", "(outer: {list: $a})", {"a": {"number": 1}}),
    ("($a: Outer)", "(outer: $a, way: UP)", {"a": {"list": [{"number": 1, "way": "UP"}]}}),
    ("($a: Int!)", "(one: {a: $a})", {"a": 1}),
    ("($a: Int)", "(one: {a: $a})", {"a": None}),
    ("($a: Int)", "(one: {a: $a})", {}),
    ("($a: ID)", "(id: $a)", {"a": 7}),
]


@pytest.mark.parametrize(("declared", "written", "given"), CASES)
def test_compiled_arguments_are_those_of_graphql_core(declared: str, written: str, given: dict[str, Any]) -> None:
    (operation,) = parse(f"query Q{declared} {{ f{written} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (node,) = operation.selection_set.selections
    assert isinstance(node, FieldNode)
    assert SCHEMA.query_type is not None
    definition = SCHEMA.query_type.fields["f"]
    variables = get_variable_values(SCHEMA, operation.variable_definitions or (), given)
    assert not isinstance(variables, list)
    compiled = SiteArguments(Site(definition, node, ("f",)))
    try:
        expected = get_argument_values(definition, node, variables)
    except Exception:
        with pytest.raises(GatewayError):
            compiled.values(variables)
    else:
        assert compiled.values(variables) == expected


def test_a_field_without_variables_is_constant() -> None:
    (operation,) = parse("query Q($a: Int) { f(number: 1) g: f(many: [$a]) }").definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert SCHEMA.query_type is not None
    definition = SCHEMA.query_type.fields["f"]
    nodes = [each for each in operation.selection_set.selections if isinstance(each, FieldNode)]
    assert [SiteArguments(Site(definition, each, ("f",))).constant for each in nodes] == [True, False]
