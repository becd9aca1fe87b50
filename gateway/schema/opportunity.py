"""Opportunities: deals in the making, won or lost."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.plan.reads import Connection, One, Structure
from gateway.schema import paths
from gateway.schema.account import Account
from gateway.schema.campaign import Campaign
from gateway.schema.filters import OpportunityPersonFilter, OpportunityState
from gateway.schema.orders import OpportunityPersonOrder
from gateway.schema.paging import After, Before, First, Last, PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.scalars import JSON, Date, DateTime
from gateway.schema.values import Money, MoneyStats, Node
from gateway.schema.vocabulary import money, prop, reading, reads

if TYPE_CHECKING:
    from gateway.schema.roles import OpportunityPersonConnection


@strawberry.type(description="A deal with an account.")
class Opportunity(Node):
    key: str = prop("key", "The source key.", xdm="opportunityKey.sourceKey")
    external_keys: list[str] = prop(
        "external_keys",
        "The other source keys that it is known by.",
        xdm="extSourceSystemAudit.externalKey.sourceKey",
    )
    name: str = prop("name", "The deal's name; its key where no source gives one.", xdm="opportunityName")
    stage: str | None = prop("stage", "The stage in the source's own words.", xdm="opportunityStage")
    type: str | None = prop("type", "New business, renewal, ...", xdm="opportunityType")
    state: OpportunityState = prop("state", "OPEN = not closed; WON = closed and won; LOST = closed and not won.")
    is_closed: bool = prop("is_closed", "Whether it is decided.", xdm="isClosed")
    is_won: bool = prop("is_won", "Whether it is won.", xdm="isWon")
    amount: Money | None = money("amount", "What the deal is worth.", xdm="opportunityAmount")
    expected_revenue: Money | None = money(
        "expected_revenue", "Amount times probability, by the source.", xdm="expectedRevenue"
    )
    probability: float | None = prop("probability", "Per cent.", xdm="probabilityPercentage")
    forecast_category: str | None = prop("forecast_category", "The forecast category.", xdm="forecastCategory")
    expected_close_date: Date | None = prop("expected_close_date", "When it should close.", xdm="expectedCloseDate")
    actual_close_date: DateTime | None = prop("actual_close_date", "When it closed.", xdm="actualCloseDate")
    lead_source: str | None = prop("lead_source", "Where the deal came from.", xdm="leadSource")
    next_step: str | None = prop("next_step", "What to do next.", xdm="nextStep")
    owner_id: str | None = prop("owner_id", "Whose deal it is, by the source's user id.")
    custom: JSON | None = prop("custom", "What sources say that has no field here, by their own names for it.")
    created_at: DateTime = prop("created_at", "The earliest observation of the deal's own records.")
    last_modified_at: DateTime = prop("last_modified_at", "The latest observation of the deal's own records.")
    account: Account | None = reads(One(paths.OPPORTUNITY_ACCOUNT), "The account the deal is with.")
    campaign: Campaign | None = reads(One(paths.OPPORTUNITY_CAMPAIGN), "The campaign the deal came from.")

    @reading(Connection(paths.OPPORTUNITY_PEOPLE), "The people with a role in the deal; one edge a role.")
    def people(
        self,
        where: OpportunityPersonFilter | None = strawberry.UNSET,
        order_by: list[OpportunityPersonOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["OpportunityPersonConnection", strawberry.lazy("gateway.schema.roles")]: ...


@strawberry.type(description="A deal in a list of deals.")
class OpportunityEdge:
    cursor: str = cursor()
    node: Opportunity = end("The deal.")


@strawberry.type(description="Statistics of the whole filtered list.")
class OpportunityAggregate:
    count: int = reads(Structure.COUNT, "How many deals.")
    amount: list[MoneyStats] = reads(
        Structure.MONEY, "One row a currency, by its code: sums are never taken over unlike currencies."
    )


@strawberry.enum(description="What to group deals by.")
class OpportunityGroup(Enum):
    STAGE = strawberry.enum_value("STAGE", description="The stage.")
    STATE = strawberry.enum_value("STATE", description="Open, won or lost.")
    TYPE = strawberry.enum_value("TYPE", description="The type.")
    OWNER = strawberry.enum_value("OWNER", description="The owner's id.")
    CLOSE_MONTH = strawberry.enum_value(
        "CLOSE_MONTH", description="The month of the actual, else of the expected close, such as 2026-03."
    )


@strawberry.type(description="Statistics of one group of deals.")
class OpportunityGroupRow:
    key: str | None = reads(Structure.GROUP_KEY, "What the group has in common; null for deals without a value.")
    count: int = reads(Structure.COUNT, "How many deals.")
    amount: list[MoneyStats] = reads(Structure.MONEY, "One row a currency, by its code.")


@strawberry.type(description="A page of deals, and statistics of all of them.")
class OpportunityConnection:
    edges: list[OpportunityEdge] = edges()
    nodes: list[Opportunity] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
    aggregate: OpportunityAggregate = reads(
        Structure.AGGREGATE, "Statistics of the whole filtered list, not of the page.", cost=20
    )

    @reading(Structure.GROUPS, "The same statistics by group, ordered by key; the group without key last.", cost=20)
    def group_by(
        self, field: Annotated[OpportunityGroup, strawberry.argument(description="What to group by.")]
    ) -> list[OpportunityGroupRow]: ...
