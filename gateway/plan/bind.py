"""Values for a plan's parameters, from the arguments at hand: checked here, before the database is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.plan.cursors import Cursor, fingerprint, read_cursor
from gateway.plan.rules.filters import plain
from gateway.plan.rules.paging import ARGUMENTS, page_size
from gateway.plan.tree import Parameter, Plan, Scope


@dataclass(frozen=True, slots=True)
class BoundScope:
    """A list's cursors: what they are marked with, and the parent that a given cursor was made under."""

    fingerprint: str
    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class Bound:
    """A plan's values: parameters for the statement, page sizes and cursor scopes for shaping."""

    parameters: Mapping[str, Any]
    pages: tuple[int, ...]
    scopes: tuple[BoundScope, ...]


class UnknownNamespace(Exception):  # noqa: N818 - a question, not a fault
    """An identity of a namespace that is not among the known ones."""

    def __init__(self, namespace: str) -> None:
        super().__init__(namespace)
        self.namespace = namespace


def bind(plan: Plan, arguments: Sequence[Mapping[str, Any]], namespaces: Collection[str]) -> Bound:
    """The values of a plan; `arguments` has the coerced arguments of each site.

    Raises `GatewayError` for values the contract refuses, `UnknownNamespace` where the known ones may be out of date.
    """
    values = {each.name: _value(each, arguments) for each in plan.parameters}
    for site, argument in plan.identities:
        _check_namespaces(arguments[site][argument], namespaces)
    scopes: list[BoundScope] = []
    for scope in plan.scopes:
        bound = _bind_scope(scope, arguments[scope.site])
        if bound.cursor is not None:
            values.update(zip(scope.parameters, bound.cursor.keys, strict=True))
        scopes.append(bound)
    pages = tuple(page_size(each.argument, arguments[each.site].get(each.argument)) for each in plan.pages)
    return Bound(values, pages, tuple(scopes))


def _value(parameter: Parameter, arguments: Sequence[Mapping[str, Any]]) -> Any:
    value: Any = arguments[parameter.site]
    for index, step in enumerate(parameter.path):
        value = value.get(step) if index == 0 and isinstance(step, str) else value[step]
    return parameter.encode(value)


def _bind_scope(scope: Scope, arguments: Mapping[str, Any]) -> BoundScope:
    belongs = {name: plain_tree(value) for name, value in arguments.items() if name not in ARGUMENTS}
    mark = fingerprint(scope.field, belongs)
    given = arguments.get(scope.cursor)
    cursor = None if given is None else read_cursor(given, mark, scope.kinds)
    return BoundScope(mark, cursor)


def plain_tree(value: Any) -> Any:
    """Arguments as JSON can write them: enums by value, at every depth."""
    if isinstance(value, dict):
        return {name: plain_tree(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain_tree(each) for each in value]
    return plain(value)


def _check_namespaces(identities: Any, namespaces: Collection[str]) -> None:
    for identity in identities if isinstance(identities, list) else [identities]:
        if identity["namespace"] not in namespaces:
            raise UnknownNamespace(identity["namespace"])
