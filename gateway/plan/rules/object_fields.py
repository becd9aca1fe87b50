"""The fields of one object become positions in its row, and an outline that says which becomes which key.

Fields are planned in the order of their names, so that the text does not depend on the order they were asked in; the
outline keeps the order asked in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateway.plan import kinds
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import (
    Derived,
    Documents,
    EdgeProperty,
    Embedded,
    Entry,
    One,
    Part,
    Property,
    Structure,
    View,
)
from gateway.plan.rules.folding import find_fragments, fold_of, is_folded, placed
from gateway.plan.selection import TYPENAME_FIELD, Selected, refusals_told_of
from gateway.plan.tree import (
    Cast,
    Chosen,
    Computed,
    Constant,
    EntryLeaf,
    Items,
    Leaf,
    Nested,
    Outline,
    OutlineField,
    Present,
    Rows,
    Shape,
    Single,
    Start,
    Step,
    Stored,
    Window,
)
from gateway.plan.tree import Part as PartShape
from graph_schema.model import Kind

FieldRule = Callable[[Draft, LevelDraft, Selected], Shape]
ONE_ROW = Window((), "1")


def plan_object(
    draft: Draft, level: LevelDraft, type_name: str, fields: tuple[Selected, ...], special: Mapping[object, FieldRule]
) -> Outline:
    """The outline of an object whose row is the level's. `special` plans the fields that other rules own."""
    if type_name == "Person" and is_folded(draft, level):
        find_fragments(level)
    shapes = {field.key: plan_field(draft, level, field, special) for field in sorted(fields, key=_name)}
    return Outline(
        type_name,
        tuple(OutlineField(each.key, shapes[each.key], each.required, each.items_required) for each in fields),
        fold_of(level) if type_name == "Person" else None,
    )


def plan_field(draft: Draft, level: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    """The shape of one field, whose values get positions in the level's row."""
    reads = field.reads
    rule = special.get(reads) if isinstance(reads, Structure) else special.get(type(reads))
    if rule is not None:
        with refusals_told_of(field):
            return rule(draft, level, field)
    if field.name == TYPENAME_FIELD:
        return Constant(field.parent)
    if isinstance(reads, Property):
        return _leaf(level, reads.name)
    if isinstance(reads, EdgeProperty):
        return _leaf_of(level, kinds.of_edge(level.relationship, reads.name))
    if isinstance(reads, Derived):
        return Leaf(level.slot(Computed(reads.name, level.asked)), Kind.STRING)
    if isinstance(reads, Embedded):
        return _embedded(level, field, reads)
    if isinstance(reads, Documents):
        return _documents(level, field, reads)
    if isinstance(reads, View):
        return plan_end(draft, level, field, special)
    assert isinstance(reads, One), reads
    return _one(draft, level, field, reads, special)


def _leaf(level: LevelDraft, name: str) -> Leaf:
    return _leaf_of(level, kinds.of_node(level.label, name))


def _leaf_of(level: LevelDraft, stored: Stored) -> Leaf:
    at = level.slot(placed(level, stored))
    return Leaf(at, stored.kind, default=[] if stored.kind is Kind.STRINGS else None)


def _embedded(level: LevelDraft, field: Selected, embedded: Embedded) -> Shape:
    present = level.slot(placed(level, Present(embedded.presence))) if embedded.presence else None
    shapes: dict[str, Shape] = {}
    for each in sorted(field.only_children, key=_name):
        if each.name == TYPENAME_FIELD:
            shapes[each.key] = Constant(each.parent)
        else:
            assert isinstance(each.reads, Part), each.reads
            shapes[each.key] = _leaf(level, embedded.base + each.reads.suffix)
    return PartShape(_outline(field, shapes), present)


def _documents(level: LevelDraft, field: Selected, documents: Documents) -> Shape:
    shapes: dict[str, Shape] = {}
    for each in field.only_children:
        if each.name == TYPENAME_FIELD:
            shapes[each.key] = Constant(each.parent)
        else:
            assert isinstance(each.reads, Entry), each.reads
            shapes[each.key] = EntryLeaf(each.reads.key)
    return Items(level.slot(kinds.of_node(level.label, documents.name)), _outline(field, shapes))


def _outline(field: Selected, shapes: Mapping[str, Shape]) -> Outline:
    (type_name,) = field.children
    return Outline(
        type_name, tuple(OutlineField(each.key, shapes[each.key], each.required) for each in field.only_children)
    )


def _one(draft: Draft, level: LevelDraft, field: Selected, one: One, special: Mapping[object, FieldRule]) -> Shape:
    variable = level.child_variable(snake(field.name))
    below = LevelDraft(variable, one.path.labels[0], one.path.relationship)
    ((type_name, fields),) = field.children.items()
    outline = plan_object(draft, below, type_name, fields, special)
    rows = Rows(below.level(Step(level.variable, one.path), window=ONE_ROW))
    return Single(level.slot(rows), outline)


def plan_start(draft: Draft, level: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    """The node where the relationship of the row starts, or where it ends."""
    ((type_name, fields),) = field.children.items()
    finish = field.reads is Structure.FINISH
    below = LevelDraft(level.child_variable("finish" if finish else "start"), type_name)
    outline = plan_object(draft, below, type_name, fields, special)
    return Single(level.slot(Rows(below.level(Start(level.variable, finish)))), outline)


def plan_end(draft: Draft, level: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    """The node that an edge leads to, from the same row: one of several types where its type is abstract."""
    if len(field.children) == 1:
        ((type_name, fields),) = field.children.items()
        return Nested(plan_object(draft, level, type_name, fields, special))
    options = []
    for type_name, fields in sorted(field.children.items()):
        below = LevelDraft(level.child_variable(f"as_{type_name.lower()}"), type_name)
        outline = plan_object(draft, below, type_name, fields, special)
        options.append((level.slot(Rows(below.level(Cast(level.variable, type_name)))), outline))
    return Chosen(tuple(options))


def _name(field: Selected) -> str:
    return field.name


def snake(name: str) -> str:
    """`segmentMemberships` as `segment_memberships`."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)
