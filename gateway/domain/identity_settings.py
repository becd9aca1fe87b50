"""Settings of the identity graph: which namespaces link people, in which order of priority, and which are unique."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from gateway.domain.guardrails import DEFAULTS
from gateway.domain.merge_policies import BUILT_IN, MergePolicy
from gateway.domain.namespaces import KNOWN, LAST_PRIORITY, UNKNOWN_TYPE, Namespace, is_code, nearest
from gateway.errors import ErrorCode, GatewayError, bad_input

PERSON_TYPES = frozenset({"CROSS_DEVICE", "EMAIL", "PHONE"})
"""What names a human being wherever he is met."""
DEVICE_TYPES = frozenset({"DEVICE", "COOKIE"})
"""What names a thing that a human being uses, perhaps with others."""

Rank: TypeAlias = tuple[int, int]
"""The place of a namespace in the order of priority: the smaller goes first."""


@dataclass(frozen=True)
class IdentitySettings:
    """The namespaces of a graph, by code. What is not among them is what a load would make of it."""

    namespaces: Mapping[str, Namespace]
    policy: MergePolicy = BUILT_IN
    """The default merge policy, by which the values of people are stored."""
    most: int = DEFAULTS.person_identities
    """How many identities one person may have."""
    most_unique: int = DEFAULTS.unique_namespaces
    """How many namespaces may be unique."""

    def type_of(self, code: str) -> str:
        """The type of a namespace."""
        found = self.namespaces.get(code)
        return found.type if found else UNKNOWN_TYPE

    def links(self, code: str) -> bool:
        """Whether identities of the namespace join others: those that name no human being never do."""
        return self.type_of(code) in PERSON_TYPES or self.type_of(code) in DEVICE_TYPES

    def rank(self, code: str) -> Rank:
        """People's namespaces before those of devices and browsers, then all others; within these by priority."""
        found = self.namespaces.get(code)
        kind = self.type_of(code)
        group = 0 if kind in PERSON_TYPES else 1 if kind in DEVICE_TYPES else 2
        return group, found.priority if found else LAST_PRIORITY

    @cached_property
    def unique(self) -> frozenset[str]:
        """The codes of which a graph may hold one value."""
        return frozenset(each.code for each in self.namespaces.values() if each.unique)

    def ordered(self, identities: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Identities, that of the highest priority first."""
        return tuple(sorted(identities, key=lambda key: (self.rank(key[0]), key)))

    def changed(self, priority: Sequence[str] | None, unique: Sequence[str] | None) -> IdentitySettings:
        """The settings with another order of priority, or other unique namespaces; None leaves what there is.

        Namespaces that `priority` does not name follow in the order they had. Raises `GatewayError` where the rules
        of identity graphs forbid it.
        """
        for code in (*(priority or ()), *(unique or ())):
            if code not in self.namespaces:
                near = nearest(code, self.namespaces)
                raise bad_input(f"There is no namespace {code!r}.", f"Did you mean {near}?" if near else "")
        namespaces = dict(self.namespaces)
        if priority is not None:
            namespaces = self._ranked(priority)
        if unique is not None:
            namespaces = {code: replace(each, unique=code in unique) for code, each in namespaces.items()}
        return _allowed(replace(self, namespaces=namespaces))

    def with_namespace(self, code: str, kind: str, place: int | None) -> IdentitySettings:
        """The settings with a namespace more, at a place (from 1) in the order of priority, else behind the others.

        Raises `GatewayError` where it cannot be. The same again changes nothing.
        """
        if not is_code(code):
            raise bad_input(f"{code!r} cannot be a namespace.", "A code has 1 to 64 letters, digits or _.")
        held = self.namespaces.get(code)
        if held is not None and held.type != kind:
            raise bad_input(
                f"The namespace {code} is there, with type {held.type}.", "The type of a namespace never changes."
            )
        if held is not None:
            return self
        if place is not None and place < 1:
            raise bad_input(f"The priority is {place}.", "The highest is 1.")
        more = replace(self, namespaces={**self.namespaces, code: Namespace(code, kind, LAST_PRIORITY)})
        if place is None:
            return more
        order = sorted(self.namespaces, key=lambda each: (self.rank(each), each))
        order.insert(place - 1, code)
        return more.changed(order, None)

    def _ranked(self, priority: Sequence[str]) -> dict[str, Namespace]:
        if len(set(priority)) < len(priority):
            twice = next(code for index, code in enumerate(priority) if code in priority[:index])
            raise bad_input(f"{twice} stands twice in the order of priority.", "Name each namespace once.")
        rest = sorted(self.namespaces.keys() - set(priority), key=lambda code: (self.rank(code), code))
        order = [*priority, *rest]
        for above, below in pairwise(order):
            if self.type_of(above) in DEVICE_TYPES and self.type_of(below) in PERSON_TYPES:
                raise bad_input(
                    f"{above} names a device or browser and ranks above {below}, which names people.",
                    "Put the namespaces of people first.",
                )
        return {code: replace(self.namespaces[code], priority=place) for place, code in enumerate(order, start=1)}


DEFAULT = IdentitySettings(KNOWN)
"""The settings every graph begins with: no namespace is unique, so whatever shares an identity is one person."""


def _allowed(settings: IdentitySettings) -> IdentitySettings:
    if len(settings.unique) > settings.most_unique:
        raise GatewayError(
            ErrorCode.LIMIT_EXCEEDED,
            f"{len(settings.unique)} namespaces would be unique; {settings.most_unique} may be.",
            hint="Keep those of which a person has one for certain, such as the CRM's.",
            limit=settings.most_unique,
            asked=len(settings.unique),
        )
    for code in sorted(settings.unique):
        if settings.type_of(code) not in PERSON_TYPES:
            raise bad_input(
                f"{code} is of type {settings.type_of(code)} and cannot be unique.",
                "Only namespaces of people can: cross-device, e-mail and phone.",
            )
    return settings
