"""Relations with something to say of their own: roles at accounts and in deals, and campaign memberships."""

from __future__ import annotations

import strawberry

from gateway.plan.reads import EdgeProperty
from gateway.schema.account import Account
from gateway.schema.campaign import Campaign
from gateway.schema.opportunity import Opportunity
from gateway.schema.paging import PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.person import Person
from gateway.schema.scalars import Date, DateTime
from gateway.schema.vocabulary import reads

_ROLE = "The role; null where the source names none. A person may hold several."
_PRIMARY = "Whether it is the main one."
_ACTIVE = "Whether it still holds."
_DIRECT = "Whether the person is employed there, rather than related."
_BEGAN = "When it began."
_SOURCE = "`lead-to-account matching` where that found the role; null where records of a source say so."
_SCORE = "Of a matched lead: how sure it is, from 0 to 1."
_FACTORS = "Of a matched lead: what weighed how much."
_ENDED = "When it ended or will end."


@strawberry.type(description="A person's role at an account.")
class PersonAccountEdge:
    cursor: str = cursor()
    role: str | None = reads(EdgeProperty("role"), _ROLE)
    is_primary: bool = reads(EdgeProperty("is_primary"), _PRIMARY)
    is_active: bool = reads(EdgeProperty("is_active"), _ACTIVE)
    is_direct: bool = reads(EdgeProperty("is_direct"), _DIRECT)
    start_date: Date | None = reads(EdgeProperty("start_date"), _BEGAN)
    end_date: Date | None = reads(EdgeProperty("end_date"), _ENDED)
    relation_source: str | None = reads(EdgeProperty("source"), _SOURCE)
    match_score: float | None = reads(EdgeProperty("match_score"), _SCORE)
    match_factors: list[str] = reads(EdgeProperty("match_factors"), _FACTORS)
    node: Account = end("The account.")


@strawberry.type(description="A page of a person's roles at accounts.")
class PersonAccountConnection:
    edges: list[PersonAccountEdge] = edges()
    nodes: list[Account] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()


@strawberry.type(description="A role of a person at an account.")
class AccountPersonEdge:
    cursor: str = cursor()
    role: str | None = reads(EdgeProperty("role"), _ROLE)
    is_primary: bool = reads(EdgeProperty("is_primary"), _PRIMARY)
    is_active: bool = reads(EdgeProperty("is_active"), _ACTIVE)
    is_direct: bool = reads(EdgeProperty("is_direct"), _DIRECT)
    start_date: Date | None = reads(EdgeProperty("start_date"), _BEGAN)
    end_date: Date | None = reads(EdgeProperty("end_date"), _ENDED)
    relation_source: str | None = reads(EdgeProperty("source"), _SOURCE)
    match_score: float | None = reads(EdgeProperty("match_score"), _SCORE)
    match_factors: list[str] = reads(EdgeProperty("match_factors"), _FACTORS)
    node: Person = end("The person.")


@strawberry.type(description="A page of the people with a role at an account.")
class AccountPersonConnection:
    edges: list[AccountPersonEdge] = edges()
    nodes: list[Person] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total("How many roles there are: a person with two counts twice.")


@strawberry.type(description="A person's role in a deal.")
class PersonOpportunityEdge:
    cursor: str = cursor()
    role: str | None = reads(EdgeProperty("role"), _ROLE)
    is_primary: bool = reads(EdgeProperty("is_primary"), _PRIMARY)
    node: Opportunity = end("The deal.")


@strawberry.type(description="A page of a person's roles in deals.")
class PersonOpportunityConnection:
    edges: list[PersonOpportunityEdge] = edges()
    nodes: list[Opportunity] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()


@strawberry.type(description="A role of a person in a deal.")
class OpportunityPersonEdge:
    cursor: str = cursor()
    role: str | None = reads(EdgeProperty("role"), _ROLE)
    is_primary: bool = reads(EdgeProperty("is_primary"), _PRIMARY)
    node: Person = end("The person.")


@strawberry.type(description="A page of the people with a role in a deal.")
class OpportunityPersonConnection:
    edges: list[OpportunityPersonEdge] = edges()
    nodes: list[Person] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total("How many roles there are: a person with two counts twice.")


@strawberry.type(description="A person's membership of a campaign.")
class PersonCampaignEdge:
    cursor: str = cursor()
    member_status: str | None = reads(EdgeProperty("member_status"), "The status in the campaign's own words.")
    has_responded: bool | None = reads(EdgeProperty("has_responded"), "Whether the person answered.")
    first_responded_at: DateTime | None = reads(EdgeProperty("first_responded_at"), "When, the first time.")
    node: Campaign = end("The campaign.")


@strawberry.type(description="A page of a person's campaigns.")
class PersonCampaignConnection:
    edges: list[PersonCampaignEdge] = edges()
    nodes: list[Campaign] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
