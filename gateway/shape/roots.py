"""Root fields compiled once for every shape of an operation, and kept."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from graphql import GraphQLSchema

from gateway.plan.kept import Kept
from gateway.plan.operation import Operation, RootField, root_fields
from gateway.plan.tree import Folding
from gateway.shape.alike import Alike
from gateway.shape.root import Root, compile_root


class Roots:
    """What is known of operations that were asked before, the least recently asked forgotten first."""

    def __init__(self, schema: GraphQLSchema, entries: int) -> None:
        self._schema = schema
        self._fields: Kept[Hashable, tuple[RootField, ...]] = Kept(entries)
        self._roots: Kept[Hashable, Root] = Kept(entries)
        self._alike = Alike()

    def fields(self, operation: Operation) -> tuple[RootField, ...]:
        """The root fields of a query, in the order asked for."""
        fields = self._fields.get(operation.shape)
        if fields is None:
            fields = root_fields(self._schema, operation)
            self._fields.put(operation.shape, fields)
        return fields

    def root(self, operation: Operation, wanted: RootField, folding: Folding) -> Root:
        """One of them, planned and compiled. Raises `GatewayError` for arguments that the contract refuses."""
        key = (operation.shape, wanted.key, folding)
        root = self._roots.get(key)
        if root is None:
            root = compile_root(self._schema, operation.document.fragments, operation.variables, wanted, folding)
            if root.text and not (root.plan.keeping or root.statement.given):
                root = replace(root, shaper=self._alike.shaper(root.shaper))
            self._roots.put(key, root)
        return root
