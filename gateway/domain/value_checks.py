"""Values of records: checked against their type, and brought into the form in which they are kept and compared."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from gateway.domain.fields import ADDRESS, CHOICES, MONEY, Field, Type
from gateway.errors import ErrorCode

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE_SECONDS = len("2026-03-01T09:30:00Z")
_CANONICAL = len("2026-03-01T09:30:00.000000Z")
_SHOWN = 40
LONGEST_TEXT_BYTES = 4_000
"""In UTF-8. The engine refuses to index what takes more than 8 kB, and some indexes hold two texts."""
_SURELY_SHORT = LONGEST_TEXT_BYTES // 4


class Refusal(Exception):  # noqa: N818 - a verdict, not a fault
    """Why a record is not taken: one sentence that names the field and what was found.

    `at` is the path of the field, such as `identities.0.value`, empty where it is the record as a whole.
    """

    def __init__(self, message: str, at: str = "", code: ErrorCode = ErrorCode.BAD_INPUT) -> None:
        super().__init__(message)
        self.at = at
        self.code = code


def checked(value: Any, field: Field, name: str) -> Any:
    """The value as it is kept. An explicit null stays: it clears. Refusal for a wrong type."""
    if value is None:
        return None
    return _CHECKS[field.type](value, name)


def fields_of(given: Mapping[str, Any], known: Mapping[str, Field], where: str) -> dict[str, Any]:
    """The fields of an object by property; Refusal for one that is not known."""
    result = {}
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            raise unknown_field(name, known, where)
        if value.__class__ is str and field.type is Type.TEXT and len(value) <= _SURELY_SHORT and "\0" not in value:
            result[field.property] = value  # most values are texts
        else:
            result[field.property] = checked(value, field, f"{where}.{name}" if where else name)
    return result


def unknown_field(name: str, known: Mapping[str, Any] | frozenset[str], where: str) -> Refusal:
    """The refusal of a field that no record has, with the nearest that there is."""
    near = get_close_matches(name, list(known), n=1)
    place = f" in {where}" if where else ""
    hint = f" Did you mean {near[0]}?" if near else ""
    return Refusal(f"There is no field {shown(name)}{place}.{hint}", f"{where}.{name}" if where else name)


def instant(value: Any, name: str) -> str:
    """RFC 3339 with offset as UTC text of 27 characters, microseconds and `Z`: such texts sort as instants do."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            if value[-1] == "Z" and value[10] == "T" and len(value) in (_WHOLE_SECONDS, _CANONICAL):
                datetime.fromisoformat(value)
                return value if len(value) == _CANONICAL else value[:-1] + ".000000Z"
            return canonical_instant(datetime.fromisoformat(value.upper().replace(" ", "T")))
        except (ValueError, OverflowError):
            pass
    raise wrong(name, value, Type.INSTANT)


def canonical_instant(moment: datetime) -> str:
    """An instant as UTC text of 27 characters."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def text(value: Any, name: str) -> str:
    """A text of at most 4,000 bytes, which holds no U+0000."""
    if isinstance(value, str) and len(value) > _SURELY_SHORT and (size := len(value.encode())) > LONGEST_TEXT_BYTES:
        raise Refusal(f"{name} has {size:,} bytes; at most {LONGEST_TEXT_BYTES:,} are allowed.", name)
    return long_text(value, name)


def long_text(value: Any, name: str) -> str:
    """A text, which holds no U+0000."""
    if not isinstance(value, str):
        raise wrong(name, value, Type.TEXT)
    if "\0" in value:
        raise Refusal(f"{name} holds the character U+0000.", name)
    return value


def required_text(given: Mapping[str, Any], name: str) -> str:
    """A text that must be there and not be empty."""
    value = given.get(name)
    if value is None or value == "":
        raise Refusal(f"{name} is missing.", name)
    return text(value, name)


def wrong(name: str, value: Any, wanted: Type) -> Refusal:
    """The refusal of a value of the wrong type."""
    return Refusal(f"{name} is {shown(value)}, not {wanted.value}.", name)


def shown(value: Any) -> str:
    """A value as a message shows it: short."""
    words = (
        f'"{value}"'
        if isinstance(value, str)
        else {True: "true", False: "false"}.get(value, repr(value))
        if isinstance(value, bool)
        else repr(value)
    )
    return words if len(words) <= _SHOWN else words[: _SHOWN - 3] + "..."


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list):
        raise wrong(name, value, Type.TEXTS)
    return [text(each, f"{name}.{index}") for index, each in enumerate(value)]


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(name, value, Type.NUMBER)
    try:
        number = float(value)
    except OverflowError:
        raise wrong(name, value, Type.NUMBER) from None
    if not math.isfinite(number):
        raise wrong(name, value, Type.NUMBER)
    return number


def _integer(value: Any, name: str) -> int:
    number = _number(value, name)
    if not number.is_integer() or not -(2**31) <= number < 2**31:
        raise wrong(name, value, Type.INTEGER)
    return int(value)


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise wrong(name, value, Type.TRUTH)
    return value


def _date(value: Any, name: str) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise wrong(name, value, Type.DATE)


def _money(value: Any, name: str) -> list[Any]:
    if not isinstance(value, dict):
        raise wrong(name, value, Type.MONEY)
    parts = fields_of(value, MONEY, name)
    for part, written in (("amount", "amount"), ("currency_code", "currencyCode")):
        if parts.get(part) in (None, ""):
            raise Refusal(f"{name}.{written} is missing.", f"{name}.{written}")
    return [parts["amount"], parts["currency_code"]]


def _address(value: Any, name: str) -> dict[str, str] | None:
    """The parts that have a value; an address without any is none."""
    if not isinstance(value, dict):
        raise wrong(name, value, Type.ADDRESS)
    parts = {part: each for part, each in fields_of(value, ADDRESS, name).items() if each is not None}
    return parts or None


def _choice(kind: Type) -> Callable[[Any, str], str]:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in CHOICES[kind]:
            raise wrong(name, value, kind)
        return value

    return check


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(name, value, Type.OBJECT)
    return value


_CHECKS: dict[Type, Callable[[Any, str], Any]] = {
    Type.TEXT: text,
    Type.LONG_TEXT: long_text,
    Type.TEXTS: _texts,
    Type.INTEGER: _integer,
    Type.NUMBER: _number,
    Type.TRUTH: _truth,
    Type.DATE: _date,
    Type.INSTANT: instant,
    Type.MONEY: _money,
    Type.ADDRESS: _address,
    Type.PERSON_TYPE: _choice(Type.PERSON_TYPE),
    Type.SEGMENT_STATE: _choice(Type.SEGMENT_STATE),
    Type.STATUS: _choice(Type.STATUS),
    Type.OBJECT: _object,
}
