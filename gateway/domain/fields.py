"""What records may say: every field of every entity, its property in the graph and its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_schema.nodes import ADDRESS_PARTS, CONSENT_CHANNELS


class Type(StrEnum):
    """What a value may be. Numbers by their value: 5.0 is a whole number, "5" is none."""

    TEXT = "a text"
    LONG_TEXT = "a text of any length"
    TEXTS = "a list of texts"
    INTEGER = "a whole number of 32 bits"
    NUMBER = "a number"
    TRUTH = "true or false"
    DATE = "a calendar day such as 2026-03-01"
    INSTANT = "an instant with offset such as 2026-03-01T09:30:00Z"
    MONEY = "an object with amount and currencyCode"
    ADDRESS = "an address object"
    PERSON_TYPE = "LEAD or CONTACT"
    SEGMENT_STATE = "DRAFT, PUBLISHED, INACTIVE or ARCHIVED"
    STATUS = "REALIZED or EXITED"
    OBJECT = "an object"


CHOICES = {
    Type.PERSON_TYPE: ("LEAD", "CONTACT"),
    Type.SEGMENT_STATE: ("DRAFT", "PUBLISHED", "INACTIVE", "ARCHIVED"),
    Type.STATUS: ("REALIZED", "EXITED"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: the property it becomes, and what it may hold."""

    property: str
    type: Type


def _fields(**types: Type) -> dict[str, Field]:
    return {_camel(name): Field(name, type_) for name, type_ in types.items()}


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(each.capitalize() for each in rest)


T = Type
PERSON = _fields(
    first_name=T.TEXT, last_name=T.TEXT, full_name=T.TEXT, birth_date=T.DATE, gender=T.TEXT, job_title=T.TEXT,
    departments=T.TEXTS, work_email=T.TEXT, personal_email=T.TEXT, work_phone=T.TEXT, mobile_phone=T.TEXT,
    work_address=T.ADDRESS, home_address=T.ADDRESS, company_name=T.TEXT, person_type=T.PERSON_TYPE,
    person_status=T.TEXT, person_source=T.TEXT, person_score=T.NUMBER, is_converted=T.TRUTH, converted_date=T.INSTANT,
    lifetime_value=T.MONEY,
)  # fmt: skip
ACCOUNT = _fields(
    name=T.TEXT, account_type=T.TEXT, industry=T.TEXT, number_of_employees=T.INTEGER, annual_revenue=T.MONEY,
    website=T.TEXT, domain=T.TEXT, billing_address=T.ADDRESS, owner_id=T.TEXT,
)  # fmt: skip
OPPORTUNITY = _fields(
    name=T.TEXT, stage=T.TEXT, type=T.TEXT, is_closed=T.TRUTH, is_won=T.TRUTH, amount=T.MONEY,
    expected_revenue=T.MONEY, probability=T.NUMBER, forecast_category=T.TEXT, expected_close_date=T.DATE,
    actual_close_date=T.INSTANT, lead_source=T.TEXT, next_step=T.LONG_TEXT, owner_id=T.TEXT,
)  # fmt: skip
CAMPAIGN = _fields(
    name=T.TEXT, type=T.TEXT, channel=T.TEXT, status=T.TEXT, start_date=T.INSTANT, end_date=T.INSTANT,
    is_active=T.TRUTH,
)  # fmt: skip
SEGMENT = _fields(description=T.LONG_TEXT, expression=T.LONG_TEXT, state=T.SEGMENT_STATE)
ACCOUNT_PERSON = _fields(
    is_primary=T.TRUTH, is_active=T.TRUTH, is_direct=T.TRUTH, start_date=T.DATE, end_date=T.DATE
)  # fmt: skip
OPPORTUNITY_PERSON = _fields(is_primary=T.TRUTH)
CAMPAIGN_MEMBER = _fields(member_status=T.TEXT, has_responded=T.TRUTH, first_responded_at=T.INSTANT)
MEMBERSHIP = _fields(status=T.STATUS, last_qualified_at=T.INSTANT, valid_until=T.INSTANT)
SCORE = _fields(model=T.TEXT, goal=T.TEXT, value=T.NUMBER, percentile=T.INTEGER, scored_at=T.INSTANT)
FACTOR = _fields(name=T.TEXT, value=T.TEXT, importance=T.TEXT)
CONSENT = _fields(**dict.fromkeys(CONSENT_CHANNELS, T.TRUTH), updated_at=T.INSTANT)
ADDRESS = _fields(**dict.fromkeys(ADDRESS_PARTS, T.TEXT))
MONEY = _fields(amount=T.NUMBER, currency_code=T.TEXT)

ATTRIBUTES: Mapping[str, dict[str, Field]] = {
    "person": PERSON,
    "account": ACCOUNT,
    "opportunity": OPPORTUNITY,
    "campaign": CAMPAIGN,
}
"""Entities whose fields stand in `attributes`."""

_ALWAYS = ("entity", "dataset", "observedAt")
TOP: Mapping[str, frozenset[str]] = {
    entity: frozenset((*_ALWAYS, *names))
    for entity, names in {
        "person": ("identities", "attributes", "scores", "consent", "custom"),
        "account": ("key", "externalKeys", "attributes", "parentKey", "custom"),
        "opportunity": ("key", "externalKeys", "accountKey", "campaignKey", "attributes", "custom"),
        "campaign": ("key", "attributes", "custom"),
        "account_person": ("accountKey", "person", "role", *ACCOUNT_PERSON, "custom"),
        "opportunity_person": ("opportunityKey", "person", "role", *OPPORTUNITY_PERSON, "custom"),
        "campaign_member": ("campaignKey", "person", *CAMPAIGN_MEMBER, "custom"),
        "segment": ("name", *SEGMENT),
        "segment_membership": ("segment", "person", "accountKey", *MEMBERSHIP),
        "event": (
            "id", "identity", "identities", "eventType", "timestamp", "payload", "orderTotal", "pageName",
            "campaignKey",
        ),
    }.items()
}  # fmt: skip
"""Every field that may stand at the top of a record, by entity."""

CLEARED: Mapping[str, tuple[str, ...]] = {
    "account": ("externalKeys", "parentKey"),
    "opportunity": ("externalKeys", "accountKey", "campaignKey"),
    "segment": tuple(SEGMENT),
    "account_person": tuple(ACCOUNT_PERSON),
    "opportunity_person": tuple(OPPORTUNITY_PERSON),
    "campaign_member": tuple(CAMPAIGN_MEMBER),
}
"""The fields beside key and attributes that a null clears, by entity."""

KEYS: Mapping[str, frozenset[str]] = {
    "person": frozenset({"person"}),
    "fragment": frozenset({"identities"}),
    "account": frozenset({"key"}),
    "opportunity": frozenset({"key"}),
    "campaign": frozenset({"key"}),
    "segment": frozenset({"name"}),
    "event": frozenset({"id"}),
    "account_person": frozenset({"accountKey", "person", "role"}),
    "opportunity_person": frozenset({"opportunityKey", "person", "role"}),
    "campaign_member": frozenset({"campaignKey", "person"}),
    "segment_membership": frozenset({"segment", "person", "accountKey"}),
    "link": frozenset({"identities"}),
}
"""What names a thing to a delete, by entity. Neither a link nor a fragment, which is what the delete's
dataset says of a person by its primary identity, is an entity of its own."""
