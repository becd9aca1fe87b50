"""For how long an answer may be kept: what `@cacheControl` says of its root field and of everything selected below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import get_named_type

from gateway.plan.selection import Selected

EXTENSION = "cacheControl"
"""Where a field or type of the GraphQL schema has its `Keeping`: `field.extensions["cacheControl"]`."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How old an answer may become, and how much older while it is made anew, in seconds."""

    max_age_s: int
    stale_s: int = 0


def keeping_of(field: Selected) -> Keeping | None:
    """The least of what a root field and all below it say; None where the root field says nothing: it is not kept."""
    if EXTENSION not in field.definition.extensions:
        return None
    said = list(_said(field))
    return Keeping(min(each.max_age_s for each in said), min(each.stale_s for each in said))


def _said(field: Selected) -> Iterator[Keeping]:
    for holder in (field.definition, get_named_type(field.definition.type)):
        if EXTENSION in holder.extensions:
            yield holder.extensions[EXTENSION]
    for children in field.children.values():
        for child in children:
            yield from _said(child)
