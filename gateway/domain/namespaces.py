"""Namespaces of identities: the ones every graph begins with, and what a value of each may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Namespace:
    """A kind of identity. Priority 1 is the highest; a type never changes."""

    code: str
    type: str
    priority: int
    unique: bool = False
    """Whether a person may have one value of it only."""


KNOWN = {
    each.code: each
    for each in (
        Namespace("CRMID", "CROSS_DEVICE", 1),
        Namespace("b2b_person", "CROSS_DEVICE", 2),
        Namespace("Email", "EMAIL", 3),
        Namespace("Phone", "PHONE", 4),
        Namespace("Device", "DEVICE", 5),
        Namespace("ECID", "COOKIE", 6),
    )
}
UNKNOWN_TYPE = "CROSS_DEVICE"
"""What a namespace is that a record mentions for the first time."""
LAST_PRIORITY = 1_000

LONGEST_VALUE = 1024
ECID_DIGITS = 38
_CODE = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)


def is_code(text: str) -> bool:
    """Whether a text can be the code of a namespace: letters, digits and `_`, 1 to 64 of them."""
    return _CODE.fullmatch(text) is not None


def normalised(code: str, value: str) -> str:
    """The value as it is stored and compared: e-mail addresses trimmed and lower-cased, others as they are."""
    return value.strip().lower() if code == "Email" else value


def trouble_with(code: str, value: str) -> str | None:
    """Why no identity of the namespace can have this (normalised) value; None where one can."""
    if not value:
        return f"The identity of namespace {code} has an empty value."
    if len(value) > LONGEST_VALUE:
        return f"The {code} value has {len(value)} characters; at most {LONGEST_VALUE} are allowed."
    if code == "ECID" and not (len(value) == ECID_DIGITS and value.isascii() and value.isdigit()):
        return f"An ECID has {ECID_DIGITS} digits; this one is not so."
    return None


def nearest(code: str, codes: Iterable[str]) -> str | None:
    """The code most like a mistyped one; None where nothing is near."""
    candidates = sorted(codes)
    folded = {each.casefold(): each for each in candidates}
    if code.casefold() in folded:
        return folded[code.casefold()]
    near = get_close_matches(code.casefold(), list(folded), n=1, cutoff=0.3)
    return folded[near[0]] if near else (candidates[0] if candidates else None)
