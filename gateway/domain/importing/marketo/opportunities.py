"""Opportunities of Marketo and people's roles in them; those that came from Salesforce have their key there."""

from __future__ import annotations

from gateway.domain.importing.making import said
from gateway.domain.importing.marketo.source import Source
from gateway.domain.importing.rows import Row
from gateway.domain.importing.tally import Record, Tally

FIELDS = {
    "name": "name",
    "stage": "stage",
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
}
ROLE_FIELDS = {"isprimary": "isPrimary"}
_TIMES = ("updatedat", "lastmodifieddate", "fivetransynced", "createdat")
_IDS = ("externalopportunityid", "id")
READS = (*_IDS, *_TIMES, "sfdcaccountid")
ROLE_READS = ("externalopportunityid", "opportunityid", "leadid", "role", *_TIMES)
_OPPORTUNITY_PREFIX = "006"


def opportunity(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A deal."""
    key, at = _key(source.id(row, *_IDS), source), source.at(row, *_TIMES)
    if source.is_deleted(row):
        return source.deletion("opportunity", at, key=key)
    attributes, custom = source.fill(row, tally)
    account = row.text("sfdcaccountid")
    record = source.record(
        "opportunity", at, key=key, accountKey=None if account is None else source.crm_key(account),
        attributes=said(attributes), custom=said(custom),
    )  # fmt: skip
    return source.created(record, row, "createdat", key=key)


def opportunity_role(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A person's role in a deal."""
    of = {
        "opportunityKey": _key(source.id(row, "externalopportunityid", "opportunityid"), source),
        "person": source.person(source.id(row, "leadid")),
        "role": row.text("role"),
    }
    at = source.at(row, *_TIMES)
    if source.is_deleted(row):
        return source.deletion("opportunity_person", at, **of)
    role, custom = source.fill(row, tally)
    return [source.record("opportunity_person", at, **of, **role, custom=said(custom))]


def _key(source_id: str, source: Source) -> str:
    is_of_crm = source_id.startswith(_OPPORTUNITY_PREFIX) and len(source_id) in (15, 18)
    return source.crm_key(source_id) if is_of_crm else source.key(source_id)
