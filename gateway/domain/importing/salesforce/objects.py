"""Objects: everything of Salesforce that has a place here, and what makes records of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.domain import fields
from gateway.domain.importing.filling import Filling
from gateway.domain.importing.rows import Header, Row, plain
from gateway.domain.importing.salesforce import accounts, activities, campaigns, opportunities, people, relations
from gateway.domain.importing.salesforce.conversions import Conversions
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.salesforce.times import TIMES
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record, Tally

SYSTEM = (*TIMES, "id", "isdeleted", "masterrecordid", "currencyisocode")
"""Columns that every object's map reads."""
_BOOKKEEPING = ("fivetransynced", "fivetranactive", "fivetrandeleted", "fivetranid", "fivetranstart", "fivetranend")


@dataclass(frozen=True, slots=True)
class SalesforceObject:
    """An object: the fields its columns fill, the columns that are read otherwise, and what makes its records."""

    name: str
    known: Mapping[str, fields.Field]
    paths: Mapping[str, str]
    reads: tuple[str, ...]
    make: Callable[[Row, Source, Tally], list[Record]]


OBJECTS = (
    SalesforceObject("Account", fields.ACCOUNT, accounts.FIELDS, accounts.READS, accounts.account),
    SalesforceObject("Campaign", fields.CAMPAIGN, campaigns.FIELDS, (), campaigns.campaign),
    SalesforceObject(
        "Opportunity", fields.OPPORTUNITY, opportunities.FIELDS, opportunities.READS, opportunities.opportunity
    ),
    SalesforceObject("Contact", fields.PERSON, people.CONTACT_FIELDS, people.CONTACT_READS, people.contact),
    SalesforceObject("Lead", fields.PERSON, people.LEAD_FIELDS, people.LEAD_READS, people.lead),
    SalesforceObject(
        "AccountContactRelation", fields.ACCOUNT_PERSON, relations.FIELDS, relations.READS, relations.account_relation
    ),
    SalesforceObject(
        "OpportunityContactRole",
        fields.OPPORTUNITY_PERSON,
        opportunities.ROLE_FIELDS,
        opportunities.ROLE_READS,
        opportunities.opportunity_role,
    ),
    SalesforceObject(
        "CampaignMember",
        fields.CAMPAIGN_MEMBER,
        campaigns.MEMBER_FIELDS,
        campaigns.MEMBER_READS,
        campaigns.campaign_member,
    ),
    SalesforceObject("Task", {}, {}, activities.READS, activities.task),
    SalesforceObject("Event", {}, {}, activities.READS, activities.event),
)
"""In the order in which they are best imported: what others refer to first."""
BY_NAME = {each.name: each for each in OBJECTS}


class SalesforceMap:
    """How the rows of one file of an object become records."""

    def __init__(
        self, known: SalesforceObject, header: Header, options: SourceOptions, conversions: Conversions
    ) -> None:
        self._make = known.make
        reads = (*known.reads, *SYSTEM, *_BOOKKEEPING)
        filling = Filling(header, known.known, known.paths, reads, clear_blanks=options.clear_blanks)
        self._source = Source(filling, options, conversions)
        self.left_out = [name for name in header.names if plain(name) in _BOOKKEEPING]

    @property
    def custom_columns(self) -> list[str]:
        """The columns that have no field here."""
        return self._source.filling.custom_columns

    def records(self, row: Row, tally: Tally) -> list[Record]:
        """The records of a row. Raises Refusal."""
        return self._make(row, self._source, tally)
