"""What Marketo exports becomes records, in bulk or as a warehouse holds it, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.commands.importing.plan import marketo_files, tables_in
from gateway.commands.importing.tables import Table
from gateway.domain.importing.marketo.beforehand import losers
from gateway.domain.importing.marketo.objects import kind_of
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Tally
from gateway.domain.reading import read_record
from tests.importing.marketo_export import EXPORT, LIST, PROGRAM, write_export
from tests.importing.salesforce_export import ACME, ADA
from tests.importing.tables import row

NOW = "2026-04-01T00:00:00.000000Z"
_OPTIONS = SourceOptions("marketo", "m1", "00D")


def key(source_id: str | int) -> str:
    return f"{source_id}@m1.Marketo"


def made(folder: Path, options: SourceOptions = _OPTIONS) -> tuple[dict[str, list[Any]], dict[str, Tally]]:
    """The records and the tally of each file; every record is one that the gateway takes."""
    records: dict[str, list[Any]] = {}
    tallies: dict[str, Tally] = {}
    for file in marketo_files(tables_in(folder)[0], options):
        if file.map is None:
            continue
        tally = tallies.setdefault(file.path.stem, Tally())
        with Table(file.path) as table:
            for rows in table.rows():
                for each in rows:
                    found = file.map.records(Row(file.header, each.cells, each.number), tally)
                    records.setdefault(file.path.stem, []).extend(found)
    for many in records.values():
        for record in many:
            read_record(record, NOW)
    return records, tallies


def test_a_lead_is_known_by_its_key_its_counterpart_in_salesforce_and_its_address(tmp_path: Path) -> None:
    there, lead, account, role, *_ = made(write_export(tmp_path))[0]["leads"]
    assert (there["observedAt"], there["identities"]) == ("2026-01-03T10:00:00.000000Z", lead["identities"][:1])
    assert [(each["namespace"], each["value"]) for each in lead["identities"]] == [
        ("b2b_person", key(11)),
        ("b2b_person", f"{ADA}@00D.Salesforce"),
        ("CRMID", ADA),
        ("Email", "ada@acme.example"),
    ]
    assert lead["attributes"] == {
        "workEmail": "ada@acme.example",
        "firstName": "Ada",
        "lastName": "King",
        "companyName": "Acme",
        "workPhone": "+33 9",
        "personScore": 70.0,
        "personStatus": "Customer",
        "personType": "CONTACT",
    }
    assert lead["scores"] == [{"model": "marketo.urgency", "value": 2.0, "scoredAt": "2026-02-15T10:00:00.000000Z"}]
    assert lead["custom"] == {"favourite_color": "red"}
    assert "consent" not in lead
    assert account["key"] == role["accountKey"] == f"{ACME}@00D.Salesforce"
    assert account["attributes"] == {"name": "Acme"}


def test_a_company_has_the_key_of_marketo_and_names_that_of_salesforce(tmp_path: Path) -> None:
    lead = {"id": 1, "company": "Acme", "contactCompany": 77, "sfdcAccountId": ACME, "updatedAt": "2026-02-15 10:00:00"}
    _, account, role = made(write_export(tmp_path, leads=[lead]))[0]["leads"]
    assert (account["key"], account["externalKeys"]) == ("77.mkto_org@m1.Marketo", [f"{ACME}@00D.Salesforce"])
    assert role["accountKey"] == account["key"]


def test_a_lead_that_was_merged_stands_back_behind_the_one_it_was_merged_into(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    loser = next(each for each in records["leads"] if each.get("attributes", {}).get("firstName") == "Augusta")
    assert loser["observedAt"] == "2026-02-15T09:59:59.999999Z"
    event, link = records["activity_merge_leads"]
    assert [each["value"] for each in link["identities"]] == [key(11), key(12)]
    assert event["eventType"] == "leadOperation.mergeLeads"
    assert event["payload"]["leadOperation"] == {"mergeLeads": {"sourceKeys": [key(12)]}}


def test_an_opt_out_is_a_refusal_and_the_absence_of_one_is_nothing(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    (eve,) = [each for each in records["leads"] if each.get("attributes", {}).get("firstName") == "Eve"]
    assert eve["consent"] == {"email": False}
    unsubscribed = [each for each in records["activities"] if each["entity"] == "person"]
    assert [(each["identities"][0]["value"], each["consent"]) for each in unsubscribed] == [(key(11), {"email": False})]


def test_activities_are_events_by_their_type(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    events = [each for each in records["activities"] if each["entity"] == "event"]
    assert [each["eventType"] for each in events] == [
        "directMarketing.emailOpened",
        "leadOperation.statusInCampaignProgressionChanged",
        "listOperation.addToList",
        "directMarketing.emailUnsubscribed",
        "marketo.activity777",
    ]
    assert events[0]["payload"] == {
        "directMarketing": {"mailingKey": key(7), "mailingName": "Welcome"},
        "marketo": {"primaryAttributeValueId": "7", "primaryAttributeValue": "Welcome", "Device": "phone"},
    }
    assert events[1]["payload"]["leadOperation"]["campaignProgression"] == {
        "campaignKey": key(PROGRAM),
        "oldStatusName": "Invited",
        "newStatusName": "Registered",
        "isSuccessful": False,
    }


def test_progression_and_membership_are_one_membership(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    (progressed,) = [each for each in records["activities"] if each["entity"] == "campaign_member"]
    (member,) = records["program_membership"]
    assert progressed["campaignKey"] == member["campaignKey"] == key(PROGRAM)
    assert (progressed["memberStatus"], member["memberStatus"], member["hasResponded"]) == (
        "Registered",
        "Attended",
        True,
    )


def test_a_static_list_is_a_segment_that_is_filled_from_outside(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    (segment,) = records["static_lists"]
    assert (segment["name"], segment["description"]) == ("Newsletter", "Monthly")
    _, membership = [each for each in records["activities"] if each["entity"].startswith("segment")]
    assert (membership["segment"], membership["status"]) == ("Newsletter", "REALIZED")


def test_lists_of_one_name_are_told_apart(tmp_path: Path) -> None:
    lists = [*EXPORT["static_lists"], EXPORT["static_lists"][0] | {"id": 56}]
    records, _ = made(write_export(tmp_path, static_lists=lists))
    assert [each["name"] for each in records["static_lists"]] == [f"Newsletter ({LIST})", "Newsletter (56)"]


def test_an_email_that_was_not_sent_and_a_deleted_lead_carry_nothing_and_are_counted(tmp_path: Path) -> None:
    common = {"lead_id": 11, "activity_date": "2026-01-01 10:00:00"}
    rows = [
        common | {"id": 1, "activity_type_id": 6, "action_result": "skipped"},
        common | {"id": 2, "activity_type_id": 29, "action_result": ""},
    ]
    records, tallies = made(write_export(tmp_path, sent=rows))
    assert records["sent"] == []
    assert list(tallies["sent"].nothing.values()) == [1, 1]
    erased, _ = made(tmp_path, SourceOptions("marketo", "m1", erase_people=True))
    assert [(each["entity"], each["of"]) for each in erased["sent"]] == [("delete", "person")]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"merge_ids": "[12, 13]"}, ["12", "13"]),
        ({"Merge IDs": "12;13"}, ["12", "13"]),
        ({"attributes": '{"Merge IDs": "12,13", "Merge Source": "x7"}'}, ["12", "13"]),
        ({"merge_ids": ""}, []),
    ],
)
def test_merged_ids_are_read_however_they_are_written(cells: dict[str, Any], found: list[str]) -> None:
    assert losers(row(**cells)) == found


@pytest.mark.parametrize(
    ("stem", "columns", "kind"),
    [
        ("leads_2026", ("id", "email"), "Lead"),
        ("marketo_lead_data", ("id",), "Lead"),
        ("anything", ("leadId", "activityDate", "activityTypeId"), "Activity"),
        ("program_membership", ("id",), "ProgramMember"),
        ("merge_leads", ("winner_id", "loser_id"), "MergeLeads"),
        ("lead_describe", ("id",), None),
        ("marketo_campaign_data", ("id",), None),
    ],
)
def test_a_file_is_known_by_its_name_and_activities_by_their_columns(
    stem: str, columns: tuple[str, ...], kind: str | None
) -> None:
    assert kind_of(stem, Header(columns)) == kind
