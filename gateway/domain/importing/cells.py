"""Cells: what a table holds at one place, and how it becomes a value of a record.

Cells of CSV are texts; those of Parquet and Excel may be numbers, truth values, days or instants already.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gateway.domain.fields import Type
from gateway.domain.value_checks import canonical_instant, shown

CLEARED = "#N/A"
"""What bulk tools of Salesforce write where a value is to be cleared; a blank cell says nothing."""
_TRUTHS = {"true": True, "t": True, "yes": True, "y": True, "1": True} | dict.fromkeys(
    ("false", "f", "no", "n", "0"), False
)
_ZONE_BY_NAME = re.compile(r"\s*(UTC|GMT)$", re.IGNORECASE)
_DAY_LENGTH = len("2026-03-01")


class UnfitCell(Exception):  # noqa: N818 - a verdict on the cell
    """A cell that cannot be what its field wants; `verdict` says what it is not, `str()` of it also what it is."""

    def __init__(self, written: str | None, verdict: str) -> None:
        super().__init__(f"{shown(written)} is {verdict}")
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Notation:
    """How a source writes what can be written in several ways; dates are ISO 8601 where no form is given."""

    decimal: str = "."
    thousands: str = ""
    date_form: str | None = None
    """As `datetime.strptime` takes it."""
    instant_form: str | None = None


ISO = Notation()


def text_of(cell: Any) -> str | None:
    """A cell as text without blanks at its ends; None where nothing stands in it."""
    if cell.__class__ is str:
        return cell.strip() or None
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else None if math.isnan(cell) else repr(cell)
    if isinstance(cell, datetime):
        return canonical_instant(cell if cell.tzinfo else cell.replace(tzinfo=UTC))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip() or None


def json_of(cell: Any) -> Any:
    """A cell as custom fields keep it: texts, numbers and truth values as they are, anything else as text."""
    if cell.__class__ is str:
        return cell.strip() or None
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, list | dict):
        return cell
    return text_of(cell)


def fitted(cell: Any, wanted: Type, notation: Notation = ISO) -> Any:
    """A cell as a field of the type takes it. Raises UnfitCell."""
    maker = _MAKERS.get(wanted)
    return maker(cell, notation) if maker else text_of(cell)


def instant_of(cell: Any, notation: Notation = ISO) -> str:
    """An instant as records carry it; UTC where the source names no offset, midnight where it names no hour."""
    if isinstance(cell, datetime):
        return canonical_instant(cell if cell.tzinfo else cell.replace(tzinfo=UTC))
    if isinstance(cell, date):
        return f"{cell.isoformat()}T00:00:00.000000Z"
    written = text_of(cell) or ""
    try:
        if notation.instant_form:
            moment = datetime.strptime(written, notation.instant_form)  # noqa: DTZ007 - UTC follows
        else:
            moment = datetime.fromisoformat(_ZONE_BY_NAME.sub("+00:00", written))
        return canonical_instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise UnfitCell(written, f"no instant{_in_form(notation.instant_form)}") from None


def _date_of(cell: Any, notation: Notation) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    written = text_of(cell) or ""
    try:
        if notation.date_form:
            return datetime.strptime(written, notation.date_form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        return date.fromisoformat(
            written[:_DAY_LENGTH] if written[_DAY_LENGTH:][:1] in ("T", " ") else written
        ).isoformat()
    except ValueError:
        raise UnfitCell(written, f"no calendar day{_in_form(notation.date_form)}") from None


def _in_form(form: str | None) -> str:
    return f" in the form {form}" if form else ""


def _number_of(cell: Any, notation: Notation) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    written = plain = text_of(cell) or ""
    if notation.thousands:
        plain = plain.replace(notation.thousands, "")
    if notation.decimal != ".":
        plain = plain.replace(".", "_").replace(notation.decimal, ".")
    try:
        number = float(plain) if "_" not in plain else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UnfitCell(written, "no number")
    return number


def _integer_of(cell: Any, notation: Notation) -> int:
    number = _number_of(cell, notation)
    if int(number) != number:
        raise UnfitCell(text_of(cell), "no whole number")
    return int(number)


def _truth_of(cell: Any, _: Notation) -> bool:
    if isinstance(cell, bool):
        return cell
    written = text_of(cell) or ""
    try:
        return _TRUTHS[written.lower()]
    except KeyError:
        raise UnfitCell(written, "neither true nor false") from None


def _texts_of(cell: Any, _: Notation) -> list[str]:
    """The values of a list: of Parquet as it is, else what stands between semicolons."""
    parts = cell if isinstance(cell, list) else (text_of(cell) or "").split(";")
    return [part for each in parts if (part := text_of(each)) is not None]


_MAKERS: dict[Type, Callable[[Any, Notation], Any]] = {
    Type.TEXTS: _texts_of,
    Type.INTEGER: _integer_of,
    Type.NUMBER: _number_of,
    Type.TRUTH: _truth_of,
    Type.DATE: _date_of,
    Type.INSTANT: instant_of,
    Type.PERSON_TYPE: lambda cell, _: (text_of(cell) or "").upper(),
    Type.STATUS: lambda cell, _: (text_of(cell) or "").upper(),
    Type.SEGMENT_STATE: lambda cell, _: (text_of(cell) or "").upper(),
}
