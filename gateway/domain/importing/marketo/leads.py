"""Leads of Marketo: people, with what Marketo says of their company and of their counterpart in Salesforce."""

from __future__ import annotations

from gateway.domain import fields
from gateway.domain.importing.filling import Filling
from gateway.domain.importing.keys import domain_of, email_identities, person_identity, salesforce_id
from gateway.domain.importing.making import is_true, said
from gateway.domain.importing.marketo.beforehand import LEAD_TIMES
from gateway.domain.importing.marketo.source import Source
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.source_options import DELETED_PERSON
from gateway.domain.importing.tally import Record, Tally

FIELDS = {
    "firstname": "firstName",
    "lastname": "lastName",
    "email": "workEmail",
    "emailaddress": "workEmail",
    "title": "jobTitle",
    "jobtitle": "jobTitle",
    "department": "departments",
    "phone": "workPhone",
    "phonenumber": "workPhone",
    "mobilephone": "mobilePhone",
    "mobilephonenumber": "mobilePhone",
    "dateofbirth": "birthDate",
    "gender": "gender",
    "company": "companyName",
    "companyname": "companyName",
    "address": "workAddress.street1",
    "city": "workAddress.city",
    "state": "workAddress.stateProvince",
    "postalcode": "workAddress.postalCode",
    "country": "workAddress.country",
    "leadstatus": "personStatus",
    "leadsource": "personSource",
    "originalsourcetype": "personSource",
    "leadscore": "personScore",
}
_COMPANY = {
    "company": "name",
    "companyname": "name",
    "industry": "industry",
    "annualrevenue": "annualRevenue.amount",
    "numberofemployees": "numberOfEmployees",
    "website": "website",
    "billingstreet": "billingAddress.street1",
    "billingcity": "billingAddress.city",
    "billingstate": "billingAddress.stateProvince",
    "billingpostalcode": "billingAddress.postalCode",
    "billingcountry": "billingAddress.country",
}
_SCORES = ("urgency", "priority", "relativescore", "relativeurgency")
READS = (
    "id", "leadid", *LEAD_TIMES, *_SCORES, "unsubscribed", "donotcall", "sfdccontactid", "sfdcleadid", "sfdcaccountid",
    "sfdctype", "islead", "contactcompany",
)  # fmt: skip


class Leads:
    """What makes records of the leads of one file."""

    def __init__(self, header: Header, *, clear_blanks: bool) -> None:
        self._company = Filling(header, fields.ACCOUNT, _COMPANY, header.index, clear_blanks=clear_blanks)

    def __call__(self, row: Row, source: Source, tally: Tally) -> list[Record]:
        """A lead, and where it names a company that has a key, the account and the relation to it."""
        own = source.id(row, "id", "leadid")
        at = source.beforehand.before(own, source.at(row, *LEAD_TIMES))
        if source.is_deleted(row):
            return deleted_person(own, at, source, tally)
        attributes, custom = source.fill(row, tally)
        _tell_type(row, attributes)
        identities = [source.person(own) | {"primary": True}, *_crm_identities(row, source)]
        emails = email_identities(row.first("email", "emailaddress"))
        if not emails and row.first("email", "emailaddress") is not None:
            tally.notes["the e-mail is no address; it is kept, but identifies nobody"] += 1
        refused = {"email": is_true(row, "unsubscribed"), "call": is_true(row, "donotcall")}
        consent: Record = {channel: False for channel, given in refused.items() if given}
        parts = {"attributes": said(attributes), "consent": said(consent), "custom": said(custom)}
        record = source.record("person", at, identities=identities + emails, scores=_scores(row, at) or None, **parts)
        records = source.created(record, row, "createdat", identities=identities[:1])
        return records + self._account(row, source, own, at)

    def _account(self, row: Row, source: Source, own: str, at: str | None) -> list[Record]:
        """The company: by Marketo's own key, which is also of the account in Salesforce, or by the key there alone."""
        crm, company = row.text("sfdcaccountid"), row.text("contactcompany")
        if crm is None and company is None:
            return []
        crm_key = None if crm is None else source.crm_key(crm)
        key = str(crm_key) if company is None else source.key(f"{company}.mkto_org")
        external = {"externalKeys": [crm_key]} if crm_key is not None and crm_key != key else {}
        attributes, _ = self._company.fill(row, Tally(), source.options.currency)
        if (domain := domain_of(attributes.get("website"))) is not None:
            attributes["domain"] = domain
        return [
            source.record("account", at, key=key, **external, attributes=said(attributes)),
            source.record("account_person", at, accountKey=key, person=source.person(own), isPrimary=True),
        ]


def deleted_person(own: str, at: str | None, source: Source, tally: Tally) -> list[Record]:
    """Nothing, or the end of the person where that is asked for."""
    if source.options.erase_people:
        return source.deletion("person", at, person=source.person(own))
    tally.nothing[DELETED_PERSON] += 1
    return []


def _tell_type(row: Row, attributes: Record) -> None:
    """LEAD or CONTACT, where Marketo knows the counterpart in Salesforce; else it says neither."""
    kind = (row.text("sfdctype") or "").lower()
    if kind == "contact" or row.text("sfdccontactid") is not None:
        attributes["personType"] = "CONTACT"
    elif kind == "lead" or row.text("sfdcleadid") is not None or is_true(row, "islead"):
        attributes["personType"] = "LEAD"


def _crm_identities(row: Row, source: Source) -> list[Record]:
    contact, lead = row.text("sfdccontactid"), row.text("sfdcleadid")
    found: list[Record] = []
    if contact is not None:
        found = [person_identity(source.crm_key(contact)), {"namespace": "CRMID", "value": salesforce_id(contact)}]
    return found + ([person_identity(source.crm_key(lead))] if lead is not None else [])


def _scores(row: Row, at: str | None) -> list[Record]:
    """Marketo's own scores, each as a model; one that is no number is left to be read by people."""
    found = []
    for name in _SCORES:
        written = row.text(name)
        if at is None or written is None:
            continue
        try:
            value = float(written)
        except ValueError:
            continue
        found.append({"model": f"marketo.{row.column(name)}", "value": value, "scoredAt": at})
    return found
