"""Deliberate faults, each put into the gateway at a seam that changes little: plan, text, table, rule of the domain."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from gateway.cypher import expressions, orders, write
from gateway.domain import people
from gateway.domain.fragments import Fragment
from gateway.domain.merge_policies import BUILT_IN, MergePolicy
from gateway.domain.observations import Observation
from gateway.domain.relations import edge_properties
from gateway.plan import build
from gateway.plan.rules import filters, paging
from gateway.plan.tree import (
    AllOf,
    AnyOf,
    Compare,
    Count,
    Exists,
    Key,
    Level,
    Not,
    Owner,
    Page,
    PageFact,
    Rows,
    Statistics,
    Stored,
    Window,
)

Plant = Callable[[pytest.MonkeyPatch], None]
Winner = tuple[Observation, Fragment]


# --- seams -----------------------------------------------------------------------------------------------------------
def in_plan(kind: type, rule: Callable[[Any], Any]) -> Plant:
    """A fault in what is planned: every part of a kind becomes what the rule makes of it."""

    def part(node: Any) -> Any:
        if isinstance(node, tuple):
            return tuple(part(each) for each in node)
        if not is_dataclass(node) or isinstance(node, type):
            return node
        held = {each.name: getattr(node, each.name) for each in fields(node) if each.init}
        made = {name: part(each) for name, each in held.items()}
        whole = replace(node, **{name: each for name, each in made.items() if each is not held[name]})
        return rule(whole) if isinstance(whole, kind) else whole

    planned = build.build_plan
    return lambda patch: patch.setattr("gateway.shape.root.build_plan", lambda field: part(planned(field)))


def in_text(old: str, new: str) -> Plant:
    """A fault in what statements say; `old` is a pattern."""
    written = write.write_statement
    return lambda patch: patch.setattr(
        "gateway.shape.root.write_statement", lambda plan: re.sub(old, new, written(plan))
    )


def instead(name: str, new: Any) -> Plant:
    """Something else under a name."""
    return lambda patch: patch.setattr(name, new)


def entry(table: dict[str, str], name: str, text: str) -> Plant:
    """Another entry in a table."""
    return lambda patch: patch.setitem(table, name, text)


# --- rules that are wrong --------------------------------------------------------------------------------------------
def _filtered_above(level: Level) -> Level:
    """The conditions of the lists below stand at the list itself."""
    moved: list[Any] = []
    slots: list[Any] = []
    for slot in level.slots:
        if isinstance(slot, Rows) and slot.level.where is not None and slot.level.window is not None:
            moved.append(slot.level.where)
            slots.append(replace(slot, level=replace(slot.level, where=None)))
        else:
            slots.append(slot)
    given = (*moved, level.where) if level.where is not None else tuple(moved)
    return replace(level, slots=tuple(slots), where=AllOf(given) if given else None)


def _without_edge(exists: Exists) -> Exists:
    """Whatever is asked of the relationship is forgotten."""
    where = exists.where
    if isinstance(where, AllOf):
        return replace(exists, where=AllOf(tuple(each for each in where.of if not _is_of_edge(each))))
    return replace(exists, where=None) if _is_of_edge(where) else exists


def _is_of_edge(predicate: Any) -> bool:
    if not isinstance(predicate, Compare) or not isinstance(predicate.value, Stored):
        return False
    return predicate.value.owner is Owner.EDGE


def _some_of(negation: Not) -> Any:
    """NOT EXISTS (NOT …), which is `every`, is EXISTS (…)."""
    inner = negation.of
    if isinstance(inner, Exists) and isinstance(inner.where, Not):
        return replace(inner, where=inner.where.of)
    return negation


def _operator(old: str, new: str) -> Plant:
    return in_plan(Compare, lambda test: replace(test, operator=new) if test.operator == old else test)


def _last_fragment(fragments: Collection[Fragment], _policy: MergePolicy = BUILT_IN) -> dict[str, Winner]:
    ordered = sorted(fragments, key=lambda each: (each.dataset, each.primary))
    return {name: (found, each) for each in ordered for name, found in each.observations.items()}


def _larger_dataset(fragments: Collection[Fragment], _policy: MergePolicy = BUILT_IN) -> dict[str, Winner]:
    won: dict[str, Winner] = {}
    for fragment in sorted(fragments, key=lambda each: (each.dataset, each.primary), reverse=True):
        for name, found in fragment.observations.items():
            if name not in won or found.rank > won[name][0].rank:
                won[name] = (found, fragment)
    return won


def _nulls_never_win(fragments: Collection[Fragment], _policy: MergePolicy = BUILT_IN) -> dict[str, Winner]:
    def known(fragment: Fragment) -> Fragment:
        found = {name: each for name, each in fragment.observations.items() if each.value is not None}
        return replace(fragment, observations=found)

    return _WINNERS([known(each) for each in fragments])


_WINNERS = people.winners


def _inactive(relationship: str, role: str | None, claims: Any) -> dict[str, Any]:
    found = edge_properties(relationship, role, claims)
    return found | {"is_active": False} if relationship == "WORKS_FOR" else found


FAULTS: dict[str, Plant] = {
    # filters
    "OR is AND": in_plan(AnyOf, lambda found: AllOf(found.of)),
    "a filter says only its first field": in_plan(AllOf, lambda found: AllOf(found.of[:1])),
    "a filter stands one level too high": in_plan(Level, _filtered_above),
    "what is asked of a relationship is forgotten": in_plan(Exists, _without_edge),
    "some is none": in_text(r"EXISTS \{", "NOT EXISTS {"),
    "every is some": in_plan(Not, _some_of),
    "NOT of a missing value is false": in_text(r", false\)", ", true)"),
    "case is never ignored": in_plan(Compare, lambda test: replace(test, case_insensitive=False)),
    "greater is greater or equal": _operator(">", ">="),
    "less is less or equal": _operator("<", "<="),
    "startsWith is contains": _operator("STARTS WITH", "CONTAINS"),
    "filters may be too deep": instead("gateway.plan.rules.filters.MAX_LEVELS", filters.MAX_LEVELS + 1),
    # orders
    "missing values come first": in_plan(Key, lambda key: replace(key, nulls_first=key.nullable)),
    "descending is ascending": in_plan(Key, lambda key: replace(key, descending=False)),
    "only the first key of an order counts": in_plan(
        Window, lambda window: window if window.after else replace(window, order=window.order[:1])
    ),
    # pages
    "a page begins with the row of its cursor": instead(
        "gateway.cypher.write.behind", lambda *given: re.sub(r" ([<>]) ", r" \1= ", orders.behind(*given))
    ),
    "a page is one row short": instead(
        "gateway.shape.context.Context.size", lambda self, page: max(self.pages[page.limit] - 1, 1)
    ),
    "a page shows the row that tells of another": instead(
        "gateway.shape.context.Context.size", lambda self, page: self.pages[page.limit] + 1
    ),
    "a page from the end is not turned back": in_plan(Page, lambda page: replace(page, backward=False)),
    "there is never another page": in_plan(
        PageFact, lambda found: replace(found, fact="hasPreviousPage") if found.fact == "hasNextPage" else found
    ),
    "a page may be too long": instead("gateway.plan.rules.paging.MAX_PAGE", paging.MAX_PAGE + 1),
    "a cursor is good for any parent": in_plan(Page, lambda page: replace(page, parent=None)),
    # counts and sums
    "a total forgets the filter": in_plan(Count, lambda count: replace(count, where=None)),
    "a sum forgets the filter": in_plan(Statistics, lambda found: replace(found, where=None)),
    "sums are over mixed currencies": in_text(r"\w+\.amount_currency AS", "'EUR' AS"),
    "an average is the sum": in_text(r" / nullIf\(count\(.*?\), 0\)", ""),
    "a group is by another field": entry(expressions.GROUPS, "STAGE", "{node}.type"),
    # what is shown at all
    "a membership that has run out is shown": entry(expressions.CONDITIONS, "membership_is_shown", "true"),
    "a member that left long ago is shown": entry(expressions.CONDITIONS, "member_is_shown", "true"),
    "an archived segment holds": entry(expressions.CONDITIONS, "membership_holds", "{edge}.status = 'REALIZED'"),
    "what is skipped is answered": instead("gateway.plan.selection.get_directive_values", lambda *_: None),
    "lookups answer in the order turned round": in_text(
        r"range\(0, size\((\$\w+)\) - 1\)", r"range(size(\1) - 1, 0, -1)"
    ),
    # merging
    "a fragment wins whatever its time": instead("gateway.domain.people.winners", _last_fragment),
    "of equal times the larger dataset wins": instead("gateway.domain.people.winners", _larger_dataset),
    "an explicit null does not clear": instead("gateway.domain.people.winners", _nulls_never_win),
    "provenance names the wrong source": instead("gateway.domain.provenance.winners", _last_fragment),
    "a role is not active by default": instead("gateway.commands.ingest.edges.edge_properties", _inactive),
    # errors
    "a refusal does not say where": instead("gateway.plan.bind.tell_of", lambda _node, _refusal: None),
}
"""What is wrong -> how to plant it."""
