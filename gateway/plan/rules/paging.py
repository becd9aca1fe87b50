"""Page sizes and cursors: first and after become the window of a level."""

from __future__ import annotations

from typing import Any

from gateway.errors import bad_input, limit_exceeded
from gateway.plan.draft import Draft
from gateway.plan.tree import After, Key, PageSize, Scope, Window

MAX_PAGE = 500
DEFAULT_PAGE = 20


def plan_window(
    draft: Draft, variable: str, field: str, order: tuple[Key, ...], after: Any, site: int
) -> tuple[Window, int, int]:
    """The window of a connection at `site`, with the numbers of its page size and of its cursor scope."""
    limit = draft.parameter(f"{variable}_first", site, ("first",), one_more)
    draft.pages.append(PageSize(site, limit))
    parameters: tuple[str, ...] = ()
    if after is not None:
        parameters = tuple(f"{variable}_after_{index}" for index in range(len(order)))
    draft.scopes.append(Scope(site, field, parameters, tuple(key.value.kind for key in order)))
    window = Window(order, f"${limit}", After(parameters) if parameters else None)
    return window, len(draft.pages) - 1, len(draft.scopes) - 1


def page_size(first: int | None) -> int:
    """The page size asked for, 20 by default; LIMIT_EXCEEDED over 500, BAD_INPUT under 1."""
    if first is None:
        return DEFAULT_PAGE
    if first < 1:
        raise bad_input(f"first is {first}.", f"Ask for 1 to {MAX_PAGE}.")
    if first > MAX_PAGE:
        raise limit_exceeded("Page size (first)", MAX_PAGE, first)
    return first


def one_more(first: int | None) -> int:
    """One row more than the page tells whether another page follows."""
    return page_size(first) + 1
