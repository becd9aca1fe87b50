"""Accounts: the companies people work for and deals are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.plan.reads import Connection, Derived, EdgeProperty, Many, One, Sort
from gateway.schema import paths
from gateway.schema.filters import AccountPersonFilter, OpportunityFilter
from gateway.schema.orders import AccountOrder, AccountPersonOrder, OpportunityOrder
from gateway.schema.paging import After, Before, First, Last, PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.scalars import JSON, DateTime
from gateway.schema.segment import HELD, SegmentMembership, Statuses
from gateway.schema.values import Address, Money, Node
from gateway.schema.vocabulary import address, money, prop, reading, reads

if TYPE_CHECKING:
    from gateway.schema.opportunity import OpportunityConnection
    from gateway.schema.roles import AccountPersonConnection


@strawberry.type(description="A company that is or may become a customer.")
class Account(Node):
    key: str = prop("key", "The source key, such as 0013x@00Dx.Salesforce.", xdm="accountKey.sourceKey")
    external_keys: list[str] = prop(
        "external_keys",
        "The other source keys that it is known by, such as that of the CRM for a company of marketing automation.",
        xdm="extSourceSystemAudit.externalKey.sourceKey",
    )
    name: str = prop("name", "The company's name; its key where no source gives one.", xdm="accountName")
    account_type: str | None = prop("account_type", "Customer, prospect, partner, ...", xdm="accountType")
    industry: str | None = prop("industry", "The industry.", xdm="accountOrganization.industry")
    number_of_employees: int | None = prop(
        "number_of_employees", "How many people work there.", xdm="accountOrganization.numberOfEmployees"
    )
    annual_revenue: Money | None = money(
        "annual_revenue", "The yearly revenue.", xdm="accountOrganization.annualRevenue"
    )
    website: str | None = prop("website", "The web site.", xdm="accountOrganization.website")
    domain: str | None = prop("domain", "The web domain.", xdm="accountOrganization.domain")
    billing_address: Address | None = address("billing_address", "Where bills go.", xdm="accountBillingAddress")
    owner_id: str | None = prop("owner_id", "Whose account it is, by the source's user id.", xdm="accountOwnerID")
    custom: JSON | None = prop("custom", "What sources say that has no field here, by their own names for it.")
    created_at: DateTime = prop("created_at", "The earliest observation of the account's own records.")
    last_modified_at: DateTime = prop("last_modified_at", "The latest observation of the account's own records.")
    parent: Annotated["Account", strawberry.lazy("gateway.schema.account")] | None = reads(
        One(paths.ACCOUNT_PARENT), "The company it is a subsidiary of.", xdm="accountParentKey"
    )

    @reading(Connection(paths.ACCOUNT_CHILDREN), "Its subsidiaries.")
    def children(
        self,
        order_by: list[AccountOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["AccountConnection", strawberry.lazy("gateway.schema.account")]: ...

    related_accounts: list[Annotated["RelatedAccount", strawberry.lazy("gateway.schema.account")]] = reads(
        Many(paths.ACCOUNT_RELATED, (Sort("score", descending=True, edge=True),)),
        "Accounts that are of the same company in the world, as far as can be told, the surest first: by parent link, "
        "web domain and name. As of the last `gateway resolve`.",
    )

    @reading(Connection(paths.ACCOUNT_PEOPLE), "The people with a role at the account; one edge a role.")
    def people(
        self,
        where: AccountPersonFilter | None = strawberry.UNSET,
        order_by: list[AccountPersonOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["AccountPersonConnection", strawberry.lazy("gateway.schema.roles")]: ...

    @reading(Connection(paths.ACCOUNT_OPPORTUNITIES), "The deals with the account.")
    def opportunities(
        self,
        where: OpportunityFilter | None = strawberry.UNSET,
        order_by: list[OpportunityOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["OpportunityConnection", strawberry.lazy("gateway.schema.opportunity")]: ...

    @reading(
        Many(
            paths.SEGMENT_MEMBERSHIPS,
            (Sort("name"),),
            within=(("status", Derived("membership_status")),),
        ),
        "Segments the account is in: those that hold now by default; exited ones are kept 30 days.",
    )
    def segment_memberships(
        self,
        status: Statuses = HELD,
    ) -> list[SegmentMembership]: ...


@strawberry.type(description="An account that is related to another, the same from either side.")
class RelatedAccount:
    account: Account = end("The other account.")
    score: float = reads(EdgeProperty("score"), "How sure it is, from 0 to 1.")
    reasons: list[str] = reads(EdgeProperty("reasons"), "What makes it so, such as the same web domain.")


@strawberry.type(description="An account in a list of accounts.")
class AccountEdge:
    cursor: str = cursor()
    node: Account = end("The account.")


@strawberry.type(description="A page of accounts.")
class AccountConnection:
    edges: list[AccountEdge] = edges()
    nodes: list[Account] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
