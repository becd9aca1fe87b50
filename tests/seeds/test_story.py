"""The story shows each idea it promises; what its README names is there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import orjson
import pytest

from seeds import Record
from seeds.story import story_files, story_lines
from tests.seeds.stitched import identities_of, people_in

ADA = ("Email", "ada.lindqvist@northwind.example")


@pytest.fixture(scope="module")
def story() -> list[Record]:
    return [orjson.loads(line) for line in story_lines()]


def of(entity: str, story: list[Record]) -> list[Record]:
    return [record for record in story if record["entity"] == entity]


def written_about(namespace: str, value: str, story: list[Record]) -> dict[str, Record]:
    """What each feed says of the person with that identity."""
    (person,) = [person for person in people_in(story) if (namespace, value) in person]
    records = [record for record in of("person", story) if person & set(identities_of(record))]
    return {record["dataset"]: record for record in records}


def keyed(entity: str, story: list[Record]) -> dict[str, Record]:
    return {record["key"]: record for record in of(entity, story)}


def test_each_feed_is_a_file_of_its_own(story: list[Record]) -> None:
    datasets = {record["dataset"] for record in story if record["entity"] != "delete"}
    assert {path.stem for path in story_files()} == datasets


def test_every_record_says_when_it_was_observed(story: list[Record]) -> None:
    assert all(datetime.fromisoformat(record["observedAt"]).utcoffset() is not None for record in story)


def test_ada_is_known_by_six_identities_from_three_systems(story: list[Record]) -> None:
    (ada,) = [person for person in people_in(story) if ADA in person]
    namespaces = sorted(namespace for namespace, _ in ada)
    assert namespaces == ["CRMID", "Device", "ECID", "Email", "Phone", "b2b_person"]
    assert written_about(*ADA, story).keys() == {"crm", "marketing", "web"}


def test_adas_device_is_known_from_an_event_alone(story: list[Record]) -> None:
    (launch,) = [event for event in of("event", story) if any(ns == "Device" for ns, _ in identities_of(event))]
    assert ADA in identities_of(launch)


def test_one_feed_writes_adas_address_with_capitals_and_a_blank(story: list[Record]) -> None:
    written = {each["value"] for record in written_about(*ADA, story).values() for each in record["identities"]}
    assert "Ada.Lindqvist@Northwind.Example " in written


def test_two_feeds_disagree_about_adas_job_and_marketing_saw_it_last(story: list[Record]) -> None:
    feeds = written_about(*ADA, story)
    assert feeds["crm"]["attributes"]["jobTitle"] != feeds["marketing"]["attributes"]["jobTitle"]
    assert feeds["crm"]["observedAt"] < feeds["marketing"]["observedAt"]


def test_a_later_null_clears_ingrids_mobile_number(story: list[Record]) -> None:
    feeds = written_about("CRMID", "C-1005", story)
    assert feeds["marketing"]["attributes"]["mobilePhone"]
    assert feeds["crm"]["attributes"]["mobilePhone"] is None
    assert feeds["marketing"]["observedAt"] < feeds["crm"]["observedAt"]


def test_priya_was_a_lead_before_she_became_a_contact(story: list[Record]) -> None:
    feeds = written_about("CRMID", "C-1006", story)
    assert feeds["marketing"]["attributes"]["personType"] == "LEAD"
    assert feeds["crm"]["attributes"]["personType"] == "CONTACT"
    assert feeds["crm"]["attributes"]["isConverted"] is True
    assert feeds["marketing"]["observedAt"] < feeds["crm"]["observedAt"]


def test_two_people_share_a_number_and_a_tablet_and_stay_two(story: list[Record]) -> None:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for record in of("person", story):
        if number := record.get("attributes", {}).get("mobilePhone"):
            owners[number].append(record["attributes"]["firstName"])
    assert ["Élise", "Luc"] in owners.values()
    elise, luc = (written_about("Email", f"{name}@maison-aubert.example", story) for name in ("elise", "luc"))
    assert elise["crm"] != luc["crm"]
    tablets = [event["payload"].get("device", {}).get("id") for event in of("event", story)]
    assert tablets.count("household-tablet-7") == 2


def test_somebody_is_known_from_events_alone(story: list[Record]) -> None:
    named = {identity for record in of("person", story) for identity in identities_of(record)}
    assert [len(person) for person in people_in(story) if not person & named] == [1]


def test_a_person_has_two_roles_at_one_account(story: list[Record]) -> None:
    roles = {
        record["role"] for record in of("account_person", story) if _is("CRMID", "C-1001", "northwind-group", record)
    }
    assert roles == {"Decision Maker", "Executive Sponsor"}


def test_a_role_told_through_two_identities_is_the_same_role(story: list[Record]) -> None:
    told = [record for record in of("account_person", story) if record.get("role") == "Decision Maker"]
    by_email = [record for record in told if _is(*ADA, "northwind-group", record)]
    by_crm_id = [record for record in told if _is("CRMID", "C-1001", "northwind-group", record)]
    assert len(by_email) == len(by_crm_id) == 1


def _is(namespace: str, value: str, account: str, record: Record) -> bool:
    told: tuple[Record, str] = (record["person"], record["accountKey"])
    return told == ({"namespace": namespace, "value": value}, f"{account}@crm.Salesforce")


def test_accounts_have_children_and_grandchildren(story: list[Record]) -> None:
    parents = {key: account.get("parentKey") for key, account in keyed("account", story).items()}
    assert parents["northwind-offshore@crm.Salesforce"] == "northwind-turbines@crm.Salesforce"
    assert parents["northwind-turbines@crm.Salesforce"] == "northwind-group@crm.Salesforce"
    assert parents["northwind-group@crm.Salesforce"] is None


def test_a_deal_has_a_buying_group_with_five_roles(story: list[Record]) -> None:
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in of("opportunity_person", story):
        groups[record["opportunityKey"]].append(record)
    group = groups["fleet-monitoring@crm.Salesforce"]
    assert len({record["role"] for record in group}) == len(group) == 5
    assert all(sum(record.get("isPrimary", False) for record in group) == 1 for group in groups.values())


def test_deals_are_won_open_and_lost_in_many_currencies(story: list[Record]) -> None:
    deals = [record["attributes"] for record in of("opportunity", story)]
    states = Counter((deal["isClosed"], deal["isWon"]) for deal in deals)
    assert states == {(False, False): 7, (True, True): 3, (True, False): 2}
    assert {deal["amount"]["currencyCode"] for deal in deals if deal["amount"]} >= {
        "EUR",
        "SEK",
        "NOK",
        "USD",
        "JPY",
        "GBP",
    }


def test_memberships_do_not_depend_on_the_day_they_are_read(story: list[Record]) -> None:
    """What holds never runs out, what has ended did so long ago."""
    ends = [record.get("validUntil", "") for record in of("segment_membership", story)]
    assert all(not end or end < "2026" or end > "2090" for end in ends)
    exits = [record["lastQualifiedAt"] for record in of("segment_membership", story) if record["status"] == "EXITED"]
    assert exits
    assert all(moment < "2026-10" for moment in exits)


def test_a_segment_with_a_rule_takes_no_memberships(story: list[Record]) -> None:
    by_rule = {record["name"] for record in of("segment", story) if record.get("expression")}
    assert by_rule == {"Hot leads", "Pricing page visitors"}
    assert not by_rule & {record["segment"] for record in of("segment_membership", story)}


def test_somebody_asked_to_be_forgotten(story: list[Record]) -> None:
    (delete,) = of("delete", story)
    (gregor,) = written_about(delete["person"]["namespace"], delete["person"]["value"], story).values()
    assert gregor["observedAt"] < delete["observedAt"]


def test_every_relation_finds_what_it_names(story: list[Record]) -> None:
    known = {record[key] for record in story for key in ("key", "name") if key in record}
    pointers = ("parentKey", "accountKey", "opportunityKey", "campaignKey", "segment")
    assert {record[key] for record in story for key in pointers if key in record} <= known
    people = {identity for person in people_in(story) for identity in person}
    assert all(tuple(record["person"].values()) in people for record in story if "person" in record)


def test_every_address_ends_in_example(story: list[Record]) -> None:
    """Nobody real is written about, and nothing here can be sent to."""
    text = orjson.dumps(story).decode()
    hosts = re.findall(r"https?://([^/\"]+)", text) + re.findall(r"[\w.+-]+@([\w.-]+\.\w+)", text)
    outside = {host for host in hosts if not host.lower().endswith((".example", "crm.salesforce", "marketing.marketo"))}
    assert len(hosts) > 50
    assert outside == set()


@pytest.mark.parametrize("name", ["高橋", "Håkansson", "Okonkwo-Núñez", "ケストレル・ロボティクス"])
def test_names_come_in_any_script(name: str, story: list[Record]) -> None:
    assert any(name in _texts(record.get("attributes", {})) for record in story)


def _texts(attributes: dict[str, Any]) -> list[str]:
    return [value for value in attributes.values() if isinstance(value, str)]
