"""The root of every read."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gateway.plan.keeping import Keeping
from gateway.plan.reads import AnyNode, Calculated, EachNode, Every, Lookup, LookupEach, Roots, Search
from gateway.schema.account import Account, AccountConnection
from gateway.schema.campaign import Campaign
from gateway.schema.datasets import Dataset, Guardrail, guardrails
from gateway.schema.filters import AccountFilter, OpportunityFilter, PersonFilter, SegmentFilter
from gateway.schema.identity import IdentityGraph, IdentityInput
from gateway.schema.identity_rules import (
    IdentityLinkInput,
    IdentitySettingsInput,
    IdentitySimulation,
    Namespace,
    NamespaceInput,
)
from gateway.schema.merge_policies import MergePolicy
from gateway.schema.opportunity import Opportunity, OpportunityConnection
from gateway.schema.orders import AccountOrder, OpportunityOrder, PersonOrder, SegmentOrder
from gateway.schema.paging import After, Before, First, Last
from gateway.schema.person import Person, PersonConnection
from gateway.schema.search import EVERYTHING, LABELS, SearchConnection, SearchText, SearchTypes
from gateway.schema.segment import Segment, SegmentConnection
from gateway.schema.values import Node
from gateway.schema.vocabulary import reading
from gateway.schema.writes import working

_LOOKUP = Keeping(max_age_s=300, stale_s=30)
"""Writes are seen at once whatever this says: it bounds what is written past the gateway."""
_BY_ID = "The id; an unknown one finds nothing."
AskedPolicy = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The merge policy by which people of the answer get their values; the default one when not given."
    ),
]
_NODES = ("Person", "Identity", "Account", "Opportunity", "Campaign", "Segment", "Event")


@strawberry.type(description="Everything that can be asked. Each root field costs one statement, however deep it goes.")
class Query:
    @reading(AnyNode(tuple((name, name) for name in _NODES)), "Anything by its id; null where there is nothing.")
    def node(self, id: Annotated[strawberry.ID, strawberry.argument(description=_BY_ID)]) -> Node | None: ...  # noqa: A002

    @reading(
        EachNode("ids", tuple((name, name) for name in _NODES)),
        "Up to 100 things by their ids; the answer keeps the order asked in, null where there is nothing.",
    )
    def nodes(
        self, ids: Annotated[list[strawberry.ID], strawberry.argument(description="1 to 100 ids, of any kind.")]
    ) -> list[Node | None]: ...

    @reading(
        Lookup("Person", (("identity", "identity"), ("id", "id"))),
        "One person by exactly one of `identity` and `id`. Any identity of the person finds the same person, and so "
        "does an id from before a merge. Null where nobody is found.",
        keeping=_LOOKUP,
    )
    def person(
        self,
        identity: Annotated[
            IdentityInput | None, strawberry.argument(description="Any identity of the person.")
        ] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
        merge_policy: AskedPolicy = strawberry.UNSET,
    ) -> Person | None: ...

    @reading(
        LookupEach("Person", "identities"),
        "Up to 100 lookups at once; the answer keeps the order asked in, null where nobody is found.",
        keeping=_LOOKUP,
    )
    def persons_by_identity(
        self,
        identities: Annotated[list[IdentityInput], strawberry.argument(description="1 to 100 identities.")],
        merge_policy: AskedPolicy = strawberry.UNSET,
    ) -> list[Person | None]: ...

    @reading(
        Lookup("Person", (("identity", "identity"),)),
        "The identity graph of whoever has an identity: what is linked with it, and which links do not count. Null "
        "where nobody has it.",
        cost=10,
    )
    def identity_graph(
        self,
        identity: Annotated[IdentityInput, strawberry.argument(description="Any identity of the person.")],
    ) -> IdentityGraph | None: ...

    @reading(
        Calculated("simulated_identity_graph"),
        "What would become of identities if these links were all that is known. Nothing is read and nothing written.",
    )
    def simulate_identity_graph(
        self,
        links: Annotated[list[IdentityLinkInput], strawberry.argument(description="The links, 1,000 at most.")],
        settings: Annotated[
            IdentitySettingsInput | None,
            strawberry.argument(description="The rules. Those every graph begins with when not given: nothing unique."),
        ] = strawberry.UNSET,
        namespaces: Annotated[
            list[NamespaceInput] | None,
            strawberry.argument(description="Types of other namespaces; what is not among them is cross-device."),
        ] = strawberry.UNSET,
    ) -> IdentitySimulation: ...

    @reading(Every("Namespace", ("priority", "code")), "The namespaces that identities can be of, by priority.")
    def namespaces(self) -> list[Namespace]: ...

    @reading(Roots("Person"), "People, filtered, ordered and paged.")
    def persons(
        self,
        where: PersonFilter | None = strawberry.UNSET,
        order_by: list[PersonOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> PersonConnection: ...

    @reading(
        Lookup("Account", (("key", "key"), ("id", "id"))),
        "One account by exactly one of `key` and `id`.",
        keeping=_LOOKUP,
    )
    def account(
        self,
        key: Annotated[
            str | None, strawberry.argument(description="Any source key of it, such as 0013x@00Dx.Salesforce.")
        ] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
    ) -> Account | None: ...

    @reading(Roots("Account"), "Accounts, filtered, ordered and paged.")
    def accounts(
        self,
        where: AccountFilter | None = strawberry.UNSET,
        order_by: list[AccountOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> AccountConnection: ...

    @reading(
        Lookup("Opportunity", (("key", "key"), ("id", "id"))),
        "One deal by exactly one of `key` and `id`.",
        keeping=_LOOKUP,
    )
    def opportunity(
        self,
        key: Annotated[str | None, strawberry.argument(description="Any source key of it.")] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
    ) -> Opportunity | None: ...

    @reading(Roots("Opportunity"), "Deals, filtered, ordered and paged, with statistics.")
    def opportunities(
        self,
        where: OpportunityFilter | None = strawberry.UNSET,
        order_by: list[OpportunityOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> OpportunityConnection: ...

    @reading(
        Lookup("Campaign", (("key", "key"), ("id", "id"))),
        "One campaign by exactly one of `key` and `id`.",
        keeping=_LOOKUP,
    )
    def campaign(
        self,
        key: Annotated[str | None, strawberry.argument(description="The source key.")] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
    ) -> Campaign | None: ...

    @reading(
        Lookup("Segment", (("name", "name"), ("id", "id"))),
        "One segment by exactly one of `name` and `id`.",
        keeping=_LOOKUP,
    )
    def segment(
        self,
        name: Annotated[str | None, strawberry.argument(description="The segment's name.")] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
    ) -> Segment | None: ...

    @reading(Roots("Segment", visible="segment_is_listed"), "Segments, filtered, ordered and paged; not archived ones.")
    def segments(
        self,
        where: SegmentFilter | None = strawberry.UNSET,
        order_by: list[SegmentOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> SegmentConnection: ...

    @reading(
        Search("text", "types", LABELS),
        "What an agent types: part of a name, a phone number with or without signs, an e-mail, a company. The best "
        "first: what matches exactly, then what begins so, then what holds it or is one letter off.",
        cost=20,
    )
    def search(
        self,
        text: SearchText,
        types: SearchTypes = EVERYTHING,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> SearchConnection: ...

    @reading(Every("Dataset", ("name",)), "Every dataset that records came from, by name.")
    def datasets(self) -> list[Dataset]: ...

    @working(guardrails, "The limits that are set, and how much of each is used.")
    def guardrails(self) -> list[Guardrail]: ...

    @reading(Every("MergePolicy", ("name",)), "Every merge policy, by name: one of them is the default.")
    def merge_policies(self) -> list[MergePolicy]: ...

    @reading(
        Lookup("MergePolicy", (("id", "id"), ("name", "name"))), "One merge policy by exactly one of `id` and `name`."
    )
    def merge_policy(
        self,
        id: Annotated[strawberry.ID | None, strawberry.argument(description=_BY_ID)] = strawberry.UNSET,  # noqa: A002
        name: Annotated[str | None, strawberry.argument(description="The policy's name.")] = strawberry.UNSET,
    ) -> MergePolicy | None: ...
