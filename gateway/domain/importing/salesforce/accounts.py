"""Accounts of Salesforce."""

from __future__ import annotations

from gateway.domain.importing.keys import domain_of
from gateway.domain.importing.making import said
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.tally import Record, Tally

FIELDS = {
    "name": "name",
    "type": "accountType",
    "industry": "industry",
    "numberofemployees": "numberOfEmployees",
    "annualrevenue": "annualRevenue.amount",
    "website": "website",
    "billingstreet": "billingAddress.street1",
    "billingcity": "billingAddress.city",
    "billingstate": "billingAddress.stateProvince",
    "billingpostalcode": "billingAddress.postalCode",
    "billingcountry": "billingAddress.country",
    "billingcountrycode": "billingAddress.countryCode",
    "ownerid": "ownerId",
}
READS = ("parentid",)


def account(row: Row, source: Source, tally: Tally) -> list[Record]:
    """An account, with its parent. One in the bin is deleted here too."""
    key, at = source.own_key(row), source.at(row)
    if source.is_deleted(row):
        return source.deletion("account", at, key=key)
    attributes, custom = source.fill(row, tally)
    domain = domain_of(attributes.get("website"))
    if domain is not None:
        attributes["domain"] = domain
    parent = source.key(row.text("parentid"))
    if parent == key:
        tally.notes["an account is its own parent at the source; the parent is left out"] += 1
        parent = None
    record = source.record("account", at, key=key, parentKey=parent, attributes=said(attributes), custom=said(custom))
    return source.created(record, row, "createddate", key=key)
