"""A where-argument becomes a predicate. Two-valued: `ne` and `notIn` hold of missing values, NOT is a complement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type, is_list_type

from gateway.errors import bad_input, limit_exceeded
from gateway.plan import kinds
from gateway.plan.draft import Draft
from gateway.plan.reads import Amount, EdgeProperty, Property, Related, Structure, reads_of
from gateway.plan.tree import AllOf, AnyOf, Compare, Exists, IsNull, Not, Predicate, Stored

MAX_LEVELS = 5
MAX_HOPS = 5

_OPERATORS = {
    "eq": "=",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "in": "IN",
    "contains": "CONTAINS",
    "startsWith": "STARTS WITH",
    "endsWith": "ENDS WITH",
}
_OPPOSITES = {"ne": "=", "notIn": "IN"}


def plan_filter(
    draft: Draft,
    variable: str,
    label: str,
    relationship: str,
    kind: GraphQLInputObjectType,
    where: Mapping[str, Any],
    site: int,
) -> Predicate | None:
    """The predicate of the argument `where` on the nodes called `variable`; None where everything passes."""
    rule = _FilterRule(draft, variable, site)
    predicate = rule.all_of(kind, where, label, relationship, ("where",), level=1, hops=0)
    return None if predicate == AllOf(()) else predicate


class _FilterRule:
    def __init__(self, draft: Draft, variable: str, site: int) -> None:
        self._draft = draft
        self._variable = variable
        self._site = site

    def all_of(
        self,
        kind: GraphQLInputObjectType,
        where: Mapping[str, Any],
        label: str,
        relationship: str,
        path: tuple[str | int, ...],
        level: int,
        hops: int,
    ) -> Predicate:
        """Everything that one filter object says, in an order that does not depend on how it was written."""
        if level > MAX_LEVELS:
            raise limit_exceeded("Levels of AND, OR and NOT in a filter", MAX_LEVELS, level)
        parts = tuple(
            predicate
            for name, value in sorted(where.items())
            for predicate in self._field(kind, name, value, label, relationship, (*path, name), level, hops)
        )
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _field(
        self,
        kind: GraphQLInputObjectType,
        name: str,
        value: Any,
        label: str,
        relationship: str,
        path: tuple[str | int, ...],
        level: int,
        hops: int,
    ) -> Iterator[Predicate]:
        if value is None:
            raise null_operand(path)
        field = kind.fields[name]
        inner = get_named_type(field.type)
        assert isinstance(inner, GraphQLInputObjectType)
        if is_list_type(field.type):
            of = tuple(
                self.all_of(inner, each, label, relationship, (*path, index), level + 1, hops)
                for index, each in enumerate(value)
            )
            yield AllOf(of) if name == "AND" else AnyOf(of)
            return
        if name == "NOT":
            yield Not(self.all_of(inner, value, label, relationship, path, level + 1, hops))
            return
        reads = reads_of(field)
        if isinstance(reads, Property):
            yield from self._tests(kinds.of_node(label, reads.name), value, path)
        elif isinstance(reads, EdgeProperty):
            yield from self._tests(kinds.of_edge(relationship, reads.name), value, path)
        elif isinstance(reads, Amount):
            yield self._money(inner, reads.base, value, label, path)
        elif isinstance(reads, Related):
            yield from self._related(inner, reads, value, path, level, hops + 1)
        else:
            assert reads is Structure.END, reads
            yield self.all_of(inner, value, label, relationship, path, level, hops)

    def _money(
        self, kind: GraphQLInputObjectType, base: str, value: Mapping[str, Any], label: str, path: tuple[str | int, ...]
    ) -> Predicate:
        properties = {Structure.MONEY: base, Structure.GROUP_KEY: f"{base}_currency"}
        parts: list[Predicate] = []
        for name, tests in sorted(value.items()):
            if tests is None:
                raise null_operand((*path, name))
            stored = kinds.of_node(label, properties[reads_of(kind.fields[name])])
            parts.extend(self._tests(stored, tests, (*path, name)))
        return AllOf(tuple(parts))

    def _related(
        self,
        kind: GraphQLInputObjectType,
        related: Related,
        value: Mapping[str, Any],
        path: tuple[str | int, ...],
        level: int,
        hops: int,
    ) -> Iterator[Predicate]:
        if hops > MAX_HOPS:
            raise limit_exceeded("Relationship hops in a filter", MAX_HOPS, hops)
        step, name = related.path, _variable((self._variable, *path))
        if not related.quantified:
            of = self.all_of(kind, value, step.labels[0], step.relationship, path, level, hops)
            yield Exists(name, step, of)
            return
        for quantifier, wanted in sorted(value.items()):
            here = (*path, quantifier)
            if wanted is None:
                raise null_operand(here)
            item = get_named_type(kind.fields[quantifier].type)
            assert isinstance(item, GraphQLInputObjectType)
            of = self.all_of(item, wanted, step.labels[0], step.relationship, here, level, hops)
            variable = _variable((self._variable, *here))
            if quantifier == "some":
                yield Exists(variable, step, of)
            elif quantifier == "none":
                yield Not(Exists(variable, step, of))
            else:
                yield Not(Exists(variable, step, Not(of)))

    def _tests(self, value: Stored, tests: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Predicate]:
        case_insensitive = bool(tests.get("caseInsensitive"))
        for name, operand in sorted(tests.items()):
            if name == "caseInsensitive":
                continue
            here = (*path, name)
            if operand is None:
                raise null_operand(here)
            if name == "isNull":
                yield IsNull(value) if operand else Not(IsNull(value))
                continue
            operator = _OPERATORS.get(name) or _OPPOSITES[name]
            parameter = self._draft.parameter(_variable((self._variable, *here)), self._site, here, plain)
            compare = Compare(value, operator, parameter, case_insensitive)
            yield compare if name in _OPERATORS else Not(compare)


def plain(value: Any) -> Any:
    """An operand as the database takes it: enums by value."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def null_operand(path: tuple[str | int, ...]) -> Exception:
    """BAD_INPUT for a null where a test or an operand belongs."""
    return bad_input(
        f"{'.'.join(map(str, path))} is null.", "Leave the field out, or test with isNull what may be missing."
    )


def _variable(path: tuple[str | int, ...]) -> str:
    return "_".join(map(str, path))
