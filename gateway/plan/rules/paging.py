"""Page sizes and cursors: first and after, or last and before, become the window of a level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.errors import bad_input, limit_exceeded
from gateway.plan.draft import Draft
from gateway.plan.tree import After, Key, PageSize, Scope, Window

MAX_PAGE = 500
DEFAULT_PAGE = 20
ARGUMENTS = ("first", "after", "last", "before")
"""The arguments that say which page of a list is wanted, and nothing of the list itself."""


@dataclass(frozen=True, slots=True)
class PageWindow:
    """The window of a connection, with the numbers of its page size and of its cursor scope."""

    window: Window
    limit: int
    scope: int
    backward: bool


def plan_window(
    draft: Draft, variable: str, field: str, order: tuple[Key, ...], arguments: Mapping[str, Any], site: int
) -> PageWindow:
    """The window of a connection at `site`. A page from the end is one from the start of the order turned round."""
    size, cursor, backward = _direction(arguments)
    limit = draft.parameter(f"{variable}_{size}", site, (size,), one_more(size))
    draft.pages.append(PageSize(site, size))
    parameters: tuple[str, ...] = ()
    if arguments.get(cursor) is not None:
        parameters = tuple(f"{variable}_{cursor}_{index}" for index in range(len(order)))
    draft.scopes.append(Scope(site, field, cursor, parameters, tuple(key.value.kind for key in order)))
    way = tuple(map(_turned, order)) if backward else order
    window = Window(way, f"${limit}", After(parameters) if parameters else None)
    return PageWindow(window, len(draft.pages) - 1, len(draft.scopes) - 1, backward)


def check_size(draft: Draft, arguments: Mapping[str, Any], site: int) -> None:
    """Have the page size of a connection checked of which no page is read."""
    size, _, _ = _direction(arguments)
    draft.pages.append(PageSize(site, size))


def gives_cursor(arguments: Mapping[str, Any]) -> bool:
    """Whether the page is to continue from a cursor."""
    return arguments.get("after") is not None or arguments.get("before") is not None


def _direction(arguments: Mapping[str, Any]) -> tuple[str, str, bool]:
    """The names of size and cursor, and whether they count from the end. BAD_INPUT for a mixture of both ways."""
    given = [name for name in ARGUMENTS if arguments.get(name) is not None]
    forward, backward = ("first", "after"), ("last", "before")
    if not set(given) <= set(forward) and not set(given) <= set(backward):
        raise bad_input(f"{' and '.join(given)} do not go together.", "Give first with after, or last with before.")
    return (*backward, True) if given and given[0] in backward else (*forward, False)


def turned_round(window: Window) -> Window:
    """What is on the other side of the window's cursor, and the row that it names: any one of it."""
    assert window.after is not None
    return Window(tuple(map(_turned, window.order)), "1", replace(window.after, inclusive=True), unsorted=True)


def _turned(key: Key) -> Key:
    return replace(key, descending=not key.descending, nulls_first=key.nullable and not key.nulls_first)


def page_size(name: str, asked: int | None) -> int:
    """The page size asked for, 20 by default; LIMIT_EXCEEDED over 500, BAD_INPUT under 1."""
    if asked is None:
        return DEFAULT_PAGE
    if asked < 1:
        raise bad_input(f"{name} is {asked}.", f"Ask for 1 to {MAX_PAGE}.")
    if asked > MAX_PAGE:
        raise limit_exceeded(f"Page size ({name})", MAX_PAGE, asked)
    return asked


def one_more(name: str) -> Callable[[int | None], int]:
    """One row more than the page tells whether another page follows."""
    return lambda asked: page_size(name, asked) + 1
