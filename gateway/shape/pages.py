"""The parts of a connection: its page of rows, its cursors, and what is before and behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.errors import bad_cursor
from gateway.plan.cursors import write_cursor
from gateway.plan.tree import CursorOf, Edges, Nested, Page, PageFact
from gateway.shape.context import Context, Nothing, Path

Shaper = Callable[[Any, Context, Path], Any]


def compile_connection(nested: Nested, outline: Shaper) -> Shaper:
    """The connection itself, once its cursor is known to be of this parent's list."""
    page = nested.page
    if page is None:
        return outline

    def shape_connection(row: Any, context: Context, path: Path) -> Any:
        parent = None if page.parent is None else row[page.parent]
        cursor = context.scopes[page.scope].cursor
        if cursor is not None and cursor.parent != parent:
            raise Nothing(bad_cursor(), path)
        context.parents[page.scope] = parent
        return outline(row, context, path)

    return shape_connection


def compile_edges(edges: Edges, item: Shaper) -> Shaper:
    """The page's rows, each as an edge or a node."""
    page = edges.page

    def shape_edges(row: Any, context: Context, path: Path) -> Any:
        return [item(each, context, (path, index)) for index, each in enumerate(shown(page, row, context))]

    return shape_edges


def compile_cursor(cursor: CursorOf) -> Shaper:
    """The cursor of the edge whose row it is given."""
    page = cursor.page
    return lambda row, context, _path: _cursor(page, row, context)


def compile_fact(fact: PageFact) -> Shaper:
    """One field of PageInfo."""
    page = fact.page
    if fact.fact == ("hasPreviousPage" if page.backward else "hasNextPage"):
        return lambda row, context, _path: len(row[page.rows]) > context.size(page)
    if fact.fact in ("hasPreviousPage", "hasNextPage"):
        beyond = page.beyond
        return lambda row, _context, _path: beyond is not None and row[beyond]
    end = 0 if fact.fact == "startCursor" else -1

    def cursor(row: Any, context: Context, _path: Path) -> Any:
        rows = shown(page, row, context)
        return _cursor(page, rows[end], context) if rows else None

    return cursor


def shown(page: Page, row: Any, context: Context) -> Any:
    """The rows of the page in the order of the list, without the one that tells of another page."""
    rows, size = row[page.rows], context.size(page)
    within = rows if len(rows) <= size else rows[:size]
    return within[::-1] if page.backward else within


def _cursor(page: Page, row: Any, context: Context) -> str:
    keys = [row[at] for at in page.keys]
    return write_cursor(context.scopes[page.scope].fingerprint, context.parents[page.scope], keys)
