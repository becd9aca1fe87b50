"""A small export of Salesforce: Acme with a contact, a lead that became her, and one that became nobody."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

ACME, ADA, ADA_LEAD, BOB_LEAD = "001000000000001AAA", "003000000000001AAA", "00Q000000000001AAA", "00Q000000000002AAA"
DEAL, FAIR = "006000000000001AAA", "701000000000001AAA"
_CREATED, _LATE = "2026-01-01T08:00:00.000Z", "2026-03-01T08:00:00.000Z"
_CONVERTED = "2026-02-01"

EXPORT: dict[str, list[dict[str, Any]]] = {
    "Account": [
        {
            "Id": ACME, "Name": "Acme", "Type": "Customer", "Industry": "", "NumberOfEmployees": 120,
            "AnnualRevenue": 5000000, "Website": "https://www.acme.example/home", "BillingCity": "Paris",
            "BillingCountry": "France", "ParentId": "", "OwnerId": "005000000000001AAA", "Sic": "7372",
            "Tier__c": "Gold", "CreatedDate": _CREATED, "SystemModstamp": "2026-01-02T08:00:00.000Z",
        }
    ],
    "Contact": [
        {
            "Id": ADA, "FirstName": "Ada", "LastName": "Lovelace", "Name": "Ada Lovelace", "Email": "Ada@acme.example",
            "Title": "Engineer", "Department": "R&D", "Phone": "", "MobilePhone": "+33 6", "AccountId": ACME,
            "MailingCity": "Paris", "LeadSource": "Web", "HasOptedOutOfEmail": "true", "DoNotCall": "false",
            "Region__c": "South", "CreatedDate": _CREATED, "SystemModstamp": "2026-02-01T09:00:00.000Z",
        }
    ],
    "Lead": [
        {
            "Id": ADA_LEAD, "FirstName": "A.", "LastName": "Lovelace", "Email": "ada.l@home.example", "Title": "Hacker",
            "Phone": "+33 1", "Company": "Acme SA", "Industry": "Software", "Status": "Qualified",
            "IsConverted": "true", "ConvertedDate": _CONVERTED, "ConvertedContactId": ADA, "ConvertedAccountId": ACME,
            "ConvertedOpportunityId": DEAL, "OwnerId": "005000000000001AAA", "CreatedDate": _CREATED,
            "SystemModstamp": _LATE,
        },
        {
            "Id": BOB_LEAD, "FirstName": "Bob", "LastName": "Byte", "Email": "bob", "Title": "", "Phone": "",
            "Company": "Bits", "Industry": "", "Status": "Open", "IsConverted": "false", "ConvertedDate": "",
            "ConvertedContactId": "", "ConvertedAccountId": "", "ConvertedOpportunityId": "",
            "OwnerId": "005000000000001AAA", "CreatedDate": _CREATED, "SystemModstamp": _CREATED,
        },
    ],
    "Opportunity": [
        {
            "Id": DEAL, "Name": "Acme 2026", "AccountId": ACME, "CampaignId": FAIR, "StageName": "Closed Won",
            "Amount": 1200.5, "CurrencyIsoCode": "EUR", "ExpectedRevenue": 1200.5, "Probability": 100,
            "CloseDate": "2026-02-28", "IsClosed": "true", "IsWon": "true", "ForecastCategory": "Closed",
            "FiscalYear": 2026, "NextStep": "", "LeadSource": "Web", "Type": "New", "CreatedDate": _CREATED,
            "SystemModstamp": _LATE,
        }
    ],
    "OpportunityContactRole": [
        {
            "Id": "00K000000000001AAA", "OpportunityId": DEAL, "ContactId": ADA, "Role": "Decision Maker",
            "IsPrimary": "true", "SystemModstamp": _LATE,
        }
    ],
    "AccountContactRelation": [
        {
            "Id": "07k000000000001AAA", "AccountId": ACME, "ContactId": ADA, "Roles": "Evaluator;Business User",
            "IsDirect": "true", "IsActive": "true", "StartDate": "2026-01-01", "EndDate": "", "SystemModstamp": _LATE,
        }
    ],
    "Campaign": [
        {
            "Id": FAIR, "Name": "Fair", "Type": "Event", "Status": "Completed", "StartDate": "2026-01-10",
            "EndDate": "", "IsActive": "false", "SystemModstamp": _LATE,
        }
    ],
    "CampaignMember": [
        {
            "Id": "00v000000000001AAA", "CampaignId": FAIR, "LeadId": ADA_LEAD, "ContactId": "", "Status": "Attended",
            "HasResponded": "true", "FirstRespondedDate": "2026-01-11", "SystemModstamp": "2026-01-11T08:00:00.000Z",
        },
        {
            "Id": "00v000000000002AAA", "CampaignId": FAIR, "LeadId": "", "ContactId": ADA, "Status": "Sent",
            "HasResponded": "false", "FirstRespondedDate": "", "SystemModstamp": _LATE,
        },
    ],
    "Task": [
        {
            "Id": "00T000000000001AAA", "WhoId": ADA_LEAD, "WhatId": "", "Subject": "Call Ada", "TaskSubtype": "Call",
            "Status": "Completed", "IsClosed": "true", "ActivityDate": "2026-01-20", "CreatedDate": _CREATED,
            "SystemModstamp": _LATE,
        },
        {
            "Id": "00T000000000002AAA", "WhoId": "", "WhatId": ACME, "Subject": "Think", "TaskSubtype": "Task",
            "Status": "Open", "IsClosed": "false", "ActivityDate": "2026-04-20", "CreatedDate": _CREATED,
            "SystemModstamp": _LATE,
        },
    ],
    "Event": [
        {
            "Id": "00U000000000001AAA", "WhoId": ADA, "Subject": "Demo", "StartDateTime": "2026-02-10T10:00:00.000Z",
            "IsDeleted": "false", "CreatedDate": _CREATED, "SystemModstamp": _LATE,
        }
    ],
    "User": [{"Id": "005000000000001AAA", "Name": "Seller"}],
}  # fmt: skip

Naming = Callable[[str, str], str]


def bulk_api(_: str, column: str) -> str:
    """`AccountId`."""
    return column


def data_loader(_: str, column: str) -> str:
    """`ACCOUNTID`."""
    return column.upper()


def with_object(name: str, column: str) -> str:
    """`Contact.AccountId`."""
    return f"{name}.{column}"


def snake_case(_: str, column: str) -> str:
    """`account_id`, and `tier_c` for `Tier__c`."""
    return re.sub(r"_+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column)).lower()


def write_export(folder: Path, naming: Naming = bulk_api, export: dict[str, list[dict[str, Any]]] = EXPORT) -> Path:
    """The export as a folder of CSV files with columns named so."""
    folder.mkdir(exist_ok=True)
    for name, rows in export.items():
        stem = f"sf_{snake_case('', name)}_data" if naming is snake_case else name
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([naming(name, column) for column in rows[0]])
            writer.writerows(row.values() for row in rows)
    return folder
