"""What Salesforce exports becomes records, however the columns are written, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.commands.importing.plan import salesforce_files, tables_in
from gateway.commands.importing.tables import Table
from gateway.domain.importing.file_names import object_of
from gateway.domain.importing.keys import domain_of, salesforce_id
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.objects import BY_NAME
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Tally
from gateway.domain.reading import read_record
from tests.importing.salesforce_export import (
    ACME,
    ADA,
    ADA_LEAD,
    BOB_LEAD,
    DEAL,
    EXPORT,
    FAIR,
    Naming,
    bulk_api,
    data_loader,
    snake_case,
    with_object,
    write_export,
)

NOW = "2026-04-01T00:00:00.000000Z"
_MADE = "2026-01-01T08:00:00.000000Z"


def key(source_id: str) -> str:
    return f"{source_id}@00D.Salesforce"


def made(folder: Path, options: SourceOptions | None = None) -> tuple[dict[str, list[Any]], dict[str, Tally]]:
    """The records and the tally of each object; every record is one that the gateway takes."""
    tables, _ = tables_in(folder)
    records: dict[str, list[Any]] = {}
    tallies: dict[str, Tally] = {}
    for file in salesforce_files(tables, options or SourceOptions("salesforce", "00D")):
        if file.map is None:
            continue
        tally = tallies.setdefault(file.object, Tally())
        with Table(file.path) as table:
            for rows in table.rows():
                for each in rows:
                    records.setdefault(file.object, []).extend(
                        file.map.records(Row(file.header, each.cells, each.number), tally)
                    )
    for found in records.values():
        for record in found:
            read_record(record, NOW)
    return records, tallies


def changed(name: str, number: int = 0, **cells: Any) -> dict[str, list[dict[str, Any]]]:
    """The export with one row of an object changed."""
    rows = [dict(row) for row in EXPORT[name]]
    rows[number] |= cells
    return EXPORT | {name: [{column: row.get(column, "") for column in {**rows[0], **cells}} for row in rows]}


@pytest.mark.parametrize("naming", [data_loader, with_object, snake_case])
def test_columns_may_be_written_as_any_tool_writes_them(naming: Naming, tmp_path: Path) -> None:
    def without_custom(found: dict[str, list[Any]]) -> Any:
        return {
            name: [
                {part: value for part, value in each.items() if part not in ("custom", "payload")} for each in records
            ]
            for name, records in found.items()
        }

    expected, _ = made(write_export(tmp_path / "bulk", bulk_api))
    found, _ = made(write_export(tmp_path / "other", naming))
    assert without_custom(found) == without_custom(expected)


def test_an_account_becomes_an_account_and_keeps_what_has_no_field(tmp_path: Path) -> None:
    (there, account) = made(write_export(tmp_path))[0]["Account"]
    assert there == {"entity": "account", "dataset": "salesforce", "observedAt": _MADE, "key": key(ACME)}
    assert account["attributes"] == {
        "name": "Acme",
        "accountType": "Customer",
        "numberOfEmployees": 120,
        "annualRevenue": {"amount": 5_000_000.0, "currencyCode": "USD"},
        "website": "https://www.acme.example/home",
        "domain": "acme.example",
        "billingAddress": {"city": "Paris", "country": "France"},
        "ownerId": "005000000000001AAA",
    }
    assert account["custom"] == {"Sic": "7372", "Tier__c": "Gold"}


def test_a_contact_is_known_by_its_key_its_id_and_its_address(tmp_path: Path) -> None:
    _, contact, role = made(write_export(tmp_path))[0]["Contact"]
    assert contact["identities"] == [
        {"namespace": "b2b_person", "value": key(ADA), "primary": True},
        {"namespace": "CRMID", "value": ADA},
        {"namespace": "Email", "value": "Ada@acme.example"},
    ]
    assert contact["attributes"] == {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "workEmail": "Ada@acme.example",
        "jobTitle": "Engineer",
        "departments": ["R&D"],
        "mobilePhone": "+33 6",
        "workAddress": {"city": "Paris"},
        "personSource": "Web",
        "personType": "CONTACT",
    }
    assert contact["consent"] == {"email": False}
    assert contact["custom"] == {"Region__c": "South"}
    assert (role["accountKey"], role["isPrimary"]) == (key(ACME), True)


def test_a_converted_lead_is_its_contact_and_is_observed_before_it(tmp_path: Path) -> None:
    lead, account, role, event, *_ = [
        each for each in made(write_export(tmp_path))[0]["Lead"] if each["observedAt"] != _MADE
    ]
    assert lead["observedAt"] == "2026-02-01T00:00:00.000000Z"
    assert [each["value"] for each in lead["identities"]] == [key(ADA_LEAD), key(ADA), "ada.l@home.example"]
    assert lead["attributes"]["isConverted"] is True
    assert (account["key"], account["attributes"]) == (key(ACME), {"industry": "Software", "name": "Acme SA"})
    assert account["observedAt"] == "2026-01-02T07:59:59.999999Z"
    assert role["accountKey"] == key(ACME)
    assert (event["eventType"], event["timestamp"]) == ("leadOperation.convertLead", "2026-02-01T00:00:00.000000Z")
    assert event["payload"]["convertedOpportunityKey"] == key(DEAL)


def test_a_lead_that_converted_onto_an_older_contact_stays_behind_what_that_says(tmp_path: Path) -> None:
    export = changed("Contact", SystemModstamp="2025-06-01T00:00:00.000Z", CreatedDate="2025-01-01T00:00:00.000Z")
    lead = made(write_export(tmp_path, export=export))[0]["Lead"][0]
    assert lead["observedAt"] == "2025-05-31T23:59:59.999999Z"


def test_a_lead_that_is_none_yet_is_a_person_by_itself(tmp_path: Path) -> None:
    records, tallies = made(write_export(tmp_path))
    bob = records["Lead"][-1]
    assert bob["identities"] == [{"namespace": "b2b_person", "value": key(BOB_LEAD), "primary": True}]
    assert bob["attributes"]["personType"] == "LEAD"
    assert bob["attributes"]["workEmail"] == "bob"
    assert tallies["Lead"].notes == {"Email is no address; it is kept, but identifies nobody": 1}


def test_memberships_move_to_the_contact_and_the_status_further_along_wins(tmp_path: Path) -> None:
    ahead, behind = made(write_export(tmp_path))[0]["CampaignMember"]
    assert ahead["person"] == behind["person"] == {"namespace": "b2b_person", "value": key(ADA)}
    assert (ahead["campaignKey"], ahead["memberStatus"], ahead["hasResponded"]) == (key(FAIR), "Attended", True)
    assert behind.keys() == {"entity", "dataset", "observedAt", "campaignKey", "person"}


def test_the_campaign_s_own_order_of_statuses_decides_where_it_is_exported(tmp_path: Path) -> None:
    members = [row | {"HasResponded": "true"} for row in EXPORT["CampaignMember"]]
    order = [
        {"CampaignId": FAIR, "Label": label, "SortOrder": number}
        for number, label in enumerate(["Attended", "Sent"], start=1)
    ]
    export = EXPORT | {"CampaignMember": members, "CampaignMemberStatus": order}
    behind, ahead = made(write_export(tmp_path, export=export))[0]["CampaignMember"]
    assert "memberStatus" not in behind
    assert ahead["memberStatus"] == "Sent"


def test_a_deal_that_is_closed_closed_on_its_close_date(tmp_path: Path) -> None:
    _, deal = made(write_export(tmp_path))[0]["Opportunity"]
    assert deal["attributes"]["amount"] == {"amount": 1200.5, "currencyCode": "EUR"}
    assert deal["attributes"]["expectedCloseDate"] == "2026-02-28"
    assert deal["attributes"]["actualCloseDate"] == "2026-02-28T00:00:00Z"
    assert (deal["accountKey"], deal["campaignKey"]) == (key(ACME), key(FAIR))
    assert deal["custom"] == {"FiscalYear": "2026"}


def test_roles_are_relations_one_each(tmp_path: Path) -> None:
    records, _ = made(write_export(tmp_path))
    assert [each["role"] for each in records["AccountContactRelation"]] == ["Evaluator", "Business User"]
    assert [(each["role"], each["isPrimary"]) for each in records["OpportunityContactRole"]] == [
        ("Decision Maker", True)
    ]


def test_activities_are_events_of_the_person_they_are_with(tmp_path: Path) -> None:
    records, tallies = made(write_export(tmp_path))
    (call,), (meeting,) = records["Task"], records["Event"]
    assert call["identity"] == {"namespace": "b2b_person", "value": key(ADA_LEAD)}
    assert (call["eventType"], call["timestamp"]) == ("leadOperation.interestingMoment", "2026-01-20T00:00:00.000000Z")
    assert call["payload"]["leadOperation"]["interestingMoment"]["type"] == "Call"
    assert call["payload"]["salesforce"]["Status"] == "Completed"
    assert meeting["payload"]["leadOperation"]["interestingMoment"]["type"] == "Meeting"
    assert tallies["Task"].nothing == {"an activity of no person: WhoId is blank": 1}


def test_an_account_in_the_bin_is_deleted_and_a_contact_is_not(tmp_path: Path) -> None:
    export = changed("Account", IsDeleted="true") | {"Contact": changed("Contact", IsDeleted="true")["Contact"]}
    records, tallies = made(write_export(tmp_path, export=export))
    assert records["Account"] == [
        {
            "entity": "delete",
            "dataset": "salesforce",
            "observedAt": "2026-01-02T08:00:00.000000Z",
            "of": "account",
            "key": key(ACME),
        }
    ]
    assert records["Contact"] == []
    assert sum(tallies["Contact"].nothing.values()) == 1
    erased, _ = made(tmp_path, SourceOptions("salesforce", "00D", erase_people=True))
    assert [(each["entity"], each["of"]) for each in erased["Contact"]] == [("delete", "person")]


def test_a_merged_contact_is_the_one_it_was_merged_into(tmp_path: Path) -> None:
    export = changed("Contact", IsDeleted="true", MasterRecordId="003000000000009AAA")
    (record,) = made(write_export(tmp_path, export=export))[0]["Contact"]
    assert [each["value"] for each in record["identities"]] == [key("003000000000009AAA"), key(ADA)]


def test_a_value_that_does_not_fit_is_kept_as_a_custom_field(tmp_path: Path) -> None:
    records, tallies = made(write_export(tmp_path, export=changed("Account", AnnualRevenue="TDK+Sg==")))
    assert records["Account"][1]["custom"]["AnnualRevenue"] == "TDK+Sg=="
    assert tallies["Account"].unfit == {"AnnualRevenue: no number": 1}


def test_a_blank_says_nothing_unless_it_is_to_clear(tmp_path: Path) -> None:
    folder = write_export(tmp_path)
    assert "workPhone" not in made(folder)[0]["Contact"][1]["attributes"]
    cleared, _ = made(folder, SourceOptions("salesforce", "00D", clear_blanks=True))
    assert cleared["Contact"][1]["attributes"]["workPhone"] is None
    assert cleared["Contact"][1]["attributes"]["workAddress"] == {"city": "Paris"}


@pytest.mark.parametrize(
    ("short", "whole"),
    [("001000000000001", "001000000000001AAA"), ("0011G00000eM9wv", "0011G00000eM9wvQAC"), ("odd", "odd")],
)
def test_ids_of_15_characters_are_completed(short: str, whole: str) -> None:
    assert salesforce_id(short) == whole


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Account", "Account"),
        ("accounts", "Account"),
        ("Opportunities (2)", "Opportunity"),
        ("sf_campaign_member_data", "CampaignMember"),
        ("Contact_2026-03-01", "Contact"),
        ("bulkQuery_result", None),
        ("sf_account_history_data", None),
        ("OpportunityContactRole-export", "OpportunityContactRole"),
    ],
)
def test_a_file_s_name_says_which_object_it_holds(stem: str, name: str | None) -> None:
    assert object_of(stem, BY_NAME) == name


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.acme.example/home", "acme.example"),
        ("Acme.example", "acme.example"),
        ("ye4O0TtPzpTBUyS5TfSNig==", None),
        ("none", None),
        ("http://[", None),
    ],
)
def test_the_domain_of_a_website(website: str, domain: str | None) -> None:
    assert domain_of(website) == domain
