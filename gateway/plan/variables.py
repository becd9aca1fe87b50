"""Variables: coerced once, and the shape of their values, which is all of them that a plan depends on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, get_variable_values
from graphql.execution.values import VariableValues

from gateway.domain.ids import label_of
from gateway.errors import ErrorCode
from gateway.plan.documents import Refused, located

_TEXT = "text"
_NUMBER = "number"


def coerce_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues:
    """The operation's variables; Refused with BAD_INPUT where a value is not of its type, or a text is none."""
    try:
        if any(map(_is_no_text, _texts(given))):
            no_text = GraphQLError("A variable holds half of a surrogate pair, which is no text.")
            raise Refused((located(no_text, ErrorCode.BAD_INPUT),))
        values = get_variable_values(schema, operation.variable_definitions or (), dict(given), max_errors=20)
    except RecursionError as error:
        too_deep = GraphQLError("The variables are nested too deeply.")
        raise Refused((located(too_deep, ErrorCode.BAD_INPUT),)) from error
    if isinstance(values, list):
        raise Refused(tuple(located(each, ErrorCode.BAD_INPUT) for each in values))
    return values


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield name
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _is_no_text(text: str) -> bool:
    """Whether it cannot be written as UTF-8. JSON that comes by HTTP never holds such; a caller in Python may."""
    return not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)


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
