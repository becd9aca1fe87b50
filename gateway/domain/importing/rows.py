"""Rows: cells under the names of their columns, found whatever way the source spells those names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from gateway.domain.importing.cells import CLEARED, text_of
from gateway.domain.importing.tally import Record, Tally

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """A column's name without case, blanks and signs: `OwnerId`, `OWNER_ID` and `Owner ID` are one."""
    return _NOT_PLAIN.sub("", name.lower())


@dataclass(frozen=True)
class Header:
    """The columns of a table as the source names them; `of` is the object that may stand before their names."""

    columns: tuple[str, ...]
    of: str = ""
    index: dict[str, int] = field(init=False, repr=False)
    """By plain name, the first where two are alike."""
    names: tuple[str, ...] = field(init=False)
    """The source's names, without the object's before them."""

    def __post_init__(self) -> None:
        names = tuple(self._bare(name) for name in self.columns)
        object.__setattr__(self, "names", names)
        index: dict[str, int] = {}
        for number, name in enumerate(names):
            index.setdefault(plain(name), number)
        object.__setattr__(self, "index", index)

    def _bare(self, name: str) -> str:
        before, dot, rest = name.strip().partition(".")
        return rest if dot and self.of and plain(before) == plain(self.of) else name.strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `number` counts from 1 below the header."""

    header: Header
    cells: Sequence[Any]
    number: int

    def cell(self, name: str) -> Any:
        """What stands under a plain name: None where the table has no such column or the cell is blank."""
        position = self.header.index.get(name)
        return None if position is None else self.cells[position]

    def text(self, name: str) -> str | None:
        """The same as text without blanks at its ends; None also where the source says that it is cleared."""
        written = text_of(self.cell(name))
        return None if written == CLEARED else written

    def column(self, name: str) -> str:
        """The source's name of a plain name's column; the plain name where there is no such column."""
        position = self.header.index.get(name)
        return name if position is None else self.header.names[position]

    def first(self, *names: str) -> str | None:
        """The text under the first of several plain names that has one."""
        for name in names:
            written = self.text(name)
            if written is not None:
                return written
        return None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it at all."""
        return all(text_of(cell) is None for cell in self.cells)


class RowMap(Protocol):
    """How the rows of one table become records."""

    @property
    def custom_columns(self) -> list[str]:
        """The columns that are kept as custom fields."""

    @property
    def left_out(self) -> list[str]:
        """The columns that no record takes."""

    def records(self, row: Row, tally: Tally) -> list[Record]:
        """The records of a row; where it carries nothing there are none, and the tally says why. Raises Refusal."""
