"""Cursors: opaque text that holds where an edge stands in an order, and what list it stands in.

A cursor is base64url of a JSON list: version, fingerprint of field, filter and order, id of the list's parent, then
one value for each key of the order. Keys are as the database returns them, so paging needs no offset and survives
what is written between two pages.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import orjson

from gateway.errors import bad_cursor
from graph_schema.model import Kind

VERSION = 1
_MARK_BYTES = 6
TURNED = "turned"
"""What the parameter with a text key's `turned_ranges` is called, behind the name of the key's own."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A cursor read again: the parent it was made under and the keys of its edge."""

    parent: str | None
    keys: tuple[Any, ...]


def fingerprint(field: str, arguments: Mapping[str, Any]) -> str:
    """What all cursors of one list, filter and order have in common."""
    text = orjson.dumps([field, arguments], option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=_MARK_BYTES).hexdigest()


def write_cursor(mark: str, parent: str | None, keys: Sequence[Any]) -> str:
    """The cursor of an edge."""
    return urlsafe_b64encode(orjson.dumps([VERSION, mark, parent, *keys])).decode().rstrip("=")


def read_cursor(text: str, mark: str, kinds: Sequence[Kind]) -> Cursor:
    """The cursor that `text` is; BAD_CURSOR where it is none, or one of another list, filter or order."""
    try:
        raw = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (ValueError, Base64Error):
        raise bad_cursor() from None
    if not isinstance(raw, list) or len(raw) != len(kinds) + 3 or raw[:2] != [VERSION, mark]:
        raise bad_cursor()
    parent, keys = raw[2], raw[3:]
    if not isinstance(parent, str | None) or not all(map(_fits, keys, kinds)):
        raise bad_cursor()
    return Cursor(parent, tuple(keys))


def turned_ranges(key: Any) -> list[list[str]]:
    """Ranges [from, to) of texts that stand on the other side of a text by code point than by UTF-16 unit.

    Those that go on beyond U+FFFF where the text goes on with U+E000 to U+FFFF, and the other way round: surrogates are
    the smaller units of greater characters.
    """
    if not isinstance(key, str):
        return []
    found: list[list[str]] = []
    for place, character in enumerate(key):
        before = key[:place]
        if "\ue000" <= character <= "\uffff":
            found.append([before + "\U00010000", before + "\ue000"])
        elif character > "\uffff":
            found.append([before + "\ue000", before + "\uffff" * 8])
    return found


def _fits(value: Any, kind: Kind) -> bool:
    """Whether a key is of the kind that its place wants: a cursor that was tampered with is no error of the store."""
    if value is None:
        return True
    if kind in (Kind.INSTANT, Kind.DATE):
        return isinstance(value, str) and _is_temporal(value, kind)
    if kind is Kind.BOOLEAN:
        return isinstance(value, bool)
    if kind in (Kind.INTEGER, Kind.FLOAT):
        return isinstance(value, float) or (isinstance(value, int) and _is_64_bit(value))
    return isinstance(value, str)


def _is_64_bit(value: int) -> bool:
    """Whether the database can hold it; a truth value is no number."""
    return not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_temporal(text: str, kind: Kind) -> bool:
    try:
        if kind is Kind.DATE:
            date.fromisoformat(text)
            return True
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
