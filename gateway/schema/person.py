"""Persons: merged from every record that shares an identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.plan.keeping import Keeping
from gateway.plan.reads import Connection, Derived, Embedded, Many, Property, Provenance, Sort, Totals, View
from gateway.schema import paths
from gateway.schema.event import EventConnection
from gateway.schema.filters import PersonAccountFilter, PersonOpportunityFilter, PersonType
from gateway.schema.identity import SHOWN_FIRST, Identity, IdentityGraph
from gateway.schema.orders import PersonAccountOrder, PersonOpportunityOrder, SortDirection
from gateway.schema.paging import After, Before, First, Last, PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.provenance import Origin
from gateway.schema.scalars import JSON, Date, DateTime
from gateway.schema.segment import HELD, SegmentMembership, Statuses
from gateway.schema.values import Address, Consent, Money, MoneyStats, Node, Score
from gateway.schema.vocabulary import address, money, prop, reading, reads

if TYPE_CHECKING:
    from gateway.schema.roles import (
        PersonAccountConnection,
        PersonCampaignConnection,
        PersonOpportunityConnection,
    )

_ROLES = strawberry.lazy("gateway.schema.roles")


@strawberry.type(description="One human being. Leads and contacts are persons; any of its identities finds it.")
class Person(Node):
    full_name: str | None = prop("full_name", "The whole name.", xdm="person.name.fullName")
    first_name: str | None = prop("first_name", "The given name.", xdm="person.name.firstName")
    last_name: str | None = prop("last_name", "The family name.", xdm="person.name.lastName")
    birth_date: Date | None = prop("birth_date", "The day of birth.", xdm="person.birthDate", labels=["I1"])
    gender: str | None = prop("gender", "In the source's own words.", xdm="person.gender")
    job_title: str | None = prop("job_title", "The job title.", xdm="extendedWorkDetails.jobTitle")
    departments: list[str] = prop(
        "departments", "The departments, as one record gives them.", xdm="extendedWorkDetails.departments"
    )
    work_email: str | None = prop("work_email", "E-mail at work.", xdm="workEmail.address", labels=["I1"])
    personal_email: str | None = prop("personal_email", "Private e-mail.", xdm="personalEmail.address", labels=["I1"])
    work_phone: str | None = prop("work_phone", "Phone at work.", xdm="workPhone.number", labels=["I1"])
    mobile_phone: str | None = prop("mobile_phone", "Mobile phone.", xdm="mobilePhone.number", labels=["I1"])
    work_address: Address | None = address("work_address", "Address at work.", xdm="workAddress")
    home_address: Address | None = address("home_address", "Private address.", xdm="homeAddress", labels=["I1"])
    company_name: str | None = prop(
        "company_name", "The company as the source wrote it; `accounts` has the company itself.", xdm="b2b.companyName"
    )
    person_type: PersonType | None = prop(
        "person_type", "LEAD, CONTACT or null: a lead is a person, not another kind of thing.", xdm="b2b.personType"
    )
    person_status: str | None = prop("person_status", "The status in the source's own words.", xdm="b2b.personStatus")
    person_source: str | None = prop("person_source", "Where the person came from.", xdm="b2b.personSource")
    person_score: float | None = prop("person_score", "The score from marketing.", xdm="b2b.personScore")
    is_converted: bool | None = prop("is_converted", "Whether the lead became a contact.", xdm="b2b.isConverted")
    converted_date: DateTime | None = prop("converted_date", "When it did.", xdm="b2b.convertedDate")
    lifetime_value: Money | None = money("lifetime_value", "What the person is worth so far.")
    purchases: list[MoneyStats] = reads(
        Totals(paths.PERSON_EVENTS, "order_total"),
        "What the orders among the person's events come to, one entry a currency: what the person is worth where no "
        "source gives a `lifetimeValue`.",
        cost=5,
    )
    last_touch_at: DateTime | None = reads(Derived("last_touch"), "When the newest event happened.")
    consent: Consent = reads(Embedded("consent"), "May we call, write, share? One answer a channel.")
    custom: JSON | None = prop("custom", "What sources say that has no field here, by their own names for it.")
    created_at: DateTime = prop("created_at", "The earliest observation of the person's own records.")
    last_modified_at: DateTime = prop("last_modified_at", "The latest observation of the person's own records.")

    @reading(
        Many(paths.PERSON_SCORES, (Sort("model"), Sort("goal")), within=(("models", Property("model")),)),
        "Model-driven features: propensities such as churn, each with its model and date.",
    )
    def scores(
        self,
        models: Annotated[
            list[str] | None, strawberry.argument(description="Only of these models; of all when not given.")
        ] = strawberry.UNSET,
    ) -> list[Score]: ...

    @reading(
        Many(
            paths.PERSON_IDENTITIES,
            SHOWN_FIRST,
            within=(("namespaces", Property("namespace")),),
        ),
        "Every identity that finds this person, the primary one first.",
    )
    def identities(
        self,
        namespaces: Annotated[
            list[str] | None, strawberry.argument(description="Only of these namespaces; of all when not given.")
        ] = strawberry.UNSET,
    ) -> list[Identity]: ...

    identity_graph: IdentityGraph = reads(
        View(), "Why these identities are one person: which were met together.", cost=10
    )

    @reading(
        Provenance("paths"),
        "Which source each value came from: one entry a field that any record gives, in the order of the fields. "
        "Values worked out of others, such as a whole name that no record gives, have none.",
        keeping=Keeping(max_age_s=30),  # it tells of consent too
        cost=5,
    )
    def provenance(
        self,
        paths: Annotated[
            list[str] | None,
            strawberry.argument(description="Only of the fields with these XDM paths (@xdm); of all when not given."),
        ] = strawberry.UNSET,
    ) -> list[Origin]: ...

    merged_from: list[strawberry.ID] = reads(
        Derived("merged_from"),
        "Ids that parts of this person have had, or would have if nothing joined them: each finds this person.",
    )

    @reading(Connection(paths.PERSON_ACCOUNTS), "The person's roles at accounts; one edge a role.")
    def accounts(
        self,
        where: PersonAccountFilter | None = strawberry.UNSET,
        order_by: list[PersonAccountOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["PersonAccountConnection", _ROLES]: ...

    @reading(Connection(paths.PERSON_OPPORTUNITIES), "The person's roles in deals; one edge a role.")
    def opportunities(
        self,
        where: PersonOpportunityFilter | None = strawberry.UNSET,
        order_by: list[PersonOpportunityOrder] | None = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["PersonOpportunityConnection", _ROLES]: ...

    @reading(
        Many(
            paths.SEGMENT_MEMBERSHIPS,
            (Sort("name"),),
            within=(("status", Derived("membership_status")),),
        ),
        "Segments the person is in: those that hold now by default; exited ones are kept 30 days.",
    )
    def segment_memberships(
        self,
        status: Statuses = HELD,
    ) -> list[SegmentMembership]: ...

    @reading(
        Connection(
            paths.PERSON_EVENTS,
            (Sort("timestamp", descending=True),),
            within=(("types", Property("event_type")),),
            since=("from", "timestamp"),
            until=("to", "timestamp"),
            direction="order",
        ),
        "What the person did or was sent, the newest first by default. Equal timestamps are ordered by id.",
    )
    def events(
        self,
        types: Annotated[
            list[str] | None, strawberry.argument(description="Only of these types, such as commerce.purchases.")
        ] = strawberry.UNSET,
        from_: Annotated[
            DateTime | None, strawberry.argument(name="from", description="From this instant on, inclusive.")
        ] = strawberry.UNSET,
        to: Annotated[
            DateTime | None, strawberry.argument(description="Up to this instant, exclusive.")
        ] = strawberry.UNSET,
        order: Annotated[
            SortDirection | None, strawberry.argument(description="DESC: the newest first.")
        ] = SortDirection.DESC,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> EventConnection: ...

    @reading(Connection(paths.PERSON_CAMPAIGNS), "Campaigns the person is a member of.")
    def campaigns(
        self,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Annotated["PersonCampaignConnection", _ROLES]: ...


@strawberry.type(description="A person in a list of people.")
class PersonEdge:
    cursor: str = cursor()
    node: Person = end("The person.")


@strawberry.type(description="A page of people.")
class PersonConnection:
    edges: list[PersonEdge] = edges()
    nodes: list[Person] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
