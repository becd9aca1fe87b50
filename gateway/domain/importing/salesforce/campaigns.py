"""Campaigns of Salesforce and their members."""

from __future__ import annotations

from gateway.domain.importing.making import said
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal

FIELDS = {
    "name": "name",
    "type": "type",
    "status": "status",
    "startdate": "startDate",
    "enddate": "endDate",
    "isactive": "isActive",
}
MEMBER_FIELDS = {
    "status": "memberStatus",
    "hasresponded": "hasResponded",
    "firstrespondeddate": "firstRespondedAt",
}
MEMBER_READS = ("campaignid", "leadid", "contactid")


def campaign(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A campaign."""
    key, at = source.own_key(row), source.at(row)
    if source.is_deleted(row):
        return source.deletion("campaign", at, key=key)
    attributes, custom = source.fill(row, tally)
    record = source.record("campaign", at, key=key, attributes=said(attributes), custom=said(custom))
    return source.created(record, row, "createddate", key=key)


def campaign_member(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A membership, of the contact where the lead became one; one behind another of the person says no status."""
    person = source.conversions.person_of(row)
    if not person:
        raise Refusal("The row names neither a contact nor a lead.")
    of = {"campaignKey": source.own_key(row, "campaignid"), "person": source.person(person)}
    at = source.at(row)
    if source.is_deleted(row):
        return source.deletion("campaign_member", at, **of)
    fields, custom = source.fill(row, tally)
    if source.conversions.is_behind(row.text("id")):
        tally.notes["the person is further along in the campaign by another membership"] += 1
        fields = {}
    return [source.record("campaign_member", at, **of, **fields, custom=said(custom))]
