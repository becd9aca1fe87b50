"""Orders, and the keyset predicate that continues one: no offset, so a page costs the same at any depth."""

from __future__ import annotations

from gateway.cypher.predicates import Names, expression, operand
from gateway.plan.cursors import TURNED
from gateway.plan.tree import After, Key, Stored
from graph_schema.model import Kind


def order_by(keys: tuple[Key, ...], names: Names) -> str:
    """The terms of ORDER BY. Cypher sorts null as the largest value; ours come last both ways, or first."""
    return ", ".join(term for key in keys for term in _terms(key, names))


def behind(keys: tuple[Key, ...], after: After, names: Names) -> str:
    """Whether a row comes after the one whose keys the parameters hold, or is that one where it counts; never null.

    In `coalesce`, because the planner would make a union of index seeks of it, and a union has no order.
    """
    choices: list[str] = []
    equal: list[str] = []
    for key, parameter in zip(keys, after.parameters, strict=True):
        value, given = expression(key.value, names), operand(parameter, key.value.kind)
        further = _not_before if after.inclusive and key is keys[-1] else _later
        choices.append(" AND ".join([*equal, further(key, value, given, parameter)]))
        equal.append(_same(key, value, given, parameter))
    return f"coalesce({' OR '.join(f'({each})' for each in choices)}, false)"


def seek(keys: tuple[Key, ...], after: After | None, names: Names) -> str:
    """A test by the first key that lets a sorted scan walk its index, from where the cursor stands.

    ORDER BY uses an index only beside a predicate on its property; the rows it lets through are those with a value.
    """
    key = keys[0]
    value = expression(key.value, names)
    if after is None:
        return f"{value} IS NOT NULL"
    return f"{value} {'<=' if key.descending else '>='} {operand(after.parameters[0], key.value.kind)}"


def _terms(key: Key, names: Names) -> list[str]:
    value = expression(key.value, names)
    direction = " DESC" if key.descending else ""
    if not key.nullable:
        return [value + direction]
    if key.nulls_first == key.descending:
        return [value + direction]
    return [f"{value} IS NOT NULL" if key.nulls_first else f"{value} IS NULL", value + direction]


def _later(key: Key, value: str, given: str, parameter: str) -> str:
    beyond = _compared(key, value, "<" if key.descending else ">", given, parameter)
    if not key.nullable:
        return beyond
    if key.nulls_first:
        return f"(({beyond}) OR (${parameter} IS NULL AND {value} IS NOT NULL))"
    return f"(({beyond}) OR (${parameter} IS NOT NULL AND {value} IS NULL))"


def _not_before(key: Key, value: str, given: str, parameter: str) -> str:
    if not key.nullable:
        return _compared(key, value, "<=" if key.descending else ">=", given, parameter)
    return f"({_later(key, value, given, parameter)} OR {_same(key, value, given, parameter)})"


def _compared(key: Key, value: str, sign: str, given: str, parameter: str) -> str:
    """A comparison by code point, as ORDER BY and indexes have it; the database compares a parameter by UTF-16 units.

    The parameter's turned ranges hold the texts for which that makes a difference: mostly none.
    """
    if key.value.kind is not Kind.STRING or (isinstance(key.value, Stored) and key.value.name == "id"):
        return f"{value} {sign} {given}"
    ranges = f"any(range IN ${parameter}_{TURNED} WHERE {value} >= range[0] AND {value} < range[1])"
    return f"({value} {sign} {given} XOR {ranges})"


def _same(key: Key, value: str, given: str, parameter: str) -> str:
    equal = f"{value} = {given}"
    return equal if not key.nullable else f"({equal} OR ({value} IS NULL AND ${parameter} IS NULL))"
