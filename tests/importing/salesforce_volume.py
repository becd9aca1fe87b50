"""Exports of Salesforce of any size: ten contacts an account, half as many leads, every second of them converted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_CREATED, _CHANGED, _CONVERTED = "2024-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z", "2024-06-01"
_CAMPAIGN = "701000000000001AAA"


def write_volume(folder: Path, contacts: int) -> tuple[Path, int]:
    """An export with so many contacts, and how many rows it has."""
    folder.mkdir(exist_ok=True)
    accounts, leads = max(contacts // 10, 1), contacts // 2
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]], int]] = {
        "Account": (
            ("Id", "Name", "Industry", "NumberOfEmployees", "AnnualRevenue", "Website", "Tier__c", "SystemModstamp"),
            (
                (_id("001", each), f"Company {each}", "Tools", each % 500, each, f"c{each}.example", "Gold", _CHANGED)
                for each in range(accounts)
            ),
            accounts,
        ),
        "Contact": (
            ("Id", "FirstName", "LastName", "Email", "Title", "Phone", "AccountId", "Region__c", "CreatedDate",
             "SystemModstamp"),
            (
                (_id("003", each), f"First{each % 1_000}", f"Last{each}", f"p{each}@c.example", "Engineer",
                 f"+33 {each}", _id("001", each % accounts), "South", _CREATED, _CHANGED)
                for each in range(contacts)
            ),
            contacts,
        ),
        "Lead": (
            ("Id", "LastName", "Email", "Company", "Status", "IsConverted", "ConvertedDate", "ConvertedContactId",
             "CreatedDate", "SystemModstamp"),
            (
                (_id("00Q", each), f"Last{each}", f"l{each}@x.example", f"Company {each}", "Open",
                 *(("true", _CONVERTED, _id("003", each)) if each % 2 else ("false", "", "")), _CREATED, _CHANGED)
                for each in range(leads)
            ),
            leads,
        ),
        "Campaign": (("Id", "Name", "SystemModstamp"), [(_CAMPAIGN, "Fair", _CHANGED)], 1),
        "CampaignMember": (
            ("Id", "CampaignId", "LeadId", "ContactId", "Status", "HasResponded", "SystemModstamp"),
            (
                (_id("00v", each), _CAMPAIGN, *((_id("00Q", each), "") if each < leads else ("", _id("003", each))),
                 "Sent", "false", _CHANGED)
                for each in range(contacts)
            ),
            contacts,
        ),
    }  # fmt: skip
    for name, (columns, rows, _) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
    return folder, sum(count for _, _, count in tables.values())


def _id(prefix: str, number: int) -> str:
    return f"{prefix}{number:012d}AAA"
