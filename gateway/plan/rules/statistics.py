"""`aggregate` and `groupBy`: statistics of a whole filtered list, one scan, never over unlike currencies."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.plan import kinds
from gateway.plan.draft import LevelDraft
from gateway.plan.reads import Property, Structure, Totals
from gateway.plan.rules.folding import alone
from gateway.plan.rules.object_fields import snake
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import (
    AllOf,
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
    SummaryTotal,
)
from gateway.plan.tree import Totals as TotalsShape

AMOUNT, STATISTICS = "amount", "facts"


def plan_statistics(
    around: LevelDraft, variable: str, fields: Sequence[Selected], source: Source, where: Predicate | None
) -> dict[str, Shape]:
    """The shapes of a connection's `aggregate` and `groupBy` fields, and of `totalCount` beside them, by response key.

    Their rows become one branch of the level around the connection: one scan of the list, however many they are.
    """
    group_of = {each.key: _group(each) for each in fields if each.reads is not Structure.TOTAL}
    groups = tuple(sorted(set(group_of.values()), key=lambda group: group or ""))
    name = around.child_variable(f"{variable.rsplit('_', 1)[-1]}_{STATISTICS}")
    at = around.slot(Statistics(name, source, where, AMOUNT, groups))
    only = {group: index if len(groups) > 1 else None for index, group in enumerate(groups)}
    shapes: dict[str, Shape] = {}
    for each in fields:
        if each.reads is Structure.TOTAL:
            shapes[each.key] = SummaryTotal(at, only[groups[0]])
        else:
            group = group_of[each.key]
            shapes[each.key] = Summary(at, _outline(each), group is not None, only[group])
    return shapes


def _group(field: Selected) -> str | None:
    return str(field.arguments["field"].value) if field.reads is Structure.GROUPS else None


def plan_totals(level: LevelDraft, field: Selected) -> TotalsShape:
    """The shape of sums by currency over what a path leads to."""
    totals: Totals = field.reads
    variable = level.child_variable(snake(field.name))
    given: Predicate = Not(IsNull(kinds.of_node(totals.path.labels[0], totals.amount)))
    only = alone(level, totals.path)
    where = given if only is None else AllOf((given, only))
    source = Step(level.variable, totals.path)
    return TotalsShape(level.slot(Statistics(variable, source, where, totals.amount)), _outline(field))


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
