"""Values of variables made what their types say, by functions that are compiled once a type.

graphql-core looks at every field that an input type has for each value, three times; of a thousand records that is most
of a request. Here a value that is as it should be costs what is in it. Where it is not, or might not be, nothing is
said: graphql-core has the last word, and the words of every refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    get_named_type,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce: TypeAlias = Callable[[Any], Any]


class Unsure(Exception):  # noqa: N818 - not a fault: the value goes the long way
    """Only graphql-core can tell what becomes of the value."""


def is_no_text(text: str) -> bool:
    """Whether it cannot be written as UTF-8. JSON that comes by HTTP never holds such; a caller in Python may."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def holds_no_text(value: Any) -> bool:
    """Whether any text in a value, names included, is none."""
    if isinstance(value, str):
        return is_no_text(value)
    if isinstance(value, Mapping):
        return any(is_no_text(name) or holds_no_text(each) for name, each in value.items())
    return isinstance(value, list) and any(map(holds_no_text, value))


def coercer(kind: GraphQLInputType) -> Coerce:
    """What makes a value one of a type, as graphql-core does. The function raises `Unsure`."""
    if isinstance(kind, GraphQLNonNull):
        return _needed(coercer(kind.of_type))
    if isinstance(kind, GraphQLList):
        return _many(coercer(kind.of_type))
    return _named(kind)


@lru_cache(maxsize=1_000)
def _named(kind: GraphQLNamedType) -> Coerce:
    if isinstance(kind, GraphQLInputObjectType):
        return _unsure if _holds_itself(kind, frozenset()) else _fields(kind)
    if kind is GraphQLString:
        return _text
    assert isinstance(kind, GraphQLLeafType)
    return _leaf(kind)


def _needed(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Unsure
        return inner(value)

    return coerce


def _many(item: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if value.__class__ is not list:
            raise Unsure
        return [item(each) for each in value]

    return coerce


def _fields(kind: GraphQLInputObjectType) -> Coerce:
    """In the order of the type, whatever the order of the value: plans must not depend on that."""
    known: list[tuple[str, str, Coerce]] = []
    absent: list[tuple[str, str, Any]] = []
    for name, field in kind.fields.items():
        to = field.out_name or name
        known.append((name, to, coercer(field.type)))
        default = Undefined if is_required_input_field(field) else coerce_default_value(field)
        if is_required_input_field(field) or default is not Undefined:
            absent.append((name, to, default))
    one_of, out_type = kind.is_one_of, kind.out_type

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if value.__class__ is not dict:
            raise Unsure
        found = {to: inner(value[name]) for name, to, inner in known if name in value}
        if len(found) != len(value) or (one_of and (len(found) != 1 or None in found.values())):
            raise Unsure
        left_out = {to: default for name, to, default in absent if name not in value}
        if left_out:
            if any(each is Undefined for each in left_out.values()):
                raise Unsure
            found |= left_out
            found = {to: found[to] for _, to, _ in known if to in found}
        return out_type(found)

    return coerce


def _text(value: Any) -> Any:
    if value is None:
        return None
    if value.__class__ is not str or (not value.isascii() and is_no_text(value)):
        raise Unsure
    return value


def _leaf(kind: GraphQLLeafType) -> Coerce:
    parse = kind.coerce_input_value

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if value is Undefined or holds_no_text(value):
            raise Unsure
        try:
            found = parse(value)
        except Exception:
            raise Unsure from None
        if found is Undefined:
            raise Unsure
        return found

    return coerce


def _unsure(value: Any) -> Any:
    """Of a type that holds itself: how deep a value may go is graphql-core's to say."""
    if value is None:
        return None
    raise Unsure


def _holds_itself(kind: GraphQLInputObjectType, above: frozenset[str]) -> bool:
    inside = [get_named_type(field.type) for field in kind.fields.values()]
    above |= {kind.name}
    return any(
        isinstance(each, GraphQLInputObjectType) and (each.name in above or _holds_itself(each, above))
        for each in inside
    )
