"""Records as typed inputs: the objects that files of records hold, without the name of their entity and dataset.

Everywhere an explicit null clears, and what is left out stays as it is.
"""

from __future__ import annotations

from typing import Any

import strawberry

from gateway.schema.filters import PersonType
from gateway.schema.identity import IdentityInput
from gateway.schema.ingestion.choices import MembershipWord
from gateway.schema.scalars import JSON, Date, DateTime
from gateway.schema.segment import SegmentState


def given(about: str) -> Any:
    """A field that may be left out."""
    return strawberry.field(default=strawberry.UNSET, description=about)


def needed(about: str) -> Any:
    """A field that must be there."""
    return strawberry.field(description=about)


def _observed_at() -> Any:
    return given("When the source saw it; the instant of the call where it is left out.")


def _custom() -> Any:
    return given("What has no field here: a JSON object, by the source's own names. Each name is a field of its own.")


@strawberry.input(description="An identity of a person record.")
class PersonIdentityInput:
    namespace: str = needed("Code of the namespace: letters, digits and _. A new one is created.")
    value: str = needed("The value in it.")
    primary: bool | None = given("Whether it is the one to show; one at most. Else the first is the record's key.")


@strawberry.input(description="An amount in one currency.")
class MoneyInput:
    amount: float = needed("The amount, in units of the currency.")
    currency_code: str = needed("The ISO 4217 code, such as EUR.")


@strawberry.input(description="A postal address. It replaces another whole.")
class AddressInput:
    street1: str | None = given("Street and number.")
    street2: str | None = given("Floor, building or care of.")
    city: str | None = given("City.")
    state_province: str | None = given("State, province or region.")
    postal_code: str | None = given("Postal code.")
    country: str | None = given("Country by name.")
    country_code: str | None = given("Country by ISO 3166 code.")


@strawberry.input(description="One thing that moved a score.")
class ScoreFactorInput:
    name: str = needed("What it is.")
    value: str | None = given("What it was found to be.")
    importance: str = needed("How much it weighed: low, medium or high.")


@strawberry.input(description="A model's judgement of a person. Of each model and goal the latest is shown.")
class ScoreInput:
    model: str = needed("The model that judged.")
    goal: str | None = given("What it predicts.")
    value: float = needed("The score, on the model's own scale.")
    percentile: int | None = given("1 to 100 among everybody scored.")
    scored_at: DateTime = needed("When it was computed.")
    factors: list[ScoreFactorInput] | None = given("What moved it, the weightiest first.")


@strawberry.input(description="May we? true permits, false refuses, null is not known.")
class ConsentInput:
    email: bool | None = given("May we write e-mail?")
    call: bool | None = given("May we call?")
    sms: bool | None = given("May we text?")
    any: bool | None = given("May we market at all?")
    collect: bool | None = given("May we collect data?")
    share: bool | None = given("May we share data?")
    personalize: bool | None = given("May we personalise?")
    updated_at: DateTime | None = given("When the source last heard of it.")


@strawberry.input(description="What a record says of a person.")
class PersonAttributesInput:
    first_name: str | None = given("The given name.")
    last_name: str | None = given("The family name.")
    full_name: str | None = given("The whole name; made of the other two where no record gives it.")
    birth_date: Date | None = given("The day of birth.")
    gender: str | None = given("In the source's own words.")
    job_title: str | None = given("The job title.")
    departments: list[str] | None = given("The departments; they replace others whole.")
    work_email: str | None = given("E-mail at work.")
    personal_email: str | None = given("Private e-mail.")
    work_phone: str | None = given("Phone at work.")
    mobile_phone: str | None = given("Mobile phone.")
    work_address: AddressInput | None = given("Address at work.")
    home_address: AddressInput | None = given("Private address.")
    company_name: str | None = given("The company as the source writes it.")
    person_type: PersonType | None = given("LEAD or CONTACT.")
    person_status: str | None = given("The status in the source's own words.")
    person_source: str | None = given("Where the person came from.")
    person_score: float | None = given("The score from marketing.")
    is_converted: bool | None = given("Whether the lead became a contact.")
    converted_date: DateTime | None = given("When it did.")
    lifetime_value: MoneyInput | None = given("What the person is worth so far.")


