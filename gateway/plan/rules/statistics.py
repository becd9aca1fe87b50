"""`aggregate` and `groupBy`: statistics of a whole filtered list, one scan, never over unlike currencies."""

from __future__ import annotations

from gateway.plan import kinds
from gateway.plan.draft import LevelDraft
from gateway.plan.reads import Property, Structure, Totals
from gateway.plan.rules.object_fields import snake
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import (
    Constant,
    EntryLeaf,
    IsNull,
    Not,
    Outline,
    OutlineField,
    Predicate,
    Shape,
    Source,
    Statistics,
    Step,
    Summary,
    SummaryFact,
    SummaryMoney,
)
from gateway.plan.tree import Totals as TotalsShape

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


def plan_totals(level: LevelDraft, field: Selected) -> TotalsShape:
    """The shape of sums by currency over what a path leads to."""
    totals: Totals = field.reads
    variable = level.child_variable(snake(field.name))
    given = Not(IsNull(kinds.of_node(totals.path.labels[0], totals.amount)))
    source = Step(level.variable, totals.path)
    return TotalsShape(level.slot(Statistics(variable, source, given, totals.amount, None)), _outline(field))


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
