"""Contacts' relations to accounts other than, or beside, their own."""

from __future__ import annotations

from gateway.domain.importing.making import said
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.tally import Record, Tally

FIELDS = {"isactive": "isActive", "isdirect": "isDirect", "startdate": "startDate", "enddate": "endDate"}
READS = ("accountid", "contactid", "roles", "role")


def account_relation(row: Row, source: Source, tally: Tally) -> list[Record]:
    """One relation a role; one without a role where none is named."""
    of = {
        "accountKey": source.own_key(row, "accountid"),
        "person": source.person(source.id(row, "contactid")),
    }
    named = row.first("roles", "role") or ""
    roles: list[str | None] = [role.strip() for role in named.split(";") if role.strip()]
    at = source.at(row)
    if source.is_deleted(row):
        return [each for role in roles or [None] for each in source.deletion("account_person", at, **of, role=role)]
    fields, custom = source.fill(row, tally)
    return [
        source.record("account_person", at, **of, role=role, **fields, custom=said(custom)) for role in roles or [None]
    ]
