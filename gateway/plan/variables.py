"""Variables: coerced once, and the shape of their values, which is all of them that a plan depends on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLError, GraphQLNonNull, GraphQLSchema, OperationDefinitionNode, get_variable_values
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value

from gateway.domain.ids import label_of
from gateway.errors import ErrorCode
from gateway.plan.coercion import Unsure, coercer, holds_no_text, is_no_text
from gateway.plan.documents import Refused, located

_TEXT = "text"
_NUMBER = "number"


def coerce_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues:
    """The operation's variables; Refused with BAD_INPUT where a value is not of its type, or a text is none."""
    try:
        return _coerced(schema, operation, given)
    except (Unsure, RecursionError):
        return _by_the_library(schema, operation, given)


def _coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
    """The variables where each is as it should be. Raises Unsure."""
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        signature = get_variable_signature(schema, definition)
        if isinstance(signature, GraphQLError):
            raise Unsure
        name = signature.name
        if name in given:
            sources[name] = VariableValueSource(signature, given[name])
            coerced[name] = coercer(signature.type)(given[name])
        elif definition.default_value is not None:
            sources[name] = VariableValueSource(signature)
            coerced[name] = coerce_default_value(signature)  # its document is valid, so it is too
        elif isinstance(signature.type, GraphQLNonNull):
            raise Unsure
        else:
            sources[name] = VariableValueSource(signature)
    if any(is_no_text(name) or holds_no_text(given[name]) for name in given.keys() - sources.keys()):
        raise Unsure
    return VariableValues(sources, coerced)


def _by_the_library(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues:
    try:
        if holds_no_text(given):
            no_text = GraphQLError("A variable holds half of a surrogate pair, which is no text.")
            raise Refused((located(no_text, ErrorCode.BAD_INPUT),))
        values = get_variable_values(schema, operation.variable_definitions or (), dict(given), max_errors=20)
    except RecursionError as error:
        too_deep = GraphQLError("The variables are nested too deeply.")
        raise Refused((located(too_deep, ErrorCode.BAD_INPUT),)) from error
    if isinstance(values, list):
        raise Refused(tuple(located(each, ErrorCode.BAD_INPUT) for each in values))
    return values


def shape_of(value: Any) -> Hashable:
    """A value without what plans do not depend on: texts and numbers are alike, but an id shows what kind it is of.

    Truth values and enums stay, since `@include`, `isNull` and `orderBy` change the plan; so does what is null, what
    is absent, and how many filters a list holds.
    """
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, str):
        return label_of(value) or _TEXT
    if isinstance(value, dict):
        return tuple((name, shape_of(value[name])) for name in sorted(value))
    if isinstance(value, list):
        if any(isinstance(each, dict | list) for each in value):
            return tuple(shape_of(each) for each in value)
        return (_TEXT,)
    return _NUMBER
