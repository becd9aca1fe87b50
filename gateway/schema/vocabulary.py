"""How a field says what it reads, where its XDM name lives, and what it means: one call a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import strawberry
from strawberry.schema_directive import Location

from gateway.plan.reads import EXTENSION, Embedded, Property, Reads
from graph_schema.nodes import ADDRESS_PARTS


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="xdm",
    description="Where the field lives in XDM: the path that segment rules and provenance use.",
)
class Xdm:
    path: str


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="label",
    description="Data-usage labels of the field.",
)
class Label:
    names: list[str]


def reads(what: Reads, about: str, *, xdm: str = "", labels: Sequence[str] = ()) -> Any:
    """A field that reads `what`. `about` is written for the person who reads the docs in GraphiQL."""
    return strawberry.field(description=about, metadata={EXTENSION: what}, directives=_directives(xdm, labels))


def prop(name: str, about: str, *, xdm: str = "", labels: Sequence[str] = ()) -> Any:
    """A field that reads a property of its node."""
    return reads(Property(name), about, xdm=xdm, labels=labels)


def money(base: str, about: str, *, xdm: str = "") -> Any:
    """A field of type Money, kept as an amount and its currency."""
    return reads(Embedded(base, presence=(base,)), about, xdm=xdm)


def address(base: str, about: str, *, xdm: str = "", labels: Sequence[str] = ()) -> Any:
    """A field of type Address, kept as one property a part; null where there is none."""
    presence = tuple(f"{base}_{part}" for part in ADDRESS_PARTS)
    return reads(Embedded(base, presence=presence), about, xdm=xdm, labels=labels)


def reading(what: Reads, about: str, *, xdm: str = "") -> Callable[[Callable[..., Any]], Any]:
    """The same for a field with arguments, as a decorator of a method whose signature says them."""

    def decorate(signature: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=signature, description=about, metadata={EXTENSION: what}, directives=_directives(xdm, ())
        )

    return decorate


def operand(about: str) -> Any:
    """An operator of a scalar filter."""
    return strawberry.field(default=strawberry.UNSET, description=about)


def tests(what: Reads, about: str) -> Any:
    """A field of a filter or order: what it tests or sorts by."""
    return strawberry.field(default=strawberry.UNSET, description=about, metadata={EXTENSION: what})


def _directives(xdm: str, labels: Sequence[str]) -> list[object]:
    directives: list[object] = [Xdm(path=xdm)] if xdm else []
    return [*directives, Label(names=list(labels))] if labels else directives
