"""Root fields compiled once for every shape of an operation, and kept."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from graphql import GraphQLSchema

from gateway.errors import GatewayError, LocatedError, limit_exceeded
from gateway.plan.documents import Refused
from gateway.plan.kept import Kept
from gateway.plan.operation import Operation, RootField, root_fields
from gateway.plan.prices import Price, price_of
from gateway.plan.selection import Selector
from gateway.plan.tree import Folding
from gateway.shape.alike import Alike
from gateway.shape.root import Root, compile_root


class Roots:
    """What is known of operations that were asked before, the least recently asked forgotten first."""

    def __init__(self, schema: GraphQLSchema, entries: int, most_price: int = 1_000_000) -> None:
        self._schema = schema
        self._most_price = most_price
        self._prices: Kept[Hashable, Price] = Kept(entries)
        self._fields: Kept[Hashable, tuple[RootField, ...]] = Kept(entries)
        self._roots: Kept[Hashable, Root] = Kept(entries)
        self._alike = Alike()

    def priced(self, operation: Operation) -> Operation:
        """The operation, where its price is allowed. Raises `Refused`.

        Mutations have none: they read one thing back, and writes are limited by their records.
        """
        if operation.asks_about_schema or not (operation.is_query or operation.is_subscription):
            return operation
        price = self._prices.get(operation.shape)
        if price is None:
            price = self._price(operation)
            self._prices.put(operation.shape, price)
        asked = price.fixed if not price.open else price.at(operation.variables.coerced)
        if asked > self._most_price:
            raise Refused((LocatedError(limit_exceeded("Price of the operation", self._most_price, asked)),))
        return operation

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

    def _price(self, operation: Operation) -> Price:
        root = self._schema.get_root_type(operation.node.operation)
        assert root is not None
        selector = Selector(self._schema, operation.document.fragments, operation.variables)
        try:
            return price_of(selector.fields(root, operation.node.selection_set.selections))
        except GatewayError:
            return Price(0, ())  # its root field is refused, and says why
