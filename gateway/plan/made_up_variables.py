"""Variables that nobody sent: enough of them to plan an operation, and to ask it of a graph before anybody does."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_enum_type,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    is_scalar_type,
    type_from_ast,
)

_NAMED: dict[str, Any] = {"namespace": "Email", "value": "nobody@example.org"}
"""What is asked by an identity has to be asked by one that may exist."""
_SCALARS: dict[str, Any] = {
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "ID": "per_000000000000000000000000",
    "DateTime": "2026-01-01T00:00:00Z",
    "Date": "2026-01-01",
}
_TEXT = "nobody"


def made_up_variables(schema: GraphQLSchema, operation: OperationDefinitionNode) -> dict[str, Any]:
    """A value for each variable that an operation cannot do without, of the variable's type."""
    made: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        kind = type_from_ast(schema, definition.type)
        if is_input_type(kind) and is_non_null_type(kind) and definition.default_value is None:
            name = definition.variable.name.value
            made[name] = _value(name, kind)
    return made


def _value(name: str, kind: GraphQLInputType) -> Any:
    if is_non_null_type(kind):
        return _value(name, kind.of_type)
    if is_list_type(kind):
        return [_value(name, kind.of_type)]
    if is_input_object_type(kind):
        return _object(kind)
    if is_enum_type(kind):
        return next(iter(kind.values))
    assert is_scalar_type(kind)
    return _NAMED.get(name) or _SCALARS.get(kind.name, _TEXT)


def _object(kind: GraphQLInputObjectType) -> dict[str, Any]:
    wanted = {
        name: field.type
        for name, field in kind.fields.items()
        if is_non_null_type(field.type) and field.default_value is Undefined
    }
    if kind.is_one_of:
        name, field = next(iter(kind.fields.items()))
        wanted = {name: field.type}
    return {name: _value(name, each) for name, each in wanted.items()}
