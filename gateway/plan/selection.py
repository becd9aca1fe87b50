"""The operation as a tree: fragments spread, directives applied, fields of one response key merged.

Goes in: a validated operation and its coerced variables. Comes out: `Selected` fields with coerced arguments. An
abstract type has one list of fields for each concrete type that may stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    TypeNameMetaFieldDef,
    get_argument_values,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import VariableValues

from gateway.errors import GatewayError, bad_input
from gateway.plan.reads import reads_of

TYPENAME_FIELD = "__typename"


@dataclass(frozen=True, slots=True)
class Selected:
    """A field to answer. `children` has one entry a concrete type; none for leaves.

    `site` numbers the fields of an operation that have arguments: it is how a kept plan finds the values again.
    """

    key: str
    name: str
    parent: str
    definition: GraphQLField
    nodes: tuple[FieldNode, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    site: int = -1
    children: Mapping[str, tuple[Selected, ...]] = field(default_factory=dict)

    @property
    def reads(self) -> Any:
        """What the field says it reads from the graph."""
        return reads_of(self.definition)

    @property
    def required(self) -> bool:
        """Whether null is no answer: it empties the object around instead."""
        return is_non_null_type(self.definition.type)

    @property
    def items_required(self) -> bool:
        """Whether a null item is no answer of a list field."""
        kind = get_nullable_type(self.definition.type)
        return is_list_type(kind) and is_non_null_type(kind.of_type)

    @property
    def only_children(self) -> tuple[Selected, ...]:
        """The fields selected below one of a concrete type."""
        (fields,) = self.children.values()
        return fields

    def child(self, name: str) -> tuple[Selected, ...]:
        """The selected fields of that name (several under aliases) below one of a concrete type."""
        return tuple(each for each in self.only_children if each.name == name)


@dataclass(frozen=True, slots=True)
class Site:
    """A field whose arguments hold values: enough to coerce them again from other variables."""

    definition: GraphQLField
    node: FieldNode
    path: tuple[str, ...]


class Selector:
    """Selects fields of one operation; `sites` grows as fields with arguments are met."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues | None,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self.sites: list[Site] = []

    def fields(
        self, parent: GraphQLObjectType, selections: Iterable[SelectionNode], path: tuple[str, ...] = ()
    ) -> tuple[Selected, ...]:
        """The fields selected on a concrete type, in the order of their first appearance."""
        groups = self.groups(parent, selections)
        return tuple(self._selected(parent, key, nodes, (*path, key)) for key, nodes in groups.items())

    def groups(self, parent: GraphQLObjectType, selections: Iterable[SelectionNode]) -> dict[str, list[FieldNode]]:
        """The nodes that ask for each response key of a concrete type, fragments spread and directives applied."""
        groups: dict[str, list[FieldNode]] = {}
        for node in self._spread(parent, selections, set()):
            key = node.alias.value if node.alias else node.name.value
            groups.setdefault(key, []).append(node)
        return groups

    def field(self, parent: GraphQLObjectType, key: str, nodes: Iterable[FieldNode]) -> Selected:
        """One field, from the nodes that ask for it under one response key."""
        return self._selected(parent, key, list(nodes), (key,))

    def _selected(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], path: tuple[str, ...]) -> Selected:
        first = nodes[0]
        name = first.name.value
        if name == TYPENAME_FIELD:
            return Selected(key, name, parent.name, TypeNameMetaFieldDef, tuple(nodes))
        definition = parent.fields[name]
        arguments: Mapping[str, Any] = {}
        site = -1
        if definition.args:
            site = len(self.sites)
            self.sites.append(Site(definition, first, path))
            arguments = argument_values(self.sites[site], self._variables)
        return Selected(
            key, name, parent.name, definition, tuple(nodes), arguments, site, self._children(definition, nodes, path)
        )

    def _children(
        self, definition: GraphQLField, nodes: list[FieldNode], path: tuple[str, ...]
    ) -> Mapping[str, tuple[Selected, ...]]:
        kind = get_named_type(definition.type)
        if not is_composite_type(kind):
            return {}
        selections = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
        concrete = [kind] if is_object_type(kind) else self._schema.get_possible_types(kind)  # type: ignore[arg-type]
        return {each.name: self.fields(each, selections, path) for each in concrete}

    def _spread(
        self, parent: GraphQLObjectType, selections: Iterable[SelectionNode], seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or self._applies(condition.name.value, parent):
                    yield from self._spread(parent, node.selection_set.selections, seen)
            else:
                name = node.name.value  # type: ignore[attr-defined]
                if name in seen:  # a second spread of a fragment into one selection set adds nothing
                    continue
                seen.add(name)
                fragment = self._fragments[name]
                if self._applies(fragment.type_condition.name.value, parent):
                    yield from self._spread(parent, fragment.selection_set.selections, seen)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        try:
            skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
            if skip and skip["if"] is True:
                return False
            include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        except GraphQLError as refused:
            raise refused_argument(refused) from refused
        return not (include and include["if"] is False)

    def _applies(self, condition: str, parent: GraphQLObjectType) -> bool:
        if condition == parent.name:
            return True
        kind = self._schema.type_map[condition]
        if not is_abstract_type(kind):
            return False
        abstract: GraphQLAbstractType = kind
        return self._schema.is_sub_type(abstract, parent)


def argument_values(site: Site, variables: VariableValues | None) -> dict[str, Any]:
    """The coerced arguments of a field; BAD_INPUT where they do not coerce."""
    try:
        return get_argument_values(site.definition, site.node, variables)
    except GraphQLError as refused:
        raise refused_argument(refused) from refused


def refused_argument(refused: GraphQLError) -> GatewayError:
    """BAD_INPUT for an argument that the library could not coerce, at its place in the document."""
    wrong = bad_input(refused.message)
    wrong.locations = tuple((each.line, each.column) for each in refused.locations or ())
    return wrong


def tell_of(node: FieldNode, refusal: GatewayError) -> None:
    """Give the refusal the field's place in the document, unless it has one: the innermost field is the wrong one."""
    if not refusal.locations and node.loc is not None:
        start = node.loc.start_token
        refusal.locations = ((start.line, start.column),)


@contextmanager
def refusals_told_of(field: Selected) -> Iterator[None]:
    """What is refused inside is told of the field."""
    try:
        yield
    except GatewayError as refusal:
        tell_of(field.nodes[0], refusal)
        raise
