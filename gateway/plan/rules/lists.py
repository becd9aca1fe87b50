"""Lists: a connection's page, its count and statistics, and plain lists, which are never cut short in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from gateway.plan import kinds
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import (
    Connection,
    Derived,
    Every,
    Many,
    Path,
    Property,
    Provenance,
    Roots,
    Sort,
    Structure,
    Totals,
)
from gateway.plan.rules.filters import plain, plan_filter
from gateway.plan.rules.folding import alone, led
from gateway.plan.rules.fragments import plan_folded_scores, plan_provenance
from gateway.plan.rules.object_fields import FieldRule, plan_end, plan_object, plan_start, snake
from gateway.plan.rules.orders import node_key, plan_order
from gateway.plan.rules.paging import MAX_PAGE, check_size, gives_cursor, plan_window, turned_round
from gateway.plan.rules.statistics import plan_statistics, plan_totals
from gateway.plan.rules.walks import copied, walk
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import (
    AllOf,
    Beyond,
    Compare,
    Computed,
    Constant,
    Count,
    CursorOf,
    Edges,
    Holds,
    Key,
    Leaf,
    Nested,
    Outline,
    OutlineField,
    Page,
    PageFact,
    Predicate,
    Rows,
    Scan,
    Score,
    Several,
    Shape,
    Source,
    Step,
    Window,
)
from graph_schema.model import Kind

_CURSORS = {Structure.CURSOR, Structure.FIRST_CURSOR, Structure.LAST_CURSOR}


def plan_many(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a plain list: nodes, or relationships with a node at their end."""
    many: Many = field.reads
    variable = level.child_variable(snake(field.name))
    below = _below(variable, many.path)
    within = _within(draft, below, field, many.within)
    if many.path.relationship == "HAS_SCORE" and level.fragments_at is not None:
        return plan_folded_scores(draft, level, field, within[0].parameter if within else None, SPECIAL)
    where = _all((*within, alone(level, many.path)))
    order = plan_order(None, None, many.sort, below.label, below.relationship, role=many.path.role)
    ((type_name, fields),) = field.children.items()
    outline = plan_object(draft, below, type_name, fields, SPECIAL)
    rows = Rows(below.level(led(level, many.path), where, Window(order, str(MAX_PAGE + 1))))
    return Several(level.slot(rows), outline, MAX_PAGE)


