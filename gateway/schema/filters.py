"""Filters: one operator set everywhere. Fields combine with AND; AND, OR and NOT nest.

Two-valued: a test of a missing value is false, except that `ne` and `notIn` are the exact opposites of `eq` and `in`,
and NOT is an exact complement.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from gateway.plan.reads import Amount, EdgeProperty, Property, Related, Structure
from gateway.schema import paths
from gateway.schema.scalars import Date, DateTime
from gateway.schema.vocabulary import operand, tests


@strawberry.enum(description="What kind of person: a lead is a person, not another kind of thing.")
class PersonType(Enum):
    LEAD = strawberry.enum_value("LEAD", description="Not yet a contact of any account.")
    CONTACT = strawberry.enum_value("CONTACT", description="Known as a contact.")


@strawberry.enum(description="How a deal stands.")
class OpportunityState(Enum):
    OPEN = strawberry.enum_value("OPEN", description="Not closed.")
    WON = strawberry.enum_value("WON", description="Closed and won.")
    LOST = strawberry.enum_value("LOST", description="Closed and not won.")


@strawberry.input(description="Tests of a text, by Unicode code point.")
class StringFilter:
    eq: str | None = operand("Is exactly this.")
    ne: str | None = operand("Is anything but this, or missing.")
    in_: list[str] | None = strawberry.field(
        name="in", default=strawberry.UNSET, description="Is one of these; of none where the list is empty."
    )
    not_in: list[str] | None = operand("Is none of these, or missing.")
    contains: str | None = operand("Has this in it.")
    starts_with: str | None = operand("Begins with this.")
    ends_with: str | None = operand("Ends with this.")
    is_null: bool | None = operand("true: is missing; false: is there.")
    case_insensitive: bool | None = strawberry.field(
        default=False, description="Compare lower-cased text in every test beside it."
    )


@strawberry.input(description="Tests of a whole number.")
class IntFilter:
    eq: int | None = operand("Is exactly this.")
    ne: int | None = operand("Is anything but this, or missing.")
    in_: list[int] | None = strawberry.field(name="in", default=strawberry.UNSET, description="Is one of these.")
    gt: int | None = operand("Is greater.")
    gte: int | None = operand("Is greater or equal.")
    lt: int | None = operand("Is less.")
    lte: int | None = operand("Is less or equal.")
    is_null: bool | None = operand("true: is missing; false: is there.")


@strawberry.input(description="Tests of a number.")
class FloatFilter:
    eq: float | None = operand("Is exactly this.")
    ne: float | None = operand("Is anything but this, or missing.")
    in_: list[float] | None = strawberry.field(name="in", default=strawberry.UNSET, description="Is one of these.")
    gt: float | None = operand("Is greater.")
    gte: float | None = operand("Is greater or equal.")
    lt: float | None = operand("Is less.")
    lte: float | None = operand("Is less or equal.")
    is_null: bool | None = operand("true: is missing; false: is there.")


@strawberry.input(description="Tests of a truth value.")
class BooleanFilter:
    eq: bool | None = operand("Is exactly this.")
    is_null: bool | None = operand("true: is missing; false: is there.")


@strawberry.input(description="Tests of a calendar day.")
class DateFilter:
    eq: Date | None = operand("Is this day.")
    gt: Date | None = operand("Is later.")
    gte: Date | None = operand("Is this day or later.")
    lt: Date | None = operand("Is earlier.")
    lte: Date | None = operand("Is this day or earlier.")
    is_null: bool | None = operand("true: is missing; false: is there.")


@strawberry.input(description="Tests of an instant.")
class DateTimeFilter:
    eq: DateTime | None = operand("Is this instant.")
    gt: DateTime | None = operand("Is later.")
    gte: DateTime | None = operand("Is this instant or later.")
    lt: DateTime | None = operand("Is earlier.")
    lte: DateTime | None = operand("Is this instant or earlier.")
    is_null: bool | None = operand("true: is missing; false: is there.")


@strawberry.input(description="Tests of an amount and of its currency.")
class MoneyFilter:
    amount: FloatFilter | None = tests(Structure.MONEY, "Tests of the amount, whatever its currency.")
    currency_code: StringFilter | None = tests(Structure.GROUP_KEY, "Tests of the ISO 4217 code.")


@strawberry.input(description="Tests of a person's type.")
class PersonTypeFilter:
    eq: PersonType | None = operand("Is this type.")
    ne: PersonType | None = operand("Is another type, or none.")
    is_null: bool | None = operand("true: has no type; false: has one.")


@strawberry.input(description="Tests of a deal's state.")
class OpportunityStateFilter:
    eq: OpportunityState | None = operand("Is in this state.")
    ne: OpportunityState | None = operand("Is in another state.")
    in_: list[OpportunityState] | None = strawberry.field(
        name="in", default=strawberry.UNSET, description="Is in one of these states."
    )


@strawberry.input(description="Which people. Everything given must hold.")
class PersonFilter:
    and_: list[PersonFilter] | None = strawberry.field(
        name="AND", default=strawberry.UNSET, description="All of these hold."
    )
    or_: list[PersonFilter] | None = strawberry.field(
        name="OR", default=strawberry.UNSET, description="One of these holds."
    )
    not_: PersonFilter | None = strawberry.field(
        name="NOT", default=strawberry.UNSET, description="This does not hold."
    )
    full_name: StringFilter | None = tests(Property("full_name"), "The whole name.")
    first_name: StringFilter | None = tests(Property("first_name"), "The given name.")
    last_name: StringFilter | None = tests(Property("last_name"), "The family name.")
    job_title: StringFilter | None = tests(Property("job_title"), "The job title.")
    company_name: StringFilter | None = tests(Property("company_name"), "The company as the source wrote it.")
    work_email: StringFilter | None = tests(Property("work_email"), "The e-mail address at work.")
    person_type: PersonTypeFilter | None = tests(Property("person_type"), "Lead or contact.")
    person_status: StringFilter | None = tests(Property("person_status"), "The status in the source's own words.")
    person_source: StringFilter | None = tests(Property("person_source"), "Where the person came from.")
    person_score: FloatFilter | None = tests(Property("person_score"), "The score from marketing.")
    lifetime_value: MoneyFilter | None = tests(Amount("lifetime_value"), "What the person is worth so far.")
    created_at: DateTimeFilter | None = tests(Property("created_at"), "When first observed.")
    last_modified_at: DateTimeFilter | None = tests(Property("last_modified_at"), "When last observed.")
    accounts: PersonAccountListFilter | None = tests(
        Related(paths.PERSON_ACCOUNTS, quantified=True), "The person's roles at accounts."
    )
    opportunities: PersonOpportunityListFilter | None = tests(
        Related(paths.PERSON_OPPORTUNITIES, quantified=True), "The person's roles in deals."
    )
    segments: SegmentListFilter | None = tests(
        Related(paths.HELD_SEGMENTS, quantified=True), "Segments that the person is in now."
    )


@strawberry.input(description="Which accounts. Everything given must hold.")
class AccountFilter:
    and_: list[AccountFilter] | None = strawberry.field(
        name="AND", default=strawberry.UNSET, description="All of these hold."
    )
    or_: list[AccountFilter] | None = strawberry.field(
        name="OR", default=strawberry.UNSET, description="One of these holds."
    )
    not_: AccountFilter | None = strawberry.field(
        name="NOT", default=strawberry.UNSET, description="This does not hold."
    )
    key: StringFilter | None = tests(Property("key"), "The source key.")
    name: StringFilter | None = tests(Property("name"), "The company's name.")
    industry: StringFilter | None = tests(Property("industry"), "The industry.")
    account_type: StringFilter | None = tests(Property("account_type"), "Customer, prospect, partner, ...")
    domain: StringFilter | None = tests(Property("domain"), "The web domain.")
    number_of_employees: IntFilter | None = tests(Property("number_of_employees"), "The number of employees.")
    annual_revenue: MoneyFilter | None = tests(Amount("annual_revenue"), "The yearly revenue.")
    created_at: DateTimeFilter | None = tests(Property("created_at"), "When first observed.")
    last_modified_at: DateTimeFilter | None = tests(Property("last_modified_at"), "When last observed.")
    parent: AccountFilter | None = tests(
        Related(paths.ACCOUNT_PARENT, quantified=False), "The parent, which must exist."
    )
    people: AccountPersonListFilter | None = tests(
        Related(paths.ACCOUNT_PEOPLE, quantified=True), "The people with a role at the account."
    )
    opportunities: OpportunityListFilter | None = tests(
        Related(paths.ACCOUNT_OPPORTUNITIES, quantified=True), "The account's deals."
    )


@strawberry.input(description="Which deals. Everything given must hold.")
class OpportunityFilter:
    and_: list[OpportunityFilter] | None = strawberry.field(
        name="AND", default=strawberry.UNSET, description="All of these hold."
    )
    or_: list[OpportunityFilter] | None = strawberry.field(
        name="OR", default=strawberry.UNSET, description="One of these holds."
    )
    not_: OpportunityFilter | None = strawberry.field(
        name="NOT", default=strawberry.UNSET, description="This does not hold."
    )
    key: StringFilter | None = tests(Property("key"), "The source key.")
    name: StringFilter | None = tests(Property("name"), "The deal's name.")
    stage: StringFilter | None = tests(Property("stage"), "The stage in the source's own words.")
    type: StringFilter | None = tests(Property("type"), "New business, renewal, ...")
    state: OpportunityStateFilter | None = tests(Property("state"), "Open, won or lost.")
    amount: MoneyFilter | None = tests(Amount("amount"), "What the deal is worth.")
    probability: FloatFilter | None = tests(Property("probability"), "Per cent.")
    expected_close_date: DateFilter | None = tests(Property("expected_close_date"), "When it should close.")
    actual_close_date: DateTimeFilter | None = tests(Property("actual_close_date"), "When it closed.")
    lead_source: StringFilter | None = tests(Property("lead_source"), "Where the deal came from.")
    owner_id: StringFilter | None = tests(Property("owner_id"), "Whose deal it is.")
    account: AccountFilter | None = tests(
        Related(paths.OPPORTUNITY_ACCOUNT, quantified=False), "The account, which must exist."
    )
    people: OpportunityPersonListFilter | None = tests(
        Related(paths.OPPORTUNITY_PEOPLE, quantified=True), "The people with a role in the deal."
    )


@strawberry.input(description="Which segments. Everything given must hold.")
class SegmentFilter:
    and_: list[SegmentFilter] | None = strawberry.field(
        name="AND", default=strawberry.UNSET, description="All of these hold."
    )
    or_: list[SegmentFilter] | None = strawberry.field(
        name="OR", default=strawberry.UNSET, description="One of these holds."
    )
    not_: SegmentFilter | None = strawberry.field(
        name="NOT", default=strawberry.UNSET, description="This does not hold."
    )
    name: StringFilter | None = tests(Property("name"), "The segment's name.")


@strawberry.input(description="Which of a person's roles at accounts: tests of the role and of the account.")
class PersonAccountFilter:
    role: StringFilter | None = tests(EdgeProperty("role"), "The role.")
    is_primary: BooleanFilter | None = tests(EdgeProperty("is_primary"), "Whether it is the main one.")
    is_active: BooleanFilter | None = tests(EdgeProperty("is_active"), "Whether it still holds.")
    node: AccountFilter | None = tests(Structure.END, "The account.")


@strawberry.input(description="Which of an account's people: tests of the role and of the person.")
class AccountPersonFilter:
    role: StringFilter | None = tests(EdgeProperty("role"), "The role.")
    is_primary: BooleanFilter | None = tests(EdgeProperty("is_primary"), "Whether it is the main one.")
    is_active: BooleanFilter | None = tests(EdgeProperty("is_active"), "Whether it still holds.")
    node: PersonFilter | None = tests(Structure.END, "The person.")


@strawberry.input(description="Which of a person's roles in deals: tests of the role and of the deal.")
class PersonOpportunityFilter:
    role: StringFilter | None = tests(EdgeProperty("role"), "The role.")
    is_primary: BooleanFilter | None = tests(EdgeProperty("is_primary"), "Whether it is the main one.")
    node: OpportunityFilter | None = tests(Structure.END, "The deal.")


@strawberry.input(description="Which of a deal's people: tests of the role and of the person.")
class OpportunityPersonFilter:
    role: StringFilter | None = tests(EdgeProperty("role"), "The role.")
    is_primary: BooleanFilter | None = tests(EdgeProperty("is_primary"), "Whether it is the main one.")
    node: PersonFilter | None = tests(Structure.END, "The person.")


@strawberry.input(description="A person's roles at accounts.")
class PersonAccountListFilter:
    some: PersonAccountFilter | None = operand("At least one is so.")
    none: PersonAccountFilter | None = operand("Not one is so.")
    every: PersonAccountFilter | None = operand("All are so; true of nothing at all.")


@strawberry.input(description="An account's people.")
class AccountPersonListFilter:
    some: AccountPersonFilter | None = operand("At least one is so.")
    none: AccountPersonFilter | None = operand("Not one is so.")
    every: AccountPersonFilter | None = operand("All are so; true of nothing at all.")


@strawberry.input(description="A person's roles in deals.")
class PersonOpportunityListFilter:
    some: PersonOpportunityFilter | None = operand("At least one is so.")
    none: PersonOpportunityFilter | None = operand("Not one is so.")
    every: PersonOpportunityFilter | None = operand("All are so; true of nothing at all.")


@strawberry.input(description="A deal's people.")
class OpportunityPersonListFilter:
    some: OpportunityPersonFilter | None = operand("At least one is so.")
    none: OpportunityPersonFilter | None = operand("Not one is so.")
    every: OpportunityPersonFilter | None = operand("All are so; true of nothing at all.")


@strawberry.input(description="An account's deals.")
class OpportunityListFilter:
    some: OpportunityFilter | None = operand("At least one is so.")
    none: OpportunityFilter | None = operand("Not one is so.")
    every: OpportunityFilter | None = operand("All are so; true of nothing at all.")


@strawberry.input(description="Segments.")
class SegmentListFilter:
    some: SegmentFilter | None = operand("At least one is so.")
    none: SegmentFilter | None = operand("Not one is so.")
    every: SegmentFilter | None = operand("All are so; true of nothing at all.")
