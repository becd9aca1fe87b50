"""An orderBy-argument becomes the keys of an order that has no ties: the node's id, then the role, break them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from gateway.errors import bad_input
from gateway.plan import kinds
from gateway.plan.reads import Amount, EdgeProperty, Property, Sort, reads_of
from gateway.plan.tree import Key, Score, Stored


def plan_order(
    kind: GraphQLInputObjectType | None,
    orders: Iterable[Mapping[str, Any]] | None,
    default: tuple[Sort, ...],
    label: str,
    relationship: str,
    *,
    role: bool,
) -> tuple[Key, ...]:
    """The keys of the whole order. `role` says that one node may come several times, once a role."""
    keys: list[Key] = []
    if kind is not None and orders:
        for order in orders:
            keys.extend(_ordered(kind, order, label, relationship))
    else:
        keys.extend(_sorted(sort, label, relationship) for sort in default)
    keys.append(node_key(label, "id"))
    if role:
        keys.append(Key(kinds.of_edge(relationship, "role"), nulls_first=True))
    return _without_repeats(keys)


def node_key(label: str, name: str, *, descending: bool = False) -> Key:
    """A key by a property of the node."""
    known = kinds.node_property(label, name)
    return Key(kinds.of_node(label, name), descending, nullable=not known.always)


def edge_key(relationship: str, name: str, *, descending: bool = False) -> Key:
    """A key by a property of the relationship."""
    known = kinds.edge_property(relationship, name)
    return Key(kinds.of_edge(relationship, name), descending, nullable=not known.always)


def _sorted(sort: Sort, label: str, relationship: str) -> Key:
    if sort.start:
        return Key(kinds.of_start(label, sort.property), sort.descending, nullable=False)
    if sort.edge:
        return edge_key(relationship, sort.property, descending=sort.descending)
    return node_key(label, sort.property, descending=sort.descending)


def _ordered(kind: GraphQLInputObjectType, order: Mapping[str, Any], label: str, relationship: str) -> list[Key]:
    ((name, value),) = order.items()
    if value is None:
        raise bad_input(f"orderBy.{name} is null.", "Say ASC or DESC.")
    field = kind.fields[name]
    reads = reads_of(field)
    inner = get_named_type(field.type)
    if isinstance(inner, GraphQLInputObjectType):
        return _ordered(inner, value, label, relationship)
    descending = value.value == "DESC"
    if isinstance(reads, EdgeProperty):
        return [edge_key(relationship, reads.name, descending=descending)]
    if isinstance(reads, Amount):
        currency = f"{reads.base}_currency"
        return [node_key(label, each, descending=descending) for each in (reads.base, currency)]
    assert isinstance(reads, Property), reads
    return [node_key(label, reads.name, descending=descending)]


def _without_repeats(keys: list[Key]) -> tuple[Key, ...]:
    """Only the first key by a value decides; nothing behind a key without ties does."""
    seen: set[Stored | Score] = set()
    kept: list[Key] = []
    for key in keys:
        if key.value not in seen:
            seen.add(key.value)
            kept.append(key)
    return tuple(kept)
