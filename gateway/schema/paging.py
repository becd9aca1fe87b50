"""What every paged list has in common: its arguments and its page information."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from gateway.plan.reads import Structure
from gateway.schema.values import PageInfo
from gateway.schema.vocabulary import reads

First = Annotated[int | None, strawberry.argument(description="How many from the start: 1 to 500, 20 when not given.")]
After = Annotated[
    str | None, strawberry.argument(description="The cursor that the page comes after, from the same list.")
]

Last = Annotated[
    int | None, strawberry.argument(description="How many from the end, in the order of the list: 1 to 500.")
]
Before = Annotated[
    str | None, strawberry.argument(description="The cursor that the page comes before, from the same list.")
]


def edges(about: str = "The page, each with its cursor.") -> Any:
    """The edges of a connection."""
    return reads(Structure.EDGES, about)


def nodes(about: str = "The page without edges: a shortcut.") -> Any:
    """The nodes of a connection."""
    return reads(Structure.NODES, about)


def page_info() -> Any:
    """The page information of a connection."""
    return reads(Structure.PAGE_INFO, "Where this page stands in the list.")


def total(about: str = "Length of the whole filtered list; counted only when asked for.") -> Any:
    """The length of a connection's list."""
    return reads(Structure.TOTAL, about, cost=5)


def cursor() -> Any:
    """The cursor of an edge."""
    return reads(Structure.CURSOR, "Where this edge stands: give it as `after`. Opaque.")


def end(about: str) -> Any:
    """The node of an edge."""
    return reads(Structure.END, about)


__all__ = ["After", "Before", "First", "Last", "PageInfo", "cursor", "edges", "end", "nodes", "page_info", "total"]
