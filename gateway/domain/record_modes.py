"""Modes: whether a record adds to what is known, is all that is known, or names what is to go."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from gateway.domain import fields


class Mode(Enum):
    """How a record is meant."""

    MERGE = "MERGE"
    """Field by field: what is left out stays."""
    REPLACE = "REPLACE"
    """The record is the whole of what its dataset says: what is left out goes."""
    DELETE = "DELETE"
    """The record names by its key what is to go: of a person what its dataset says by the primary identity."""


def in_mode(given: Mapping[str, Any], mode: Mode) -> Mapping[str, Any]:
    """The record that says the same by merging; a person record in mode REPLACE still has to replace its fragment."""
    if mode is Mode.MERGE:
        return given
    return _deleting(given) if mode is Mode.DELETE else _whole(given)


def _whole(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with a null for every field that it leaves out; not of a person, of whom other datasets tell too."""
    entity = given["entity"]
    if entity == "person":
        return given
    absent: dict[str, Any] = dict.fromkeys(fields.CLEARED.get(entity, ()))
    if entity not in fields.ATTRIBUTES:
        return {**absent, **given}
    attributes: dict[str, Any] = dict.fromkeys(fields.ATTRIBUTES[entity])
    return {**absent, **given, "attributes": {**attributes, **(given.get("attributes") or {})}}


def _deleting(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The delete of what the record is about."""
    entity = given["entity"]
    of = "fragment" if entity == "person" else entity
    kept = {name: given[name] for name in ("dataset", "observedAt") if given.get(name) is not None}
    named = {name: given[name] for name in fields.KEYS[of] if given.get(name) is not None}
    return {"entity": "delete", "of": of, **kept, **named}