@strawberry.input(description="What one dataset says of a person. Records that share an identity describe one person.")
class PersonRecordInput:
    identities: list[PersonIdentityInput] = needed("1 to 20 identities. Two or more are linked.")
    attributes: PersonAttributesInput | None = given("What it says of the person.")
    scores: list[ScoreInput] | None = given("What models think of the person.")
    consent: ConsentInput | None = given("What the person permits.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="What a record says of an account.")
class AccountAttributesInput:
    name: str | None = given("The name; the key where no record gives one.")
    account_type: str | None = given("The kind of account in the source's own words.")
    industry: str | None = given("The industry.")
    number_of_employees: int | None = given("How many work there.")
    annual_revenue: MoneyInput | None = given("Yearly revenue.")
    website: str | None = given("The address of its website.")
    domain: str | None = given("The domain of its website and e-mail.")
    billing_address: AddressInput | None = given("Where bills go.")
    owner_id: str | None = given("Who of ours looks after it.")


@strawberry.input(description="An account, upserted by its key.")
class AccountRecordInput:
    key: str = needed("The source key, such as 0013x@00Dx.Salesforce.")
    external_keys: list[str] | None = given(
        "Other source keys of the same account, at most 20. The latest list counts; null or an empty one takes it back."
    )
    attributes: AccountAttributesInput | None = given("What it says of the account.")
    parent_key: str | None = given("The key of the account that it belongs to, which may come later.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="What a record says of a deal.")
class OpportunityAttributesInput:
    name: str | None = given("The name; the key where no record gives one.")
    stage: str | None = given("The stage in the source's own words.")
    type: str | None = given("The kind of deal in the source's own words.")
    is_closed: bool | None = given("Whether it is decided.")
    is_won: bool | None = given("Whether it is won; counts where it is closed.")
    amount: MoneyInput | None = given("What the deal is worth.")
    expected_revenue: MoneyInput | None = given("Amount times probability, by the source.")
    probability: float | None = given("Per cent.")
    forecast_category: str | None = given("The category of the forecast.")
    expected_close_date: Date | None = given("The day on which it should close.")
    actual_close_date: DateTime | None = given("When it closed.")
    lead_source: str | None = given("Where the deal came from, in the source's own words.")
    next_step: str | None = given("What comes next.")
    owner_id: str | None = given("Who of ours looks after it.")


@strawberry.input(description="A deal, upserted by its key.")
class OpportunityRecordInput:
    key: str = needed("The source key.")
    external_keys: list[str] | None = given(
        "Other source keys of the same deal, at most 20. The latest list counts; null or an empty one takes it back."
    )
    account_key: str | None = given("The key of its account, which may come later.")
    campaign_key: str | None = given("The key of the campaign that it came from, which may come later.")
    attributes: OpportunityAttributesInput | None = given("What it says of the deal.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="What a record says of a campaign.")
class CampaignAttributesInput:
    name: str | None = given("The name; the key where no record gives one.")
    type: str | None = given("The kind of campaign.")
    channel: str | None = given("The channel it runs on.")
    status: str | None = given("The status in the source's own words.")
    start_date: DateTime | None = given("When it begins.")
    end_date: DateTime | None = given("When it ends.")
    is_active: bool | None = given("Whether it runs.")


@strawberry.input(description="A campaign, upserted by its key.")
class CampaignRecordInput:
    key: str = needed("The source key.")
    attributes: CampaignAttributesInput | None = given("What it says of the campaign.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="A person's role at an account: one a role. It waits until both are there.")
class AccountPersonRecordInput:
    account_key: str = needed("The key of the account.")
    person: IdentityInput = needed("Any identity of the person.")
    role: str | None = given("The role; none is a role of its own.")
    is_primary: bool | None = given("Whether it is the person's main account; false where no record says.")
    is_active: bool | None = given("Whether it holds now; true where no record says.")
    is_direct: bool | None = given("Whether the person works for the account itself; true where no record says.")
    start_date: Date | None = given("The first day.")
    end_date: Date | None = given("The last day.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="A person's role in a deal: one a role. It waits until both are there.")
class OpportunityPersonRecordInput:
    opportunity_key: str = needed("The key of the deal.")
    person: IdentityInput = needed("Any identity of the person.")
    role: str | None = given("The role; none is a role of its own.")
    is_primary: bool | None = given("Whether the person is the main one; false where no record says.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="A person's membership in a campaign. It waits until both are there.")
class CampaignMemberRecordInput:
    campaign_key: str = needed("The key of the campaign.")
    person: IdentityInput = needed("Any identity of the person.")
    member_status: str | None = given("The status in the campaign's own words.")
    has_responded: bool | None = given("Whether the person responded.")
    first_responded_at: DateTime | None = given("When first.")
    custom: JSON | None = _custom()
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="A segment, upserted by its name.")
class SegmentRecordInput:
    name: str = needed("The name; no two segments share one.")
    description: str | None = given("What it is for.")
    expression: str | None = given("The rule in PQL; none for a segment whose members come from outside.")
    state: SegmentState | None = given("Where it stands in its life; PUBLISHED where no record says.")
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="A person's or an account's membership in a segment without a rule.")
class SegmentMembershipRecordInput:
    segment: str = needed("The name of the segment.")
    person: IdentityInput | None = given("Any identity of the person; this or `accountKey`.")
    account_key: str | None = given("The key of the account; this or `person`.")
    status: MembershipWord = needed("In or out.")
    last_qualified_at: DateTime = needed("When that was decided; of several the latest holds.")
    valid_until: DateTime | None = given("Until when it holds.")
    observed_at: DateTime | None = _observed_at()


@strawberry.input(description="Something a person did or was sent. A later observation replaces an earlier one whole.")
class EventRecordInput:
    id: strawberry.ID = needed("The source's id of the event: the same id is the same event.")
    identity: IdentityInput | None = given("Whose event it is; this or `identities`.")
    identities: list[IdentityInput] | None = given("1 to 20 identities, which are linked; these or `identity`.")
    event_type: str = needed("The type, such as commerce.purchases.")
    timestamp: DateTime = needed("When it happened.")
    payload: JSON | None = given("Everything the source sent: a JSON object, which comes back as it was sent.")
    order_total: MoneyInput | None = given("What an order came to; read from the payload where it is left out.")
    page_name: str | None = given("The page; read from the payload where it is left out.")
    campaign_key: str | None = given("The key of the campaign that it belongs to.")
    observed_at: DateTime | None = _observed_at()


@strawberry.input(one_of=True, description="One record: exactly one of these.")
class RecordInput:
    person: PersonRecordInput | None = given("What a dataset says of a person.")
    account: AccountRecordInput | None = given("An account.")
    opportunity: OpportunityRecordInput | None = given("A deal.")
    campaign: CampaignRecordInput | None = given("A campaign.")
    account_person: AccountPersonRecordInput | None = given("A person's role at an account.")
    opportunity_person: OpportunityPersonRecordInput | None = given("A person's role in a deal.")
    campaign_member: CampaignMemberRecordInput | None = given("A person's membership in a campaign.")
    segment: SegmentRecordInput | None = given("A segment.")
    segment_membership: SegmentMembershipRecordInput | None = given("A membership in a segment.")
    event: EventRecordInput | None = given("Something that happened.")
