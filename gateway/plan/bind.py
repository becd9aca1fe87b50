"""Values for a plan's parameters, from the arguments at hand: checked here, before the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from gateway.domain.merge_policies import BUILT_IN, MergePolicy
from gateway.errors import GatewayError
from gateway.plan.arguments import SiteArguments
from gateway.plan.cursors import TURNED, Cursor, fingerprint, read_cursor, turned_ranges
from gateway.plan.rules.filters import plain
from gateway.plan.rules.identities import UnknownNamespaceError
from gateway.plan.rules.paging import ARGUMENTS, page_size
from gateway.plan.selection import Site, argument_values, tell_of
from gateway.plan.tree import PageSize, Parameter, Plan, Scope
from graph_schema.model import Kind


@dataclass(frozen=True, slots=True)
class BoundScope:
    """A list's cursors: what they are marked with, and the parent that a given cursor was made under."""

    fingerprint: str
    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class Bound:
    """A plan's values: parameters for the statement, page sizes and cursor scopes for shaping."""

    parameters: Mapping[str, Any]
    varying: Mapping[str, Any]
    """Those of the parameters that other variables would change."""
    pages: tuple[int, ...]
    scopes: tuple[BoundScope, ...]
    policy: MergePolicy
    """By which people get their values."""


class Binder:
    """A plan's values for any variables. What no variable can change is worked out once, when this is made.

    `sites` are the fields with arguments that the plan's parameters, pages and scopes name by number. `constants` are
    the parameters that hold literals.
    """

    def __init__(self, plan: Plan, sites: Sequence[Site]) -> None:
        self._nodes = [site.node for site in sites]
        self._identities = plan.identities
        arguments = [SiteArguments(site) for site in sites]
        self._sites = [(number, each) for number, each in enumerate(arguments) if not each.constant]
        fixed = {number: argument_values(sites[number], None) for number, each in enumerate(arguments) if each.constant}
        self._fixed: Mapping[int, Mapping[str, Any]] = fixed
        values = {each.name: _tried(_value, each, fixed) for each in plan.parameters}
        self.constants = {name: value for name, value in values.items() if value is not _OPEN}
        self._parameters = [each for each in plan.parameters if values[each.name] is _OPEN]
        self._scopes = [(each, _tried(_bind_scope, each, fixed)) for each in plan.scopes]
        self._pages = [(each, _tried(_page_size, each, fixed)) for each in plan.pages]

    def check(self, variables: VariableValues) -> None:
        """Raise the `GatewayError` of what is refused whatever namespaces and policies there are."""
        with suppress(UnknownNamespaceError):
            self.bind(variables, frozenset())

    def bind(self, variables: VariableValues, namespaces: Collection[str], policy: MergePolicy = BUILT_IN) -> Bound:
        """The values at hand.

        Raises `GatewayError`, told of its field, for what the contract refuses: an `UnknownNamespaceError` where the
        namespaces may be out of date.
        """
        arguments = {**self._fixed, **{number: site.values(variables) for number, site in self._sites}}
        varying: dict[str, Any] = {}
        scopes: list[BoundScope] = []
        pages: list[int] = []
        site = -1
        try:
            for parameter in self._parameters:
                site = parameter.site
                varying[parameter.name] = _value(parameter, arguments)
            for site, argument in self._identities:
                _check_namespaces(arguments[site][argument], namespaces)
            for scope, known in self._scopes:
                site = scope.site
                bound = _bind_scope(scope, arguments) if known is _OPEN else known
                if bound.cursor is not None:
                    varying.update(_keyset(scope, bound.cursor))
                scopes.append(bound)
            for page, size in self._pages:
                site = page.site
                pages.append(_page_size(page, arguments) if size is _OPEN else size)
        except GatewayError as refusal:
            tell_of(self._nodes[site], refusal)
            raise
        return Bound({**self.constants, **varying}, varying, tuple(pages), tuple(scopes), policy)


_OPEN: Any = object()
"""Instead of a value that is known only when the variables are."""


def _tried(rule: Callable[[Any, Mapping[int, Mapping[str, Any]]], Any], of: Any, fixed: Any) -> Any:
    """What a rule makes of arguments that never change; open where it needs others, or refuses them every time."""
    try:
        return rule(of, fixed)
    except (KeyError, GatewayError):
        return _OPEN


def _page_size(page: PageSize, arguments: Mapping[int, Mapping[str, Any]]) -> int:
    return page_size(page.argument, arguments[page.site].get(page.argument))


def _value(parameter: Parameter, arguments: Mapping[int, Mapping[str, Any]]) -> Any:
    value: Any = arguments[parameter.site]
    for index, step in enumerate(parameter.path):
        value = value.get(step) if index == 0 and isinstance(step, str) else value[step]
    return parameter.encode(value)


def _keyset(scope: Scope, cursor: Cursor) -> dict[str, Any]:
    values = dict(zip(scope.parameters, cursor.keys, strict=True))
    for name, kind in zip(scope.parameters, scope.kinds, strict=True):
        if kind is Kind.STRING:
            values[f"{name}_{TURNED}"] = turned_ranges(values[name])
    return values


def _bind_scope(scope: Scope, arguments: Mapping[int, Mapping[str, Any]]) -> BoundScope:
    given = arguments[scope.site]
    belongs = {name: plain_tree(value) for name, value in given.items() if name not in ARGUMENTS}
    mark = fingerprint(scope.field, belongs)
    cursor_text = given.get(scope.cursor)
    cursor = None if cursor_text is None else read_cursor(cursor_text, mark, scope.kinds)
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
            raise UnknownNamespaceError(identity["namespace"], namespaces)
