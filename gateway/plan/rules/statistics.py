"""`aggregate` and `groupBy`: statistics of a whole filtered list, one scan, never over unlike currencies."""

from __future__ import annotations

from gateway.plan.draft import LevelDraft
from gateway.plan.reads import Property, Structure
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import (
    Constant,
    EntryLeaf,
    Outline,
    OutlineField,
    Predicate,
    Shape,
    Source,
    Statistics,
    Summary,
    SummaryFact,
    SummaryMoney,
)

AMOUNT = "amount"


def plan_statistics(
    around: LevelDraft, variable: str, field: Selected, source: Source, where: Predicate | None
) -> Summary:
    """The shape of `aggregate` or `groupBy`, whose rows become a branch of the level around the connection."""
    grouped = field.reads is Structure.GROUPS
    group = field.arguments["field"].value if grouped else None
    name = around.child_variable(f"{variable.rsplit('_', 1)[-1]}_{field.name}")
    at = around.slot(Statistics(name, source, where, AMOUNT, group))
    return Summary(at, _outline(field), grouped)


def _outline(field: Selected) -> Outline:
    (type_name,) = field.children
    return Outline(
        type_name, tuple(OutlineField(each.key, _shape(each), *_required(each)) for each in field.only_children)
    )


def _shape(field: Selected) -> Shape:
    if field.name == TYPENAME_FIELD:
        return Constant(field.parent)
    if field.reads is Structure.MONEY:
        return SummaryMoney(_outline(field))
    if isinstance(field.reads, Property):
        return EntryLeaf(field.reads.name)
    return SummaryFact(field.reads.value)


def _required(field: Selected) -> tuple[bool, bool]:
    return field.required, field.items_required
