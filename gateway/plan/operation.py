"""One operation, ready to run: its root fields, and the shape under which what was planned for it can be kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from gateway.plan.documents import Document
from gateway.plan.selection import TYPENAME_FIELD, Selector
from gateway.plan.variables import coerce_variables, shape_of

WORKED_OUT = ("guardrails",)
"""Root fields that a function answers and no statement: operations that name one take the ordinary way."""


@dataclass(frozen=True)
class Operation:
    """What a request asks for."""

    text: str
    document: Document
    node: OperationDefinitionNode
    variables: VariableValues

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.node.operation is OperationType.QUERY

    @property
    def is_subscription(self) -> bool:
        """Whether it is answered again and again."""
        return self.node.operation is OperationType.SUBSCRIPTION

    @property
    def is_compiled(self) -> bool:
        """Whether it takes the compiled way: everything but introspection and what writes."""
        return self.is_query and not self.asks_about_schema and not any(each in self.text for each in WORKED_OUT)

    @cached_property
    def shape(self) -> Hashable:
        """Equal for requests that can share a plan: text, operation and the shape of the variables."""
        name = self.node.name.value if self.node.name else None
        return (self.text, name, shape_of(self.variables.coerced))

    @property
    def asks_about_schema(self) -> bool:
        """Whether it may ask for `__schema` or `__type`: a search of its text, which errs towards yes."""
        return "__schema" in self.text or "__type" in self.text.replace(TYPENAME_FIELD, "")


@dataclass(frozen=True, slots=True)
class RootField:
    """A root field of an operation: its response key and the nodes that ask for it."""

    key: str
    nodes: tuple[FieldNode, ...]
    required: bool
    """Whether an answer without it has no data at all."""


def read_operation(
    schema: GraphQLSchema, text: str, document: Document, name: str | None, given: Mapping[str, Any]
) -> Operation:
    """The operation to run, its variables coerced. Raises `Refused`."""
    node = document.operation(name)
    return Operation(text, document, node, coerce_variables(schema, node, given))


def root_fields(schema: GraphQLSchema, operation: Operation) -> tuple[RootField, ...]:
    """The root fields of an operation, in the order asked for."""
    root = schema.get_root_type(operation.node.operation)
    assert isinstance(root, GraphQLObjectType)
    selector = Selector(schema, operation.document.fragments, operation.variables)
    groups = selector.groups(root, operation.node.selection_set.selections)
    return tuple(RootField(key, tuple(nodes), _is_required(root, nodes[0])) for key, nodes in groups.items())


def asked_policy(operation: Operation, field: RootField) -> str | None:
    """The id of the merge policy that a root field asks for; None where it leaves that to the default."""
    for argument in field.nodes[0].arguments or ():
        if argument.name.value == "mergePolicy":
            if isinstance(argument.value, VariableNode):
                return operation.variables.coerced.get(argument.value.name.value)
            return getattr(argument.value, "value", None)
    return None


def _is_required(root: GraphQLObjectType, node: FieldNode) -> bool:
    definition = root.fields.get(node.name.value)
    return definition is not None and is_non_null_type(definition.type)
