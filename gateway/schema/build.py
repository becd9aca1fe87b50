"""The schema as graphql-core sees it, each field carrying what it reads."""

from __future__ import annotations

from functools import cache
from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLFieldResolver,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.schema.config import StrawberryConfig

from gateway.plan.keeping import EXTENSION as KEEPING
from gateway.plan.keeping import Keeping
from gateway.plan.prices import EXTENSION as COST
from gateway.plan.reads import EXTENSION
from gateway.schema.event import Event
from gateway.schema.mutation import Mutation
from gateway.schema.query import Query
from gateway.schema.scalars import SCALARS
from gateway.schema.subscription import Subscription
from gateway.schema.vocabulary import CacheControl, Cost
from gateway.schema.writes import Again, Told, Work, Works, Writes
from gateway.shape.compile import TYPENAME


@cache
def build_strawberry_schema() -> strawberry.Schema:
    """The schema as Strawberry knows it: SDL, documentation, introspection."""
    schema = strawberry.Schema(
        Query, Mutation, Subscription, types=[Event], config=StrawberryConfig(scalar_map=SCALARS)
    )
    _attach(schema._schema)
    return schema


def build_schema() -> GraphQLSchema:
    """The schema that operations are validated and planned against."""
    return build_strawberry_schema()._schema


def print_sdl() -> str:
    """The schema in SDL, with directives and descriptions."""
    return build_strawberry_schema().as_str() + "\n"


def _attach(schema: GraphQLSchema) -> None:
    """Give every field what it reads, and every type what the ordinary executor needs to walk shaped answers."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLInputObjectType):
            # Strawberry prints @oneOf but does not tell graphql-core, which then would not enforce it.
            kind.is_one_of = _is_one_of(kind)
        _attach_directives(kind)
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType | GraphQLInterfaceType):
            for field in kind.fields.values():
                _attach_directives(field)
                definition = field.extensions.get("strawberry-definition")
                what = definition.metadata.get(EXTENSION) if definition else None
                if what is not None:
                    field.extensions[EXTENSION] = what
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                is_planned = kind is schema.query_type and not isinstance(field.extensions.get(EXTENSION), Works)
                field.resolve = _resolve_root if is_planned else _resolver(field)
            kind.is_type_of = None
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _resolve_type


def _attach_directives(holder: GraphQLNamedType | GraphQLField | GraphQLInputField) -> None:
    """Give planning what `@cacheControl` and `@cost` say of a type or field."""
    definition = holder.extensions.get("strawberry-definition")
    for each in getattr(definition, "directives", None) or ():
        if isinstance(each, CacheControl):
            holder.extensions[KEEPING] = Keeping(each.max_age, each.stale_while_revalidate or 0)
        elif isinstance(each, Cost):
            holder.extensions[COST] = each.weight


def _is_one_of(kind: GraphQLInputObjectType) -> bool:
    definition = kind.extensions.get("strawberry-definition")
    return bool(definition and definition.is_one_of)


async def _resolve_root(_source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    return await info.context["resolve_root"](info)


def _resolver(field: GraphQLField) -> GraphQLFieldResolver:
    """What the ordinary executor calls for a field below the root of a query, or anywhere in a mutation."""
    match field.extensions.get(EXTENSION):
        case Writes(work) | Works(work):
            return _resolve_write(work)
        case Told():
            return _resolve_told(field.extensions["strawberry-definition"].python_name)
        case Again() as asked:
            return _resolve_again(asked)
    return _resolve_shaped


def _resolve_write(work: Work) -> GraphQLFieldResolver:
    async def resolve(_source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        return await info.context["write"](info, work, arguments)

    return resolve


def _resolve_told(attribute: str) -> GraphQLFieldResolver:
    return lambda source, _info: getattr(source, attribute)


def _resolve_again(asked: Again) -> GraphQLFieldResolver:
    async def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        return await info.context["ask_again"](info, asked, source)

    return resolve


def _resolve_shaped(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    return source[info.path.key]


def _resolve_type(value: Any, _info: GraphQLResolveInfo[Any], _kind: Any) -> str:
    return str(value[TYPENAME])
