"""The root of what is streamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from gateway.plan.reads import EXTENSION
from gateway.schema.identity import IdentityInput
from gateway.schema.person import Person
from gateway.schema.writes import again, told


@dataclass(frozen=True, slots=True)
class Watches:
    """A field of `Subscription`: it is answered again whenever a write touches what it shows."""


def _watching(about: str) -> Callable[[Callable[..., Any]], Any]:
    return lambda signature: strawberry.field(resolver=signature, description=about, metadata={EXTENSION: Watches()})


@strawberry.type(description="A person at one moment, after a change or at the beginning of a subscription.")
class PersonChange:
    id: strawberry.ID = told("Names the moment: give it as `after` to go on from here when the connection was lost.")
    identity: strawberry.Private[Mapping[str, str]]

    @again("person", "The person as it is now; null where nobody has the identity.", identity="identity")
    def person(self) -> Person | None: ...


@strawberry.type(description="Everything that can be watched: over WebSocket, or as server-sent events.")
class Subscription:
    @_watching(
        "The person at once, and again after every change of what is selected of it, by exactly one of `identity` and "
        "`id`. With `after` the first answer comes only when something has changed since that moment."
    )
    def person_changed(
        self,
        identity: Annotated[
            IdentityInput | None, strawberry.argument(description="Any identity of the person, who need not exist yet.")
        ] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description="The person's id.")] = strawberry.UNSET,  # noqa: A002
        after: Annotated[
            strawberry.ID | None, strawberry.argument(description="The `id` of the last change that was seen.")
        ] = strawberry.UNSET,
    ) -> PersonChange: ...
