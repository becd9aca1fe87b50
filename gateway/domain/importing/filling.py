"""Filling: the attributes and custom fields of a record out of a row, by a table of which column is which field.

Every column ends in one of three ways: a field takes it, the map reads it otherwise, or it is kept as a custom field.
So is a cell that is not what its field wants: a revenue of "n/a" is no number, and is still what the source said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain import fields
from gateway.domain.fields import Type
from gateway.domain.importing.cells import CLEARED, ISO, Notation, UnfitCell, fitted, json_of, text_of
from gateway.domain.importing.rows import Header, Row, plain
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import LONGEST_TEXT_BYTES

_PARTS: Mapping[Type, Mapping[str, fields.Field]] = {Type.MONEY: fields.MONEY, Type.ADDRESS: fields.ADDRESS}
_SHORT = (Type.TEXT, Type.PERSON_TYPE)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where one column goes."""

    position: int
    column: str
    field: str
    part: str
    type: Type


class Filling:
    """What fields, of which a record knows these, take from the columns of a table.

    `paths` are fields by plain column, such as `name`, `billingAddress.city` or `amount.amount`;
    `reads` are plain columns that the map uses itself. A blank cell says nothing, or with `clear_blanks` that there is
    no value.
    """

    def __init__(
        self,
        header: Header,
        known: Mapping[str, fields.Field],
        paths: Mapping[str, str],
        reads: Iterable[str] = (),
        *,
        notation: Notation = ISO,
        clear_blanks: bool = False,
    ) -> None:
        self._targets = [
            _target(header, column, path, known) for column, path in paths.items() if column in header.index
        ]
        taken = {*paths, *reads}
        self._money = {name for name, each in known.items() if each.type is Type.MONEY}
        self._custom = [(number, name) for number, name in enumerate(header.names) if plain(name) not in taken]
        self._notation = notation
        self._clear_blanks = clear_blanks

    @property
    def custom_columns(self) -> list[str]:
        """The columns that are kept as custom fields."""
        return [name for _, name in self._custom]

    def fill(self, row: Row, tally: Tally, currency: str = "") -> tuple[Record, Record]:
        """The fields and the custom fields of a row; amounts are in the currency that is given."""
        attributes: Record = {}
        custom: Record = {}
        cells = row.cells
        for target in self._targets:
            cell = cells[target.position]
            written = text_of(cell)
            if written is None or written == CLEARED:
                if written or self._clear_blanks:
                    _clear(attributes, target)
                continue
            try:
                value = fitted(cell, target.type, self._notation)
                if target.type in _SHORT and len(value) > LONGEST_TEXT_BYTES // 4:
                    _refuse_long(value)
            except UnfitCell as unfit:
                tally.unfit[f"{target.column}: {unfit.verdict}"] += 1
                custom[target.column] = json_of(cell)
                continue
            if target.part:
                held = attributes.get(target.field)
                attributes[target.field] = {**(held or {}), target.part: value}
            else:
                attributes[target.field] = value
        self._complete_money(attributes, currency)
        self._keep(cells, custom, tally)
        return attributes, custom

    def _complete_money(self, attributes: Record, currency: str) -> None:
        for name in self._money & attributes.keys():
            money = attributes[name]
            if money is not None and "amount" not in money:
                del attributes[name]
            elif money is not None:
                money.setdefault("currencyCode", currency)

    def _keep(self, cells: Any, custom: Record, tally: Tally) -> None:
        for position, name in self._custom:
            cell = cells[position]
            if cell is None or cell == "":
                if self._clear_blanks:
                    custom[name] = None
                continue
            value = json_of(cell)
            if value is not None:
                tally.custom[name] += 1
                custom[name] = None if value == CLEARED else value


def _target(header: Header, column: str, path: str, known: Mapping[str, fields.Field]) -> _Target:
    field, _, part = path.partition(".")
    type_ = known[field].type
    position = header.index[column]
    return _Target(position, header.names[position], field, part, _PARTS[type_][part].type if part else type_)


def _clear(attributes: Record, target: _Target) -> None:
    """No value: of the field, or of a value of several parts unless another part says one."""
    if not target.part:
        attributes[target.field] = None
    else:
        attributes.setdefault(target.field, None)


def _refuse_long(value: str) -> None:
    if len(value.encode()) > LONGEST_TEXT_BYTES:
        raise UnfitCell(value, f"longer than {LONGEST_TEXT_BYTES:,} bytes")
