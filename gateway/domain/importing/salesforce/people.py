"""Contacts and leads: both are people, told apart by their person type.

A converted lead and its contact are one person. What the lead says is observed before what the contact says, so that it
fills blank fields and no others; so it is with the account.
"""

from __future__ import annotations

from gateway.domain.importing.keys import email_identities
from gateway.domain.importing.making import is_true, said
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.source_options import DELETED_PERSON
from gateway.domain.importing.tally import Record, Tally

_PERSON = {
    "firstname": "firstName",
    "lastname": "lastName",
    "email": "workEmail",
    "title": "jobTitle",
    "phone": "workPhone",
    "mobilephone": "mobilePhone",
    "leadsource": "personSource",
    "genderidentity": "gender",
}
CONTACT_FIELDS = _PERSON | {
    "department": "departments",
    "birthdate": "birthDate",
    "mailingstreet": "workAddress.street1",
    "mailingcity": "workAddress.city",
    "mailingstate": "workAddress.stateProvince",
    "mailingpostalcode": "workAddress.postalCode",
    "mailingcountry": "workAddress.country",
    "mailingcountrycode": "workAddress.countryCode",
}
LEAD_FIELDS = _PERSON | {
    "company": "companyName",
    "status": "personStatus",
    "isconverted": "isConverted",
    "converteddate": "convertedDate",
    "street": "workAddress.street1",
    "city": "workAddress.city",
    "state": "workAddress.stateProvince",
    "postalcode": "workAddress.postalCode",
    "country": "workAddress.country",
    "countrycode": "workAddress.countryCode",
}
_READ = ("name", "hasoptedoutofemail", "donotcall", "masterrecordid")
CONTACT_READS = (*_READ, "accountid")
LEAD_READS = (*_READ, "convertedcontactid", "convertedaccountid", "convertedopportunityid")


def contact(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A contact and, where it names one, its relation to its own account."""
    own, at = source.id(row), source.at(row)
    if source.is_deleted(row):
        return _deleted(row, own, at, source, tally)
    attributes, custom, consent = _said(row, source, tally)
    attributes["personType"] = "CONTACT"
    identities = [source.person(own) | {"primary": True}, {"namespace": "CRMID", "value": own}]
    identities += _emails(row, tally)
    records = _person(row, source, at, identities, attributes=attributes, custom=custom, consent=consent)
    if (account := source.key(row.text("accountid"))) is not None:
        role = {"person": source.person(own), "accountKey": account, "isPrimary": True}
        records.append(source.record("account_person", at, **role))
    return records


def lead(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A lead; of a converted one also that it is its contact, what it says of the account, and the conversion."""
    own, at = source.id(row), source.at(row)
    if source.is_deleted(row):
        return _deleted(row, own, at, source, tally)
    attributes, custom, consent = _said(row, source, tally)
    identities = [source.person(own) | {"primary": True}]
    became = row.text("convertedcontactid")
    converted = is_true(row, "isconverted") or became is not None
    attributes["personType"] = "CONTACT" if converted else "LEAD"
    if not converted:
        identities += _emails(row, tally)
        return _person(row, source, at, identities, attributes=attributes, custom=custom, consent=consent)
    converted_at = source.instant(row, "converteddate") or at
    own_time = at if at is None or converted_at is None else min(at, converted_at)
    when = own_time
    if became is not None:
        contact_id = source.id(row, "convertedcontactid")
        identities.append(source.person(contact_id))
        when = source.conversions.before(contact_id, own_time)
    identities += _emails(row, tally)
    records = _person(row, source, when, identities, attributes=attributes, custom=custom, consent=consent)
    if row.text("convertedaccountid") is not None:
        records += _account(row, own, own_time, source, attributes, custom)
    if converted_at is not None:
        records.append(_conversion(row, own, at, converted_at, source))
    return records


def _person(row: Row, source: Source, at: str | None, identities: list[Record], **parts: Record) -> list[Record]:
    kept = {name: said(each) for name, each in parts.items()}
    record = source.record("person", at, identities=identities, **kept)
    return source.created(record, row, "createddate", identities=identities[:1])


def _said(row: Row, source: Source, tally: Tally) -> tuple[Record, Record, Record]:
    """Attributes, custom fields and consent: a refusal is told, the absence of one is no consent."""
    attributes, custom = source.fill(row, tally)
    name = row.text("name")
    if name is not None:
        parts = f"{attributes.get('firstName') or ''} {attributes.get('lastName') or ''}".strip()
        if not parts:
            attributes["fullName"] = name
        elif name != parts:
            custom[row.column("name")] = name
    refused = {"email": is_true(row, "hasoptedoutofemail"), "call": is_true(row, "donotcall")}
    return attributes, custom, {channel: False for channel, given in refused.items() if given}


def _emails(row: Row, tally: Tally) -> list[Record]:
    address = row.text("email")
    identities = email_identities(address)
    if address is not None and not identities:
        tally.notes[f"{row.column('email')} is no address; it is kept, but identifies nobody"] += 1
    return identities


def _deleted(row: Row, own: str, at: str | None, source: Source, tally: Tally) -> list[Record]:
    """Of a person that was merged into another that it is that one; else nothing, or its end where that is asked."""
    if row.text("masterrecordid") is not None:
        identities = [source.person(source.id(row, "masterrecordid")), source.person(own)]
        return [source.record("person", at, identities=identities)]
    if source.options.erase_people:
        return source.deletion("person", at, person=source.person(own))
    tally.nothing[DELETED_PERSON] += 1
    return []


_OF_ACCOUNT = {"industry": "industry", "website": "website"}


def _account(
    row: Row, own: str, own_time: str | None, source: Source, attributes: Record, custom: Record
) -> list[Record]:
    """What the lead said of its company, where the account says nothing, and the person's relation to it."""
    account_id = source.id(row, "convertedaccountid")
    key = source.key(account_id)
    company: Record = {name: row.text(column) for column, name in _OF_ACCOUNT.items() if row.text(column) is not None}
    if attributes.get("companyName") is not None:
        company["name"] = attributes["companyName"]
    when = source.conversions.before(account_id, own_time)
    return [
        source.record("account", when, key=key, attributes=said(company)),
        source.record("account_person", when, accountKey=key, person=source.person(own), isPrimary=True),
    ]


def _conversion(row: Row, own: str, at: str | None, converted_at: str, source: Source) -> Record:
    payload = {
        "leadOperation": {"convertLead": {"convertedStatus": row.text("status"), "assignTo": row.text("ownerid")}},
        "convertedContactKey": source.key(row.text("convertedcontactid")),
        "convertedAccountKey": source.key(row.text("convertedaccountid")),
        "convertedOpportunityKey": source.key(row.text("convertedopportunityid")),
    }
    return source.record(
        "event",
        at,
        id=f"convertLead:{source.key(own)}",
        identity=source.person(own),
        eventType="leadOperation.convertLead",
        timestamp=converted_at,
        payload={name: value for name, value in payload.items() if value is not None},
    )
