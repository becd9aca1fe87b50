"""Root fields that are worked out from their arguments alone: a rule makes a document, whose entries are the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import Calculated, Entry
from gateway.plan.rules.object_fields import snake
from gateway.plan.rules.simulation import simulated_identity_graph
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import Constant, EntryLeaf, EntryObjects, Given, Outline, OutlineField, Shape

RULES: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "simulated_identity_graph": simulated_identity_graph,
}
"""From the coerced arguments of the field to its document. They raise `GatewayError` for what they refuse."""


def plan_calculated(draft: Draft, _level: LevelDraft, field: Selected) -> Shape:
    """The shape of a document that a rule makes of the field's arguments."""
    calculated: Calculated = field.reads
    parameter = draft.parameter(snake(field.name), field.site, (), RULES[calculated.rule])
    return Given(parameter, _object(field))


def _object(field: Selected) -> Outline:
    (type_name,) = field.children
    return Outline(
        type_name, tuple(OutlineField(each.key, _entry(each), each.required) for each in field.only_children)
    )


def _entry(field: Selected) -> Shape:
    if field.name == TYPENAME_FIELD:
        return Constant(field.parent)
    assert isinstance(field.reads, Entry), field.reads
    return EntryObjects(field.reads.key, _object(field)) if field.children else EntryLeaf(field.reads.key)
