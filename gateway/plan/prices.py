"""What an operation costs before it is run: `@cost` of its fields, and those of a list times the page asked for.

An object costs 1 and a plain value nothing, unless `@cost` says otherwise. A page costs as much as if it were full: the
price is a bound, and no forecast. It is worked out once for an operation; where the size of a page, or a list of ids,
is a variable, that remains a factor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from graphql import VariableNode, get_named_type, is_composite_type

from gateway.plan.reads import Connection, EachNode, LookupEach, Roots, Search, Structure
from gateway.plan.rules.paging import DEFAULT_PAGE, MAX_PAGE
from gateway.plan.selection import Selected

EXTENSION = "cost"
"""Where a field of the GraphQL schema has its weight: `field.extensions["cost"]`."""
_ROWS = (Structure.EDGES, Structure.NODES)
_SIZES = ("first", "last")

_Factor = tuple[str, ...]
"""Variables of which the first that has a value says how many rows a list may have."""
_Terms = Counter[tuple[_Factor, ...]]
"""Amounts by what they are multiplied by: one factor for each list around them."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """How many rows a list may have: a number, and what it is multiplied by."""

    size: int = 1
    factors: tuple[_Factor, ...] = ()

    def times(self, terms: _Terms) -> _Terms:
        return Counter(
            {tuple(sorted((*factors, *self.factors))): amount * self.size for factors, amount in terms.items()}
        )


@dataclass(frozen=True, slots=True)
class Price:
    """A sum of amounts, each multiplied by what variables say."""

    fixed: int
    open: Sequence[tuple[int, tuple[_Factor, ...]]]

    def at(self, variables: Mapping[str, Any]) -> int:
        """The price with these values."""
        if not self.open:
            return self.fixed
        return self.fixed + sum(
            amount * prod(_size(next((variables[each] for each in names if variables.get(each) is not None), None))
                          for names in factors)
            for amount, factors in self.open
        )  # fmt: skip


def price_of(fields: Iterable[Selected]) -> Price:
    """The price of root fields."""
    terms = _sum(_terms(field, _Rows()) for field in fields)
    fixed = terms.pop((), 0)
    return Price(fixed, tuple((amount, factors) for factors, amount in terms.items()))


def _terms(field: Selected, page: _Rows) -> _Terms:
    """The amounts of a field and all below it. `page` is the list whose rows it stands for where it is `nodes`."""
    rows = _rows(field)
    below = (_terms(child, rows) for children in field.children.values() for child in children)
    terms = _sum((Counter({(): _weight(field)}), *below))
    if isinstance(field.reads, LookupEach | EachNode):
        return rows.times(terms)
    return page.times(terms) if field.reads in _ROWS else terms


def _weight(field: Selected) -> int:
    weight = field.definition.extensions.get(EXTENSION)
    if weight is not None:
        return int(weight)
    if isinstance(field.reads, Structure) and field.reads not in _ROWS:
        return 0
    return int(is_composite_type(get_named_type(field.definition.type)))


def _rows(field: Selected) -> _Rows:
    match field.reads:
        case Connection() | Roots() | Search():
            names: tuple[str, ...] = _SIZES
        case LookupEach(argument=name) | EachNode(argument=name):
            names = (name,)
        case _:
            return _Rows()
    given = {each.name.value: each.value for each in field.nodes[0].arguments or () if each.name.value in names}
    open_ = tuple(value.name.value for value in given.values() if isinstance(value, VariableNode))
    if open_:
        return _Rows(factors=(open_,))
    return _Rows(_size(next((value for name in names if (value := field.arguments.get(name)) is not None), None)))


def _size(value: Any) -> int:
    """The rows of a page size or a list of ids. Page sizes that are refused anyway are taken for the largest one."""
    if isinstance(value, list | tuple):
        return len(value)
    return DEFAULT_PAGE if value is None else max(0, min(int(value), MAX_PAGE))


def _sum(terms: Iterable[_Terms]) -> _Terms:
    total: _Terms = Counter()
    for each in terms:
        total.update(each)
    return total