def plan_connection(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a connection at the end of a path."""
    connection: Connection = field.reads
    variable = level.child_variable(snake(field.name))
    below = _below(variable, connection.path)
    within = (*_within(draft, below, field, connection.within), *_between(draft, below, field, connection))
    where = _all((*within, alone(level, connection.path)))
    sort = _turned(connection, field.arguments)
    return _page_of(
        draft, level, below, field, Step(level.variable, connection.path), where, sort, connection.path.role
    )


def plan_roots(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a connection over all nodes of a label."""
    roots: Roots = field.reads
    below = LevelDraft(level.child_variable(snake(field.name)), roots.label)
    where = Holds(roots.visible) if roots.visible else None
    return _page_of(draft, level, below, field, Scan(roots.label), where, (), role=False)


def plan_every(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a plain list of all nodes of a label."""
    every: Every = field.reads
    below = LevelDraft(level.child_variable(snake(field.name)), every.label)
    ((type_name, fields),) = field.children.items()
    outline = plan_object(draft, below, type_name, fields, SPECIAL)
    order = tuple(node_key(every.label, each) for each in every.sort)
    rows = Rows(below.level(Scan(every.label), None, Window(order, str(MAX_PAGE + 1))))
    return Several(level.slot(rows), outline, MAX_PAGE)


def _page_of(
    draft: Draft,
    level: LevelDraft,
    below: LevelDraft,
    field: Selected,
    source: Source,
    where: Predicate | None,
    sort: tuple[Sort, ...],
    role: bool,
) -> Shape:
    asked = field.arguments.get("where")
    if asked is not None:
        kind = _input_type(field, "where")
        assert kind is not None
        where = _all(
            (where, plan_filter(draft, below.variable, below.label, below.relationship, kind, asked, field.site))
        )
    order = plan_order(
        _input_type(field, "orderBy"), field.arguments.get("orderBy"), sort, below.label, below.relationship, role=role
    )
    return plan_page(draft, level, below, field, source, where, order)


def plan_page(
    draft: Draft,
    level: LevelDraft,
    below: LevelDraft,
    field: Selected,
    source: Source,
    where: Predicate | None,
    order: tuple[Key, ...],
) -> Shape:
    """The shape of a connection over the rows that a source has in an order."""
    return _ConnectionRule(draft, level, below, field, source, where, order).shape()


class _ConnectionRule:
    """Plans the fields of one connection, all over the same rows."""

    def __init__(
        self,
        draft: Draft,
        around: LevelDraft,
        below: LevelDraft,
        field: Selected,
        source: Source,
        where: Predicate | None,
        order: tuple[Key, ...],
    ) -> None:
        self._draft, self._around, self._below, self._field = draft, around, below, field
        self._source, self._where = source, where
        self._walked: Source = source
        self._order = order
        if isinstance(source, Step):
            self._walked, self._order = walk(source, order)

    def shape(self) -> Shape:
        """The connection's own shape; its rows, count and statistics become branches of the level around."""
        paged = [each for each in self._field.only_children if each.reads in _PAGED]
        page: Page | None = None
        shapes: dict[str, Shape] = {}
        if paged or gives_cursor(self._field.arguments):  # whose list a cursor is of shows only in the rows
            page, shapes = self._page(paged)
        else:
            check_size(self._draft, self._field.arguments, self._field.site)
        shapes |= self._statistics()
        for each in sorted(self._field.only_children, key=lambda field: field.name):
            if each.key not in shapes:
                shapes[each.key] = self._fact(each)
        return Nested(_outline(self._field, shapes), page)

    def _fact(self, field: Selected) -> Shape:
        if field.name == TYPENAME_FIELD:
            return Constant(field.parent)
        if field.reads is Structure.TOTAL:
            count = Count(f"{self._below.variable}_all", self._source, self._where)
            return Leaf(self._around.slot(count), Kind.INTEGER)
        raise AssertionError(field.reads)

    def _statistics(self) -> dict[str, Shape]:
        """Statistics, in one scan; the count of a filtered list is theirs where there are any."""
        wanted = [each for each in self._field.only_children if each.reads in _STATISTICS]
        if not wanted:
            return {}
        if self._where is not None:
            wanted += [each for each in self._field.only_children if each.reads is Structure.TOTAL]
        return plan_statistics(self._around, self._below.variable, wanted, self._source, self._where)

    def _page(self, fields: list[Selected]) -> tuple[Page, dict[str, Shape]]:
        name, arguments = f"{self._field.parent}.{self._field.name}", self._field.arguments
        paging = plan_window(self._draft, self._below.variable, name, self._order, arguments, self._field.site)
        window = paging.window
        cursors = any(_asks_for(each, _CURSORS) for each in fields)
        keys = tuple(self._below.slot(key.value) for key in self._order) if cursors else ()
        parent = None
        if self._around.variable and (cursors or window.after):
            parent = self._around.slot(kinds.of_node(self._around.label, "id"))
        beyond = None
        other_side = Structure.NEXT if paging.backward else Structure.PREVIOUS
        if window.after and any(_asks_for(each, {other_side}) for each in fields):
            turned = LevelDraft(f"{self._below.variable}_beyond", self._below.label)
            beyond = self._around.slot(Beyond(turned.level(self._walked, self._where, turned_round(window))))
        # The rows' own position is known only when they are finished, so outlines below are made with a stand-in.
        page = Page(len(self._around.slots), paging.limit, keys, paging.scope, parent, beyond, paging.backward)
        shapes = {each.key: self._page_field(page, each) for each in sorted(fields, key=lambda field: field.name)}
        at = self._around.slot(Rows(self._below.level(self._walked, self._where, window)))
        assert at == page.rows, "planning below a connection adds nothing to the level around it"
        return page, shapes

    def _page_field(self, page: Page, field: Selected) -> Shape:
        ((type_name, fields), *_) = field.children.items()
        if field.reads is Structure.PAGE_INFO:
            return Nested(_outline(field, {each.key: _page_fact(page, each) for each in fields}))
        if field.reads is Structure.NODES:
            return Edges(page, plan_end(self._draft, self._below, field, SPECIAL))
        special: dict[object, FieldRule] = {**SPECIAL, Structure.CURSOR: lambda *_: CursorOf(page)}
        outline = plan_object(self._draft, self._below, type_name, fields, special)
        return Edges(page, Nested(outline))


_STATISTICS = {Structure.AGGREGATE, Structure.GROUPS}
_PAGED = {Structure.EDGES, Structure.NODES, Structure.PAGE_INFO}


def _page_fact(page: Page, field: Selected) -> Shape:
    return Constant(field.parent) if field.name == TYPENAME_FIELD else PageFact(page, field.reads.value)


def _asks_for(field: Selected, wanted: set[Structure]) -> bool:
    return any(each.reads in wanted for fields in field.children.values() for each in fields)


def _outline(field: Selected, shapes: Mapping[str, Shape]) -> Outline:
    (type_name,) = field.children
    return Outline(
        type_name,
        tuple(
            OutlineField(each.key, shapes[each.key], each.required, each.items_required) for each in field.only_children
        ),
    )


def _below(variable: str, path: Path) -> LevelDraft:
    # Where several labels may stand at the end, the order reads what they all have: the id.
    return LevelDraft(variable, path.labels[0], path.relationship)


def _within(
    draft: Draft, below: LevelDraft, field: Selected, within: tuple[tuple[str, Property | Derived], ...]
) -> tuple[Compare, ...]:
    """Arguments that list the values a property may have. Null means the default, no default means any."""
    predicates: list[Compare] = []
    for argument, reads in within:
        default = field.definition.args[argument].default_value
        given = field.arguments.get(argument)
        if given is None and not isinstance(default, list):
            continue
        encode = _or_default(default)
        parameter = draft.parameter(f"{below.variable}_{argument}", field.site, (argument,), encode)
        value = Computed(reads.name) if isinstance(reads, Derived) else kinds.of_node(below.label, reads.name)
        predicates.append(Compare(value, "IN", parameter))
    return tuple(predicates)


def _or_default(default: Any) -> Any:
    return lambda value: plain(default if value is None else value)


def _between(draft: Draft, below: LevelDraft, field: Selected, connection: Connection) -> tuple[Predicate, ...]:
    predicates: list[Predicate] = []
    for bound, operator in ((connection.since, ">="), (connection.until, "<")):
        if bound is None:
            continue
        argument, name = bound
        if field.arguments.get(argument) is None:
            continue
        parameter = draft.parameter(f"{below.variable}_{argument}", field.site, (argument,))
        value = copied(connection.path, name) or kinds.of_node(below.label, name)
        predicates.append(Compare(value, operator, parameter))
    return tuple(predicates)


def _turned(connection: Connection, arguments: Mapping[str, Any]) -> tuple[Sort, ...]:
    """The default order, in the direction asked for."""
    asked = arguments.get(connection.direction) if connection.direction else None
    if asked is None:
        return connection.sort
    return tuple(Sort(each.property, asked.value == "DESC", each.edge) for each in connection.sort)


def _all(predicates: Sequence[Predicate | None]) -> Predicate | None:
    given = tuple(each for each in predicates if each is not None)
    if not given:
        return None
    return given[0] if len(given) == 1 else AllOf(given)


def _input_type(field: Selected, argument: str) -> GraphQLInputObjectType | None:
    definition = field.definition.args.get(argument)
    kind = get_named_type(definition.type) if definition else None
    return kind if isinstance(kind, GraphQLInputObjectType) else None


def _plan_end(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    return plan_end(draft, level, field, SPECIAL)


def _plan_score(_draft: Draft, level: LevelDraft, _field: Selected) -> Shape:
    return Leaf(level.slot(Score()), Kind.FLOAT)


def _plan_start(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    return plan_start(draft, level, field, SPECIAL)


def _plan_totals(_draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    return plan_totals(level, field)


def _plan_provenance(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    return plan_provenance(draft, level, field, SPECIAL)


SPECIAL: Mapping[object, FieldRule] = {
    Connection: plan_connection,
    Many: plan_many,
    Provenance: _plan_provenance,
    Totals: _plan_totals,
    Structure.END: _plan_end,
    Structure.START: _plan_start,
    Structure.FINISH: _plan_start,
    Structure.SCORE: _plan_score,
}
