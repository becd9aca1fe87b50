"""Search: the nodes that a text finds in the full-text indexes of several labels, as one list, the best first."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from gateway.domain.search_query import search_query
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import Search
from gateway.plan.rules.lists import plan_page
from gateway.plan.rules.object_fields import snake
from gateway.plan.rules.orders import node_key
from gateway.plan.selection import Selected
from gateway.plan.tree import Key, Score, Shape
from gateway.plan.tree import Search as Source
from graph_schema.constraints import full_text_indexes

_INDEXES = {index.label: index.name for index in full_text_indexes()}


def plan_search(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a connection over what a text finds. Equally good hits are ordered by id."""
    search: Search = field.reads
    variable = level.child_variable(snake(field.name))
    indexes = {kind: _INDEXES[label] for kind, label in search.labels}
    default = field.definition.args[search.types].default_value
    source = Source(
        draft.parameter(f"{variable}_indexes", field.site, (search.types,), _searched(indexes, default)),
        draft.parameter(f"{variable}_text", field.site, (search.text,), search_query),
    )
    # All labels have an id; which is named only decides what kind of value it is.
    below = LevelDraft(variable, search.labels[0][1])
    order = (Key(Score(), descending=True, nullable=False), node_key(below.label, "id"))
    return plan_page(draft, level, below, field, source, None, order)


def _searched(indexes: dict[str, str], default: list[Enum]) -> Callable[[Any], list[str]]:
    """The indexes of the types asked for, each once; null stands for the default."""

    def encode(types: list[Enum] | None) -> list[str]:
        asked = {each.value for each in (default if types is None else types)}
        return [name for kind, name in indexes.items() if kind in asked]

    return encode
