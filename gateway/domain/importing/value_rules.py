"""Value rules: how a mapping file says where one value comes from.

A text is a column; a number or a truth value is itself; a table says more: `column`, `template` or `constant`, and then
`pattern`, `values` with `others`, `scale`, `default`, `type`. Templates put columns together: `{first} {last}`;
`{city?}` may be blank, every other blank column makes the value blank; `{name|slug}` goes through filters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeAlias

from gateway.domain.fields import Type
from gateway.domain.importing.cells import CLEARED, Notation, UnfitCell, fitted, json_of, text_of
from gateway.domain.importing.rows import Header, Row, plain
from gateway.domain.value_checks import Refusal, shown

Value: TypeAlias = Callable[[Row], Any]
"""The value of a row; None where the row says none. Raises Refusal."""

CLEARS = object()
"""What a value is that the source clears."""
TYPES = {
    "text": Type.TEXT,
    "number": Type.NUMBER,
    "integer": Type.INTEGER,
    "boolean": Type.TRUTH,
    "date": Type.DATE,
    "instant": Type.INSTANT,
    "list": Type.TEXTS,
}
"""What `type` may say."""
FILTERS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "slug": lambda text: re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"),
    "digits": lambda text: re.sub(r"\D+", "", text),
    "compact": lambda text: re.sub(r"\s+", "", text),
}
_SOURCES = ("column", "template", "constant")
_MORE = ("pattern", "values", "others", "scale", "default", "type", "date", "instant", "decimal", "thousands")
_PIECE = re.compile(r"\{([^{}]+)\}")


class MappingTrouble(Exception):  # noqa: N818 - a verdict on the mapping
    """Why a mapping file cannot be used: one sentence that says where and what was found."""


@dataclass(slots=True)
class Columns:
    """The columns of a table, and which of them a mapping uses."""

    header: Header
    used: set[str] = field(default_factory=set)
    keeps_unfit: bool = False
    """Whether a cell that does not fit is kept as a custom field; else its row is refused."""
    unfit: list[tuple[str, str, Any]] = field(default_factory=list)
    """Of the row at hand: the columns of cells that did not fit, what they are not, and the cells."""

    def position(self, name: str, where: str) -> int:
        """Where a column stands. MappingTrouble, with the nearest name, where there is none such."""
        names = self.header.names
        found = names.index(name) if name in names else self.header.index.get(plain(name))
        if found is None:
            near = get_close_matches(name, names, n=1)
            meant = f" Did you mean {near[0]}?" if near else f" There are {', '.join(names)}."
            raise MappingTrouble(f"{where}: there is no column {shown(name)}.{meant}")
        self.used.add(names[found])
        return found


def value_of(rule: Any, wanted: Type | None, columns: Columns, notation: Notation, where: str) -> Value:
    """The value that a rule describes, as the type takes it; of no type in particular, as custom fields keep it."""
    if isinstance(rule, str):
        rule = {"column": rule}
    elif not isinstance(rule, dict):
        rule = {"constant": rule}
    sources = [name for name in _SOURCES if name in rule]
    if len(sources) != 1:
        raise MappingTrouble(f"{where}: a value comes from exactly one of column, template and constant.")
    check_names(rule, {*_SOURCES, *_MORE}, where)
    if "type" in rule:
        if rule["type"] not in TYPES:
            raise MappingTrouble(f"{where}: type is {shown(rule['type'])}; it is one of {', '.join(TYPES)}.")
        wanted = TYPES[rule["type"]] if wanted is None else wanted
    notation = Notation(
        rule.get("decimal", notation.decimal),
        rule.get("thousands", notation.thousands),
        rule.get("date", notation.date_form),
        rule.get("instant", notation.instant_form),
    )
    if "constant" in rule:
        return _constant(rule["constant"])
    source = (
        _template(rule["template"], columns, where) if "template" in rule else _column(rule["column"], columns, where)
    )
    named = str(rule.get("column", where))
    changed = _changed(source, rule, named, where)

    def fit(cell: Any) -> Any:
        return json_of(cell) if wanted is None else fitted(cell, wanted, notation)

    return _finished(changed, fit, columns, named, rule.get("default"))


def check_names(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """MappingTrouble for a name that a mapping cannot have there."""
    for name in given:
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            raise MappingTrouble(
                f"{where}: there is no {shown(name)} here.{f' Did you mean {near[0]}?' if near else ''}"
            )


def _constant(value: Any) -> Value:
    fixed = text_of(value) if isinstance(value, date) else value
    return lambda _: fixed


def _column(name: Any, columns: Columns, where: str) -> Value:
    if not isinstance(name, str):
        raise MappingTrouble(f"{where}: column is {shown(name)}, not the name of a column.")
    position = columns.position(name, where)
    return lambda row: row.cells[position]


def _template(text: Any, columns: Columns, where: str) -> Value:
    if not isinstance(text, str) or not _PIECE.search(text):
        raise MappingTrouble(f"{where}: template is {shown(text)}; it names columns in braces, such as {{first}}.")
    literals = _PIECE.split(text)[::2]
    pieces = [_piece(each, columns, where) for each in _PIECE.findall(text)]

    def made(row: Row) -> str | None:
        found = [literals[0]]
        for (position, needed, filters), literal in zip(pieces, literals[1:], strict=True):
            written = text_of(row.cells[position])
            if written in (None, CLEARED):
                if needed:
                    return None
                written = ""
            for each in filters:
                written = each(written or "")
            if needed and not written:
                return None
            found += (written or "", literal)
        return "".join(found).strip()

    return made


def _piece(text: str, columns: Columns, where: str) -> tuple[int, bool, list[Callable[[str], str]]]:
    name, *filters = (part.strip() for part in text.split("|"))
    for each in filters:
        if each not in FILTERS:
            raise MappingTrouble(f"{where}: there is no filter {shown(each)}; there are {', '.join(FILTERS)}.")
    needed = not name.endswith("?")
    return columns.position(name.removesuffix("?").strip(), where), needed, [FILTERS[each] for each in filters]


def _changed(source: Value, rule: Mapping[str, Any], named: str, where: str) -> Value:
    """The value after `pattern`, `values` and `scale`."""
    if "pattern" in rule:
        source = _matched(source, rule["pattern"], where)
    if "values" in rule:
        if not isinstance(rule["values"], dict):
            raise MappingTrouble(f"{where}: values is a table of what the source writes and what that means.")
        others = rule.get("others", "blank" if "default" in rule else "refuse")
        if others not in ("refuse", "blank", "keep"):
            raise MappingTrouble(f"{where}: others is {shown(others)}; it is refuse, blank or keep.")
        source = _translated(source, rule["values"], named, others)
    if "scale" in rule:
        if not isinstance(rule["scale"], int | float) or isinstance(rule["scale"], bool):
            raise MappingTrouble(f"{where}: scale is {shown(rule['scale'])}, not a number.")
        source = _scaled(source, rule["scale"], named)
    return source


def _matched(source: Value, pattern: Any, where: str) -> Value:
    try:
        expression = re.compile(pattern)
    except (re.error, TypeError) as trouble:
        raise MappingTrouble(f"{where}: pattern is no regular expression: {trouble}.") from None

    def made(row: Row) -> str | None:
        found = expression.search(text_of(source(row)) or "")
        return None if found is None else found[1] if expression.groups else found[0]

    return made


def _translated(source: Value, values: Mapping[str, Any], named: str, others: str) -> Value:
    def made(row: Row) -> Any:
        written = text_of(source(row))
        if written is None or written == CLEARED:
            return written
        if written not in values and others == "refuse":
            raise Refusal(f"{named} is {shown(written)}, which `values` does not translate.")
        return values.get(written, written if others == "keep" else None)

    return made


def _scaled(source: Value, scale: float, named: str) -> Value:
    def made(row: Row) -> Any:
        cell = source(row)
        if text_of(cell) in (None, CLEARED):
            return cell
        try:
            number = float(cell) * scale
        except (TypeError, ValueError):
            raise Refusal(f"{named} is {shown(cell)}, which cannot be scaled.") from None
        return round(number, 6)

    return made


def _finished(source: Value, fit: Callable[[Any], Any], columns: Columns, named: str, default: Any) -> Value:
    def made(row: Row) -> Any:
        cell = source(row)
        written = text_of(cell) if not isinstance(cell, list | dict) else ""
        if written is None:
            return default
        if written == CLEARED:
            return CLEARS
        try:
            return fit(cell)
        except UnfitCell as unfit:
            if not columns.keeps_unfit:
                raise Refusal(f"{named}: {unfit}.") from None
            columns.unfit.append((named, unfit.verdict, cell))
            return default

    return made
