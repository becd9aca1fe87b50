"""A line of JSON becomes an object, or a refusal: stricter than JSON asks for, so that nothing is lost in silence."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from gateway.domain.value_checks import Refusal, shown

_KEY = re.compile(rb'"\s*:')
_NUL = b"\\u0000"


def parse_line(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Refusal for broken JSON, a key that stands twice, lone surrogates and U+0000."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as trouble:
        raise Refusal(f"The line is no JSON: {trouble.msg} (column {trouble.colno}).") from None
    if not isinstance(given, dict):
        raise Refusal("The line is no JSON object.")
    # Every key ends in a quote and a colon; a text can hold both, so more of them than keys are looked at closely.
    if len(_KEY.findall(line)) != _count_keys(given):
        _refuse_doubled_keys(line)
    if _NUL in line:
        refuse_nul(given)
    return given


def refuse_nul(value: Any) -> None:
    """Refusal where a text anywhere in a JSON value holds U+0000, which no property can."""
    if _holds_nul(value):
        raise Refusal("A text holds the character U+0000.")


def _count_keys(value: Any) -> int:
    if value.__class__ is dict:
        count = len(value)
        for each in value.values():
            if each.__class__ is dict or each.__class__ is list:
                count += _count_keys(each)
        return count
    return sum(_count_keys(each) for each in value if each.__class__ is dict or each.__class__ is list)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_holds_nul(each) for each in value)


def _refuse_doubled_keys(line: bytes) -> None:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in found:
            if key in seen:
                raise Refusal(f"The key {shown(key)} stands twice in one object.")
            seen[key] = value
        return seen

    json.loads(line, object_pairs_hook=pairs)
