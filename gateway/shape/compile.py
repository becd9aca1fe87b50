"""An outline becomes a function from a row to a response object, made once for a plan.

Functions are nested as the outline is; each takes (row, context, path). GraphQL's null rules are theirs: a missing
value of a required field empties the nearest object around it that may be null, and leaves an error with its path.
Where nothing is amiss, one expression that is made of the same outline does the same in a third of the time
(`shape/straight.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from gateway.errors import ErrorCode, GatewayError, limit_exceeded
from gateway.plan.tree import (
    Chosen,
    Constant,
    CursorOf,
    Edges,
    EntryLeaf,
    EntryObjects,
    Given,
    Items,
    Leaf,
    Nested,
    Outline,
    OutlineField,
    PageFact,
    Part,
    Several,
    Shape,
    Single,
    Slots,
    Summary,
    SummaryFact,
    SummaryMoney,
    SummaryTotal,
    Totals,
    Worked,
)
from gateway.shape import fragments, pages, summaries
from gateway.shape.context import Context, Nothing, Path
from gateway.shape.straight import straight
from graph_schema.model import Kind

Shaper = Callable[[Any, Context, Path], Any]

TYPENAME = "\0typename"
"""Key under which a tagged object says its type: for the ordinary executor, which must resolve abstract types."""


def compile_field(field: OutlineField, *, tagged: bool = False) -> Shaper:
    """The function that makes one response key's value. `tagged` objects name their type under `TYPENAME`."""
    compiler = _Compiler(tagged)
    careful = compiler.field(field, "")
    if tagged:
        return careful
    return straight(field, lambda each: compiler.shape(each.shape, items_required=each.items_required), careful)


class _Compiler:
    def __init__(self, tagged: bool) -> None:
        self._tagged = tagged

    def outline(self, outline: Outline) -> Shaper:
        made = self._object(outline)
        return made if outline.fold is None else fragments.compile_folded(outline.fold, made)

    def _object(self, outline: Outline) -> Shaper:
        fields = tuple((field.key, self.field(field, outline.type_name)) for field in outline.fields)
        if self._tagged:
            tag = outline.type_name
            return lambda row, context, path: {
                TYPENAME: tag,
                **{key: shaper(row, context, path) for key, shaper in fields},
            }
        return lambda row, context, path: {key: shaper(row, context, path) for key, shaper in fields}

    def field(self, field: OutlineField, type_name: str) -> Shaper:
        shaper, key = self.shape(field.shape, items_required=field.items_required), field.key
        if isinstance(field.shape, Constant):
            return shaper
        if not field.required:
            return shaper if isinstance(field.shape, Leaf | EntryLeaf) else _nullable(shaper, key)
        missing = f"Cannot return null for non-nullable field {type_name}.{key}."

        def required(row: Any, context: Context, path: Path) -> Any:
            value = shaper(row, context, (path, key))
            if value is None:
                raise Nothing(GatewayError(ErrorCode.INTERNAL, missing, requestId=context.request_id), (path, key))
            return value

        return required

    def shape(self, shape: Shape, *, items_required: bool = True) -> Shaper:
        match shape:
            case Leaf():
                return _leaf(shape)
            case Constant():
                return lambda _row, _context, _path: shape.value
            case EntryLeaf():
                return lambda entry, _context, _path: entry.get(shape.key)
            case EntryObjects():
                return _entry_objects(shape, self.outline(shape.outline))
            case Given():
                return _given(shape, self.outline(shape.outline))
            case Part():
                return _part(shape, self.outline(shape.outline))
            case Items():
                return _items(shape, self.outline(shape.outline))
            case Single():
                return _single(shape, self.outline(shape.outline))
            case Several():
                return _several(shape, self.outline(shape.outline))
            case Worked():
                return fragments.compile_worked(shape, self.outline(shape.outline))
            case Slots():
                return _slots(shape, self.shape(shape.item), items_required=items_required)
            case Chosen():
                return _chosen([(at, self.outline(outline)) for at, outline in shape.options])
            case Nested():
                return pages.compile_connection(shape, self.outline(shape.outline))
            case Edges():
                return pages.compile_edges(shape, self.shape(shape.item))
            case CursorOf():
                return pages.compile_cursor(shape)
            case PageFact():
                return pages.compile_fact(shape)
            case Summary():
                return summaries.compile_summary(shape, self.outline(shape.outline))
            case SummaryTotal():
                return summaries.compile_total(shape)
            case Totals():
                return summaries.compile_totals(shape, self.outline(shape.outline))
            case SummaryFact():
                return summaries.compile_fact(shape)
            case SummaryMoney():
                return summaries.compile_money(self.outline(shape.outline))


def _entry_objects(objects: EntryObjects, outline: Shaper) -> Shaper:
    def shape(entry: Any, context: Context, path: Path) -> Any:
        held = entry[objects.key]
        if isinstance(held, list):
            return [outline(each, context, (path, index)) for index, each in enumerate(held)]
        return outline(held, context, path)

    return shape


def _given(given: Given, outline: Shaper) -> Shaper:
    return lambda _row, context, path: outline(context.parameters[given.parameter], context, path)


def _nullable(shaper: Shaper, key: str) -> Shaper:
    def nullable(row: Any, context: Context, path: Path) -> Any:
        try:
            return shaper(row, context, (path, key))
        except Nothing as nothing:
            context.record(nothing)
            return None

    return nullable


def _leaf(leaf: Leaf) -> Shaper:
    at, default = leaf.at, leaf.default
    if leaf.kind is Kind.JSON:
        return lambda row, _context, _path: None if row[at] is None else orjson.loads(row[at])
    if default is not None:
        return lambda row, _context, _path: default if row[at] is None else row[at]
    return lambda row, _context, _path: row[at]


def _part(part: Part, outline: Shaper) -> Shaper:
    present = part.present
    if present is None:
        return outline
    return lambda row, context, path: outline(row, context, path) if row[present] else None


def _items(items: Items, outline: Shaper) -> Shaper:
    at = items.at

    def shape_items(row: Any, context: Context, path: Path) -> Any:
        entries = orjson.loads(row[at]) if row[at] else []
        return [outline(entry, context, (path, index)) for index, entry in enumerate(entries)]

    return shape_items


def _single(single: Single, outline: Shaper) -> Shaper:
    at = single.at
    return lambda row, context, path: outline(row[at][0], context, path) if row[at] else None


def _several(several: Several, outline: Shaper) -> Shaper:
    at, most = several.at, several.most

    def shape_several(row: Any, context: Context, path: Path) -> Any:
        rows = row[at]
        if len(rows) > most:
            raise Nothing(limit_exceeded("Length of a list without pages", most, len(rows)), path)
        return [outline(each, context, (path, index)) for index, each in enumerate(rows)]

    return shape_several


def _slots(slots: Slots, shaper: Shaper, *, items_required: bool) -> Shaper:
    at = slots.at

    def item(row: Any, context: Context, path: Path) -> Any:
        if items_required:
            return shaper(row, context, path)
        try:
            return shaper(row, context, path)
        except Nothing as nothing:
            context.record(nothing)
            return None

    return lambda row, context, path: [item(each, context, (path, index)) for index, each in enumerate(row[at])]


def _chosen(options: list[tuple[int, Shaper]]) -> Shaper:
    def choose(row: Any, context: Context, path: Path) -> Any:
        return next((outline(row[at][0], context, path) for at, outline in options if row[at]), None)

    return choose
