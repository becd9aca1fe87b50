"""Rules of the identity graph: namespaces and their settings, and what links would make of identities."""

from __future__ import annotations

import strawberry

from gateway.plan.reads import Entry
from gateway.schema.identity import IdentityInput, IdentityType
from gateway.schema.scalars import DateTime
from gateway.schema.vocabulary import prop, reads


@strawberry.type(description="A kind of identity.")
class Namespace:
    code: str = prop("code", "What identities call it, such as Email. Case matters.")
    type: IdentityType = prop("type", "What kind of thing it identifies. It never changes.")
    priority: int = prop(
        "priority",
        "1 is the highest. Whatever the numbers, namespaces of people go before those of devices and browsers; one "
        "that records brought and nobody ranked has 1000.",
    )
    unique: bool = prop("is_unique", "Whether a person has one value of it only.")


@strawberry.input(description="Two identities that were met together.")
class IdentityLinkInput:
    a: IdentityInput = strawberry.field(description="One of the two.")
    b: IdentityInput = strawberry.field(description="The other.")
    last_established_at: DateTime = strawberry.field(description="When they were met together last.")


@strawberry.input(description="Settings of the identity graph. What is left out stays as it is.")
class IdentitySettingsInput:
    priority: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Codes of namespaces, the highest first. Those not named follow in the order they have.",
    )
    unique: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Codes of the namespaces of which a person has one value only: of people's, three at most.",
    )


@strawberry.input(description="A namespace as it might be.")
class NamespaceInput:
    code: str = strawberry.field(description="Letters, digits and _, 1 to 64 of them.")
    type: IdentityType = strawberry.field(description="What kind of thing it identifies.")


@strawberry.type(description="An identity that somebody might have.")
class SimulatedIdentity:
    namespace: str = reads(Entry("namespace"), "Code of the namespace.")
    value: str = reads(Entry("value"), "The value in it.", labels=["I1"])
    type: IdentityType = reads(Entry("type"), "What kind of thing the namespace identifies.")


@strawberry.type(description="Identities that would be one person's.")
class SimulatedGraph:
    identities: list[SimulatedIdentity] = reads(Entry("identities"), "By namespace and value.")


@strawberry.type(description="A link that would not count.")
class SimulatedDroppedLink:
    a: SimulatedIdentity = reads(Entry("a"), "One of the two.")
    b: SimulatedIdentity = reads(Entry("b"), "The other.")
    last_established_at: DateTime = reads(Entry("last_established_at"), "When they were met together last.")
    explanation: str = reads(Entry("explanation"), "Why it would not count, in a sentence.")


@strawberry.type(description="An identity that would have to leave its person, who would have more than 50.")
class EvictedIdentity:
    identity: SimulatedIdentity = reads(Entry("identity"), "The identity.")
    explanation: str = reads(Entry("explanation"), "Why it would have to go, in a sentence.")


@strawberry.type(description="What would become of identities.")
class IdentitySimulation:
    graphs: list[SimulatedGraph] = reads(Entry("graphs"), "One for each person there would be.")
    dropped_links: list[SimulatedDroppedLink] = reads(Entry("dropped_links"), "Links that would not count.")
    evicted_identities: list[EvictedIdentity] = reads(
        Entry("evicted_identities"), "Identities that would have to leave their person."
    )
