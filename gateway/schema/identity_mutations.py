"""Mutations of the identity graph's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from gateway.commands.create_namespace import create_namespace
from gateway.commands.set_identity_settings import set_identity_settings
from gateway.schema.identity import IdentityType
from gateway.schema.identity_rules import IdentitySettingsInput, Namespace
from gateway.schema.writes import Desk, again, writing


@strawberry.type(description="The namespaces as they are now.")
class NamespacesPayload:
    @again("namespaces", "All namespaces, by priority.")
    def namespaces(self) -> list[Namespace]: ...


async def make_namespace(desk: Desk, arguments: Mapping[str, Any]) -> NamespacesPayload:
    """The work of `createNamespace`. Raises BAD_INPUT for what cannot be."""
    code, kind = arguments["code"], arguments["type"].value
    await create_namespace(desk.database, code, kind, arguments.get("priority"), desk.wrote)
    return NamespacesPayload()


async def change_settings(desk: Desk, arguments: Mapping[str, Any]) -> NamespacesPayload:
    """The work of `setIdentitySettings`. Raises BAD_INPUT and LIMIT_EXCEEDED for what the rules forbid."""
    given = arguments["settings"]
    await set_identity_settings(desk.database, given.get("priority"), given.get("unique"), desk.wrote)
    return NamespacesPayload()


@strawberry.type(description="Changing the rules of the identity graph.")
class IdentityMutations:
    @writing(
        make_namespace,
        "Make a namespace. One that is there with this type is left as it is; a type never changes. Identities of type "
        "NON_PEOPLE, PARTNER or a business object's never link people.",
    )
    def create_namespace(
        self,
        code: Annotated[str, strawberry.argument(description="Letters, digits and _, 1 to 64 of them. Case matters.")],
        type: Annotated[IdentityType, strawberry.argument(description="What kind of thing it identifies.")],  # noqa: A002
        priority: Annotated[
            int | None, strawberry.argument(description="Its place in the order of priority; the last when not given.")
        ] = strawberry.UNSET,
    ) -> NamespacesPayload | None: ...

    @writing(
        change_settings,
        "Change the order of priority of namespaces, or which are unique. A person is looked at again when a record or "
        "event of it comes next.",
    )
    def set_identity_settings(
        self,
        settings: Annotated[IdentitySettingsInput, strawberry.argument(description="What changes.")],
    ) -> NamespacesPayload | None: ...
