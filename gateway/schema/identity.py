"""Identities: the names under which systems know a person."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.plan.reads import Derived, EdgeProperty, Many, One, Sort, Structure
from gateway.schema import paths
from gateway.schema.scalars import DateTime
from gateway.schema.values import Node
from gateway.schema.vocabulary import prop, reads

if TYPE_CHECKING:
    from gateway.schema.person import Person


SHOWN_FIRST = (Sort("is_primary", descending=True), Sort("namespace"), Sort("value"))
"""The order in which a person's identities are shown."""


@strawberry.enum(description="What kind of thing a namespace identifies. Its type never changes.")
class IdentityType(Enum):
    COOKIE = strawberry.enum_value("COOKIE", description="A browser.")
    CROSS_DEVICE = strawberry.enum_value("CROSS_DEVICE", description="A person, by a system's own key.")
    DEVICE = strawberry.enum_value("DEVICE", description="A device.")
    EMAIL = strawberry.enum_value("EMAIL", description="An e-mail address.")
    PHONE = strawberry.enum_value("PHONE", description="A phone number.")
    PARTNER = strawberry.enum_value("PARTNER", description="A partner's key; never links people.")
    NON_PEOPLE = strawberry.enum_value("NON_PEOPLE", description="Not a person; never links people.")
    B2B_ACCOUNT = strawberry.enum_value("B2B_ACCOUNT", description="An account.")
    B2B_OPPORTUNITY = strawberry.enum_value("B2B_OPPORTUNITY", description="A deal.")
    B2B_OTHER = strawberry.enum_value("B2B_OTHER", description="Another business object.")


@strawberry.input(
    description="A (namespace, value) pair. Namespaces: Email, Phone, ECID, CRMID, b2b_person, Device, ... "
    "E-mail values are trimmed and lower-cased before they are compared, all others byte for byte."
)
class IdentityInput:
    namespace: str = strawberry.field(description="Code of the namespace, such as Email. Case matters.")
    value: str = strawberry.field(description="The value in it.")


@strawberry.type(description="A (namespace, value) pair by which some system knows a person.")
class Identity(Node):
    namespace: str = prop("namespace", "Code of the namespace, such as Email.")
    value: str = prop("value", "The value in it; e-mail addresses trimmed and lower-cased.", labels=["I1"])
    type: IdentityType = reads(Derived("identity_type"), "What kind of thing the namespace identifies.")
    primary: bool = prop("is_primary", "Whether it is the one to show for its person.")
    first_seen_at: DateTime = prop("first_seen_at", "The first record or event that carries it.")
    last_seen_at: DateTime = prop("last_seen_at", "The last record or event that carries it.")
    person: Annotated["Person", strawberry.lazy("gateway.schema.person")] | None = reads(
        One(paths.IDENTITY_PERSON), "Whose identity it is."
    )


@strawberry.type(description="Two identities that a record or an event carried together: why they are one person's.")
class IdentityLink:
    a: Identity = reads(Structure.START, "One of the two.")
    b: Identity = reads(Structure.END, "The other.")
    first_established_at: DateTime = reads(
        EdgeProperty("first_established_at"), "The first record or event that carries both."
    )
    last_established_at: DateTime = reads(
        EdgeProperty("last_established_at"), "The last record or event that carries both."
    )
    datasets: list[str] = reads(EdgeProperty("datasets"), "The datasets whose records or events carry both.")


@strawberry.type(description="Two identities that were met together and are not one person's for it: one of them is.")
class DroppedLink:
    a: Identity = reads(Structure.START, "One of the two.")
    b: Identity = reads(Structure.FINISH, "The other.")
    first_established_at: DateTime = reads(
        EdgeProperty("first_established_at"), "The first record or event that carries both."
    )
    last_established_at: DateTime = reads(
        EdgeProperty("last_established_at"), "The last record or event that carries both."
    )
    datasets: list[str] = reads(EdgeProperty("datasets"), "The datasets whose records or events carry both.")
    explanation: str = reads(EdgeProperty("dropped"), "Why the link does not count, in a sentence.")


@strawberry.type(description="A person's identities and what holds them together.")
class IdentityGraph:
    identities: list[Identity] = reads(
        Many(paths.PERSON_IDENTITIES, SHOWN_FIRST), "Every identity of the person, the primary one first."
    )
    links: list[IdentityLink] = reads(
        Many(paths.PERSON_LINKS, (Sort("first_established_at", edge=True), Sort("id", start=True))),
        "Which identities were met together, the earliest first.",
    )
    dropped_links: list[DroppedLink] = reads(
        Many(
            paths.PERSON_DROPPED_LINKS,
            (Sort("last_established_at", descending=True, edge=True), Sort("id", start=True)),
        ),
        "Links of these identities to others that do not count, the latest first, each with why.",
    )
