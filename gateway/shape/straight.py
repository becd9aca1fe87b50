"""The short way from a row to its object: one Python expression for the whole outline, compiled once for a plan.

It has no word for what is amiss: a null where none may be, a list that is too long, a cursor of another list. There it
gives up, and the nested functions of `shape/compile.py` go over the row again and say what is wrong and where. So they
stay the definition, and this only has to be right where all is well. Building objects in place costs a quarter of a
call for each field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from gateway.plan.tree import Constant, Edges, Leaf, Nested, Outline, OutlineField, Page, Part, Several, Shape, Single
from gateway.shape.context import Context, Nothing, Path
from gateway.shape.pages import shown
from graph_schema.model import Kind

Shaper = Callable[[Any, Context, Path], Any]


class _AmissError(Exception):
    """Something is not as it is when all is well."""


def straight(field: OutlineField, shape: Callable[[OutlineField], Shaper], careful: Shaper) -> Shaper:
    """A function that does what `careful` does. `shape` compiles the parts that have no expression here."""
    writer = _Writer(shape)
    source = f"lambda row, context: {writer.field(field, 'row')}"
    quick: Callable[[Any, Context], Any] = eval(compile(source, "<outline>", "eval"), writer.names)

    def shaper(row: Any, context: Context, path: Path) -> Any:
        try:
            value = quick(row, context)
            if not context.errors:
                return value
        except (_AmissError, Nothing):
            pass
        context.errors.clear()
        return careful(row, context, path)

    return shaper


class _Writer:
    """Writes expressions. Of the outline they hold numbers and keys of the answer; all else stands in `names`."""

    def __init__(self, shape: Callable[[OutlineField], Shaper]) -> None:
        self._shape = shape
        self.names: dict[str, Any] = {"amiss": _amiss, "there": _there, "shown": shown, "opened": _opened}

    def outline(self, outline: Outline, row: str) -> str:
        fields = [f"{field.key!r}: {self.field(field, row)}" for field in outline.fields]
        return f"{{{', '.join(fields)}}}"

    def field(self, field: OutlineField, row: str) -> str:
        match field.shape:
            case Leaf(kind=kind) as leaf if kind is not Kind.JSON:
                return _leaf(leaf, row, "amiss()" if field.required else "None", self._name)
            case Constant(value):
                return self._name(value)
        value = self._value(field.shape, row, "amiss()" if field.required else "None")
        if value is not None:
            return value
        called = f"{self._name(self._shape(field))}({row}, context, None)"
        return f"there({called})" if field.required else called

    def _value(self, shape: Shape, row: str, nothing: str) -> str | None:
        """The value of a shape that is written in place, `nothing` standing for its null; None for other shapes."""
        match shape:
            case Part(outline, present) if outline.fold is None:
                written = self.outline(outline, row)
                return written if present is None else f"({written} if {row}[{present}] else {nothing})"
            case Single(at, outline) if outline.fold is None:
                each = self._variable()
                made = f"[{self.outline(outline, each)} for {each} in {row}[{at}][:1]][0]"
                return f"({made} if {row}[{at}] else {nothing})"
            case Several(at, outline, most) if outline.fold is None:
                each = self._variable()
                rows = f"({row}[{at}] if len({row}[{at}]) <= {most} else amiss())"
                return f"[{self.outline(outline, each)} for {each} in {rows}]"
            case Edges(page, item):
                each = self._variable()
                one = self._value(item, each, "amiss()")
                return one and f"[{one} for {each} in shown({self._name(page)}, {row}, context)]"
            case Nested(outline, None) if outline.fold is None:
                return self.outline(outline, row)
            case Nested(outline, page) if outline.fold is None:
                return f"({self.outline(outline, row)} if opened({self._name(page)}, {row}, context) else None)"
        return None

    def _name(self, value: Any) -> str:
        name = f"_{len(self.names)}"
        self.names[name] = value
        return name

    def _variable(self) -> str:
        return self._name(None)


def _leaf(leaf: Leaf, row: str, nothing: str, name: Callable[[Any], str]) -> str:
    value = f"{row}[{leaf.at}]"
    if leaf.default is not None:
        return f"({name(leaf.default)} if {value} is None else {value})"
    return value if nothing == "None" else f"({value} if {value} is not None else {nothing})"


def _amiss() -> NoReturn:
    raise _AmissError


def _there(value: Any) -> Any:
    return _amiss() if value is None else value


def _opened(page: Page, row: Any, context: Context) -> bool:
    """Note the thing around a connection; true where the cursor at hand, if any, is of this list."""
    parent = None if page.parent is None else row[page.parent]
    cursor = context.scopes[page.scope].cursor
    context.parents[page.scope] = parent
    return True if cursor is None or cursor.parent == parent else _amiss()
