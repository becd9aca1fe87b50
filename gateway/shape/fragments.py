"""What is worked out of a person's fragments, by the policy at hand: rows and values that no node holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.fragments import Fragment, read_fragment
from gateway.domain.instants import canonical, shown_instant
from gateway.domain.people import Span, person_values, scores
from gateway.domain.provenance import origins
from gateway.domain.records import IdentityKey
from gateway.errors import limit_exceeded
from gateway.plan.tree import Fold, Origins, Present, Scores, Stored, Worked
from gateway.shape.context import Context, Nothing, Path
from graph_schema.model import Kind

Shaper = Callable[[Any, Context, Path], Any]
Work = Callable[[Any, Context, Path], list[list[Any]]]

_NAMESPACE, _VALUE, _FRAGMENTS, _FIRST_SEEN, _LAST_SEEN = range(5)
"""What a row of an identity with its fragments begins with."""


def compile_worked(worked: Worked, outline: Shaper) -> Shaper:
    """A list with one object for each row that the rule works out."""
    at, work = worked.at, _work(worked.rule, worked.most)

    def shape_worked(row: Any, context: Context, path: Path) -> Any:
        rows = work(row[at], context, path)
        return [outline(each, context, (path, index)) for index, each in enumerate(rows)]

    return shape_worked


def compile_folded(fold: Fold, outline: Shaper) -> Shaper:
    """An object whose row has places for values of a person: they are filled first."""
    at, most = fold.at, fold.most

    def shape_folded(row: Any, context: Context, path: Path) -> Any:
        fragments = read_fragments(row[at], most, path)
        properties = person_values(fragments, _spans(row[at]), context.policy)
        filled = list(row)
        for place, of in fold.places:
            filled[place] = _value(properties, of)
        return outline(filled, context, path)

    return shape_folded


def read_fragments(identities: list[Any], most: int, path: Path) -> list[Fragment]:
    """The fragments of a person from the rows of its identities. LIMIT_EXCEEDED where not all of them were read."""
    longest = max([len(identities), *(len(each[_FRAGMENTS]) for each in identities)])
    if longest > most:
        raise Nothing(limit_exceeded("Identities of a person, or datasets of an identity", most, longest), path)
    return [
        read_fragment(dataset, (each[_NAMESPACE], each[_VALUE]), body)
        for each in identities
        for dataset, body in each[_FRAGMENTS]
    ]


def _work(rule: Origins | Scores, most: int) -> Work:
    match rule:
        case Origins():
            return lambda identities, context, path: _origin_rows(rule, identities, context, path, most)
        case Scores():
            return lambda identities, context, path: _score_rows(rule, identities, context, path, most)


def _origin_rows(rule: Origins, identities: Any, context: Context, path: Path, most: int) -> list[list[Any]]:
    by_key = {(each[_NAMESPACE], each[_VALUE]): each for each in identities}
    found = origins(read_fragments(identities, most, path), context.parameters[rule.parameter], context.policy)
    return [[each.path, each.value, each.dataset, each.observed_at, [by_key[each.primary]]] for each in found]


def _score_rows(rule: Scores, identities: Any, context: Context, path: Path, most: int) -> list[list[Any]]:
    fragments = read_fragments(identities, most, path)
    found = scores(fragments, person_values(fragments, _spans(identities))["id"], context.policy)
    if rule.parameter is not None:
        wanted = context.parameters[rule.parameter]
        found = [each for each in found if each["model"] in wanted]
    found.sort(key=lambda each: (each["model"], each.get("goal") is None, each.get("goal", "")))
    return [[_value(each, column) for column in rule.columns] for each in found]


def _spans(identities: Any) -> dict[IdentityKey, Span]:
    return {
        (each[_NAMESPACE], each[_VALUE]): (canonical(each[_FIRST_SEEN]), canonical(each[_LAST_SEEN]))
        for each in identities
    }


def _value(properties: Mapping[str, Any], of: Stored | Present) -> Any:
    """What the database would give where it stored these properties."""
    if isinstance(of, Present):
        return any(properties.get(name) is not None for name in of.names)
    value = properties.get(of.name)
    return shown_instant(value) if value is not None and of.kind is Kind.INSTANT else value
