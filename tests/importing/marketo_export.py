"""A small export of Marketo, of the same company as the one of Salesforce: Ada, a lead that is her, and Eve."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.importing.salesforce_export import ACME, ADA

PROGRAM, LIST = "1001", "55"
_AT = "2026-03-05 10:00:00"

EXPORT: dict[str, list[dict[str, Any]]] = {
    "leads": [
        {
            "id": 11, "email": "ada@acme.example", "firstName": "Ada", "lastName": "King", "title": "",
            "company": "Acme", "phone": "+33 9", "sfdcContactId": ADA, "sfdcAccountId": ACME, "unsubscribed": "false",
            "leadScore": 70, "urgency": 2, "leadStatus": "Customer", "favourite_color": "red",
            "createdAt": "2026-01-03 10:00:00", "updatedAt": "2026-02-15 10:00:00",
        },
        {
            "id": 12, "email": "a.king@home.example", "firstName": "Augusta", "lastName": "King", "title": "Countess",
            "company": "", "phone": "", "sfdcContactId": "", "sfdcAccountId": "", "unsubscribed": "false",
            "leadScore": "", "urgency": "", "leadStatus": "", "favourite_color": "", "createdAt": "2026-01-03 10:00:00",
            "updatedAt": "2026-03-01 10:00:00",
        },
        {
            "id": 13, "email": "eve@x.example", "firstName": "Eve", "lastName": "Nother", "title": "", "company": "",
            "phone": "", "sfdcContactId": "", "sfdcAccountId": "", "unsubscribed": "true", "leadScore": 5,
            "urgency": "", "leadStatus": "", "favourite_color": "", "createdAt": "2026-01-03 10:00:00",
            "updatedAt": "2026-01-03 10:00:00",
        },
    ],
    "activity_merge_leads": [
        {"id": 900, "lead_id": 11, "activity_date": _AT, "activity_type_id": 32, "merge_ids": "[12]"}
    ],
    "activities": [
        {
            "marketoGUID": "g1", "leadId": 11, "activityDate": "2026-03-06T10:00:00Z", "activityTypeId": 10,
            "primaryAttributeValueId": 7, "primaryAttributeValue": "Welcome", "attributes": '{"Device": "phone"}',
        },
        {
            "marketoGUID": "g2", "leadId": 12, "activityDate": "2026-01-04T10:00:00Z", "activityTypeId": 104,
            "primaryAttributeValueId": PROGRAM, "primaryAttributeValue": "Webinar",
            "attributes": '{"New Status": "Registered", "Old Status": "Invited", "Success": false}',
        },
        {
            "marketoGUID": "g3", "leadId": 13, "activityDate": "2026-03-06T11:00:00Z", "activityTypeId": 24,
            "primaryAttributeValueId": LIST, "primaryAttributeValue": "Newsletter", "attributes": "{}",
        },
        {
            "marketoGUID": "g4", "leadId": 11, "activityDate": "2026-03-07T10:00:00Z", "activityTypeId": 9,
            "primaryAttributeValueId": 7, "primaryAttributeValue": "Welcome", "attributes": "{}",
        },
        {
            "marketoGUID": "g5", "leadId": 11, "activityDate": "2026-03-07T10:00:00Z", "activityTypeId": 777,
            "primaryAttributeValueId": "", "primaryAttributeValue": "", "attributes": "",
        },
    ],
    "program": [{"id": PROGRAM, "name": "Webinar", "type": "Event", "channel": "Webinar", "updated_at": _AT}],
    "program_membership": [
        {
            "program_id": PROGRAM, "lead_id": 11, "progression_status": "Attended", "reached_success": "true",
            "reached_success_date": "2026-02-01 10:00:00", "updated_at": _AT,
        }
    ],
    "static_lists": [{"id": LIST, "name": "Newsletter", "description": "Monthly", "updatedAt": _AT}],
    "lead_describe": [{"id": 1, "restname": "email"}],
}  # fmt: skip


def write_export(folder: Path, **changed: list[dict[str, Any]]) -> Path:
    """The export as a folder of CSV files."""
    folder.mkdir(exist_ok=True)
    for name, rows in (EXPORT | changed).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
