"""Provenance: which fragment the value of each field came from, and since when it is so."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from typing import Any

from gateway.domain.fields import ADDRESS, PERSON, Type
from gateway.domain.fragments import Fragment
from gateway.domain.instants import shown_instant
from gateway.domain.merge_policies import BUILT_IN, MergePolicy
from gateway.domain.people import winners
from gateway.domain.records import IdentityKey
from gateway.domain.xdm import PERSON_PATHS

_TYPES = {field.property: field.type for field in PERSON.values()}
_ADDRESS_NAMES = {field.property: name for name, field in ADDRESS.items()}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value at an XDM path came from. `value` is as the field shows it, null where null won."""

    path: str
    value: Any
    dataset: str
    primary: IdentityKey
    observed_at: str


def origins(
    fragments: Collection[Fragment], paths: Container[str] | None = None, policy: MergePolicy = BUILT_IN
) -> list[Origin]:
    """One for each field that has a winner, in the order of the schema; only of `paths` where they are given.

    Derived values have none (settled question 24).
    """
    won = winners(fragments, policy)
    found = []
    for path, name in PERSON_PATHS.items():
        if name in won and (paths is None or path in paths):
            observation, fragment = won[name]
            value = shown_value(name, observation.value)
            found.append(Origin(path, value, fragment.dataset, fragment.primary, shown_instant(observation.at)))
    return found


def shown_value(name: str, value: Any) -> Any:
    """An observed value as its field shows it."""
    kind = _TYPES.get(name)
    if value is None:
        return None
    if kind is Type.INSTANT:
        return shown_instant(value)
    if kind is Type.ADDRESS:
        return {shown: value.get(part) for part, shown in _ADDRESS_NAMES.items()}
    return value
