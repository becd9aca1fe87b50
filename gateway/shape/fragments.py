"""What is worked out of a person's fragments: rows that the database does not know, for outlines like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.domain.fragments import Fragment, read_fragment
from gateway.domain.provenance import origins
from gateway.errors import limit_exceeded
from gateway.plan.tree import Worked
from gateway.shape.context import Context, Nothing, Path

Shaper = Callable[[Any, Context, Path], Any]

_NAMESPACE, _VALUE, _FRAGMENTS = 0, 1, 2


def compile_worked(worked: Worked, outline: Shaper) -> Shaper:
    """A list with one object for each row that the rule works out."""
    at, most, wanted = worked.at, worked.most, worked.rule.parameter

    def shape_worked(row: Any, context: Context, path: Path) -> Any:
        by_key = {(each[_NAMESPACE], each[_VALUE]): each for each in row[at]}
        rows = [
            [each.path, each.value, each.dataset, each.observed_at, [by_key[each.primary]]]
            for each in origins(read_fragments(row[at], most, path), context.parameters[wanted])
        ]
        return [outline(each, context, (path, index)) for index, each in enumerate(rows)]

    return shape_worked


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
