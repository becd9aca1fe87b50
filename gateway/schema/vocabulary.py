"""How a field says what it reads, where its XDM name lives, and what it means: one call a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import strawberry
from strawberry.schema_directive import Location

from gateway.plan.keeping import Keeping
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


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="cacheControl",
    description="How long, in seconds, the gateway may serve this from its cache, and how much longer while it is made "
    "anew. Of everything that an answer shows the smallest wins. An answer from before a write to it is never served.",
)
class CacheControl:
    max_age: int
    stale_while_revalidate: int | None = 0


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description="What the field counts for in the price of an operation, which is limited. Without it an object counts "
    "1, a plain value nothing. What is in a list counts as often as the page that is asked for has places.",
)
class Cost:
    weight: int


def reads(what: Reads, about: str, *, xdm: str = "", labels: Sequence[str] = (), cost: int = 0) -> Any:
    """A field that reads `what`. `about` is written for the person who reads the docs in GraphiQL."""
    directives = [*_directives(xdm, labels), *_costs(cost)]
    return strawberry.field(description=about, metadata={EXTENSION: what}, directives=directives)


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


def reading(
    what: Reads, about: str, *, xdm: str = "", keeping: Keeping | None = None, cost: int = 0
) -> Callable[[Callable[..., Any]], Any]:
    """The same for a field with arguments, as a decorator of a method whose signature says them."""

    def decorate(signature: Callable[..., Any]) -> Any:
        directives = [*_directives(xdm, ()), *([kept(keeping)] if keeping else []), *_costs(cost)]
        return strawberry.field(
            resolver=signature, description=about, metadata={EXTENSION: what}, directives=directives
        )

    return decorate


def kept(keeping: Keeping) -> CacheControl:
    """The directive that says for how long an answer with this in it may be kept."""
    return CacheControl(max_age=keeping.max_age_s, stale_while_revalidate=keeping.stale_s)


def operand(about: str) -> Any:
    """An operator of a scalar filter."""
    return strawberry.field(default=strawberry.UNSET, description=about)


def tests(what: Reads, about: str) -> Any:
    """A field of a filter or order: what it tests or sorts by."""
    return strawberry.field(default=strawberry.UNSET, description=about, metadata={EXTENSION: what})


def _costs(weight: int) -> list[Cost]:
    return [Cost(weight=weight)] if weight else []


def _directives(xdm: str, labels: Sequence[str]) -> list[object]:
    directives: list[object] = [Xdm(path=xdm)] if xdm else []
    return [*directives, Label(names=list(labels))] if labels else directives
