"""A field's arguments, compiled: what no variable can change is coerced once, and a variable's value is only picked.

graphql-core coerces literals again for every request, which costs more than the rest of planning. What is picked here
is what it would give, since variables are coerced already. Where a variable is missing, or its value has still to be
checked, graphql-core is asked as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from gateway.plan.selection import Site, argument_values

Pick = Callable[[Mapping[str, Any]], Any]
"""A value out of the coerced variables. KeyError or `_Unsure` where only graphql-core can tell."""


class _Unsure(Exception):  # noqa: N818 - a question, not a fault
    """Only graphql-core can tell what the arguments are."""


class SiteArguments:
    """The arguments of the field at one site, for any variables. `constant` where no variable is among them."""

    __slots__ = ("_constants", "_picks", "_site", "constant")

    def __init__(self, site: Site) -> None:
        self._site = site
        self._constants: dict[str, Any] = {}
        self._picks: tuple[tuple[str, Pick], ...] = ()
        nodes = {each.name.value: each for each in site.node.arguments or ()}
        self.constant = not any(_variables(each.value) for each in nodes.values())
        if not self.constant:
            try:
                self._compile(site, nodes)
            except _Unsure:
                self._picks = ()

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The coerced arguments; BAD_INPUT where they do not coerce."""
        if self._picks:
            given = variables.coerced
            try:
                return self._constants | {name: pick(given) for name, pick in self._picks}
            except (KeyError, _Unsure):
                pass
        return argument_values(self._site, variables)

    def _compile(self, site: Site, nodes: Mapping[str, ArgumentNode]) -> None:
        picks: list[tuple[str, Pick]] = []
        for name, definition in site.definition.args.items():
            key = definition.out_name or name
            node = nodes.get(name)
            if node is None:
                default = coerce_default_value(definition)
                if default is not Undefined:
                    self._constants[key] = default
            elif _variables(node.value):
                picks.append((key, _pick(node.value, definition.type)))
            else:
                self._constants[key] = _constant(node.value, definition.type)
        self._picks = tuple(picks)


def _variables(node: ValueNode) -> list[VariableNode]:
    return list(_walk(node))


def _walk(node: ValueNode) -> Iterator[VariableNode]:
    if isinstance(node, VariableNode):
        yield node
    elif isinstance(node, ListValueNode):
        for item in node.values:
            yield from _walk(item)
    elif isinstance(node, ObjectValueNode):
        for each in node.fields:
            yield from _walk(each.value)


def _constant(node: ValueNode, kind: GraphQLInputType) -> Any:
    value = coerce_input_literal(node, kind)
    if value is Undefined:
        raise _Unsure
    return value


def _pick(node: ValueNode, kind: GraphQLInputType) -> Pick:
    """How to get the value of a literal that holds variables."""
    if not _variables(node):
        value = _constant(node, kind)
        return lambda _: value
    if isinstance(node, VariableNode):
        return _variable(node.name.value, required=is_non_null_type(kind))
    bare = kind.of_type if is_non_null_type(kind) else kind
    if isinstance(node, ObjectValueNode) and is_input_object_type(bare):
        return _object(node, bare)
    if isinstance(node, ListValueNode) and is_list_type(bare):
        items = [_pick(each, bare.of_type) for each in node.values]
        return lambda given: [item(given) for item in items]
    raise _Unsure


def _variable(name: str, *, required: bool) -> Pick:
    def pick(given: Mapping[str, Any]) -> Any:
        value = given[name]
        if value is None and required:
            raise _Unsure
        return value

    return pick


def _object(node: ObjectValueNode, kind: GraphQLInputObjectType) -> Pick:
    if kind.is_one_of:
        raise _Unsure
    nodes = {each.name.value: each.value for each in node.fields}
    constants: dict[str, Any] = {}
    picks: list[tuple[str, Pick]] = []
    for name, field in kind.fields.items():
        key = field.out_name or name
        if name in nodes:
            picks.append((key, _pick(nodes[name], field.type)))
        else:
            default = coerce_default_value(field)
            if default is not Undefined:
                constants[key] = default
    make = kind.out_type
    return lambda given: make(constants | {key: pick(given) for key, pick in picks})
