"""Opportunities of Salesforce, and the contacts' roles in them."""

from __future__ import annotations

from gateway.domain.importing.making import said
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.tally import Record, Tally

FIELDS = {
    "name": "name",
    "stagename": "stage",
    "type": "type",
    "isclosed": "isClosed",
    "iswon": "isWon",
    "amount": "amount.amount",
    "expectedrevenue": "expectedRevenue.amount",
    "probability": "probability",
    "forecastcategory": "forecastCategory",
    "closedate": "expectedCloseDate",
    "leadsource": "leadSource",
    "nextstep": "nextStep",
    "ownerid": "ownerId",
}
READS = ("accountid", "campaignid")
ROLE_FIELDS = {"isprimary": "isPrimary"}
ROLE_READS = ("opportunityid", "contactid", "role")
_CLOSED_STAGES = {"Closed Won": True, "Closed Lost": False}
"""Salesforce's own stages, for exports without IsClosed and IsWon: stage -> isWon."""


def opportunity(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A deal with its account and campaign. The close date of a closed one is when it closed."""
    key, at = source.own_key(row), source.at(row)
    if source.is_deleted(row):
        return source.deletion("opportunity", at, key=key)
    attributes, custom = source.fill(row, tally)
    if "isClosed" not in attributes and attributes.get("stage") in _CLOSED_STAGES:
        attributes |= {"isClosed": True, "isWon": _CLOSED_STAGES[attributes["stage"]]}
    if attributes.get("isClosed") and attributes.get("expectedCloseDate") is not None:
        attributes["actualCloseDate"] = f"{attributes['expectedCloseDate']}T00:00:00Z"
    record = source.record(
        "opportunity",
        at,
        key=key,
        accountKey=source.key(row.text("accountid")),
        campaignKey=source.key(row.text("campaignid")),
        attributes=said(attributes),
        custom=said(custom),
    )
    return source.created(record, row, "createddate", key=key)


def opportunity_role(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A contact's role in a deal."""
    of = {
        "opportunityKey": source.own_key(row, "opportunityid"),
        "person": source.person(source.id(row, "contactid")),
        "role": row.text("role"),
    }
    if source.is_deleted(row):
        return source.deletion("opportunity_person", source.at(row), **of)
    fields, custom = source.fill(row, tally)
    return [source.record("opportunity_person", source.at(row), **of, **fields, custom=said(custom))]
