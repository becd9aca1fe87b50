"""A mapping file makes records of any table, and says where it is wrong before a row is read."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from gateway.domain.importing.mapping import TableMap
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.tally import Tally
from gateway.domain.importing.value_rules import MappingTrouble
from gateway.domain.reading import read_record
from gateway.domain.value_checks import Refusal

NOW = "2026-03-01T09:30:00.000000Z"
_PEOPLE = """
dataset = "crm"
observedAt = "changed"

[[record]]
entity = "person"
identities = [
  { namespace = "CRMID", column = "id", primary = true },
  { namespace = "Email", column = "email" },
]
attributes.fullName = { template = "{first?} {last}" }
attributes.lifetimeValue = "spent"
attributes.homeAddress.city = "city"
attributes.departments = "teams"
consent.email = "newsletter"
scores = [{ model = { constant = "churn" }, value = "churn", scoredAt = "changed" }]

[[record]]
entity = "account_person"
when = "company"
accountKey = { template = "{company|slug}@crm" }
person = { namespace = "CRMID", column = "id" }
role = { column = "role", values = { dm = "Decision Maker" }, others = "keep" }
"""
_CELLS = {
    "id": "7", "email": "ada@x.example", "first": "Ada", "last": "Lovelace", "spent": "12.5", "city": "London",
    "teams": "Sales;Ops", "newsletter": "yes", "churn": "0.4", "changed": "2026-01-01", "company": "Acme & Sons",
    "role": "dm", "shoe size": "38",
}  # fmt: skip
_FEW_CELLS = dict.fromkeys(_CELLS, "") | {"id": "7", "churn": "1", "changed": "2026-01-01"}


def made(mapping: str, cells: dict[str, Any], tally: Tally | None = None) -> list[Any]:
    """What a mapping makes of one row; every record is one that the gateway takes."""
    table = TableMap(tomllib.loads(mapping), Header(tuple(cells)))
    records = table.records(Row(Header(tuple(cells)), tuple(cells.values()), 1), tally or Tally())
    for each in records:
        read_record(each, NOW)
    return records


def test_a_row_becomes_the_records_that_the_mapping_describes() -> None:
    at = "2026-01-01T00:00:00.000000Z"
    person, role = made(_PEOPLE, _CELLS)
    assert person == {
        "entity": "person",
        "dataset": "crm",
        "observedAt": at,
        "identities": [
            {"namespace": "CRMID", "primary": True, "value": "7"},
            {"namespace": "Email", "value": "ada@x.example"},
        ],
        "attributes": {
            "fullName": "Ada Lovelace",
            "lifetimeValue": {"amount": 12.5, "currencyCode": "USD"},
            "homeAddress": {"city": "London"},
            "departments": ["Sales", "Ops"],
        },
        "consent": {"email": True},
        "scores": [{"model": "churn", "value": 0.4, "scoredAt": at}],
        "custom": {"shoe size": "38"},
    }
    assert role == {
        "entity": "account_person",
        "dataset": "crm",
        "observedAt": at,
        "accountKey": "acme-sons@crm",
        "person": {"namespace": "CRMID", "value": "7"},
        "role": "Decision Maker",
    }


def test_blank_cells_say_nothing_and_conditions_choose_the_records() -> None:
    (person,) = made(_PEOPLE, _FEW_CELLS)
    assert "attributes" not in person
    assert [each["value"] for each in person["identities"]] == ["7"]


def test_what_the_source_clears_is_cleared() -> None:
    (person,) = made(_PEOPLE, _FEW_CELLS | {"spent": "#N/A"})
    assert person["attributes"] == {"lifetimeValue": None}


def test_columns_without_a_place_are_counted_and_kept() -> None:
    tally = Tally()
    made(_PEOPLE, _CELLS, tally)
    assert tally.custom == {"shoe size": 1}


_EVENT = """
[[record]]
entity = "event"
id = { template = "visit-{id}" }
identity = { namespace = "Device", column = "device" }
eventType = { constant = "web.webpagedetails.pageViews" }
timestamp = "at"
payload.web.webPageDetails.name = "page"
"""


def test_an_event_has_a_payload_as_deep_as_the_mapping_says_and_keeps_the_rest_there() -> None:
    (event,) = made(_EVENT, {"id": "1", "device": "d", "at": "2026-01-01 10:00:00", "page": "Home", "browser": "Lynx"})
    assert event["payload"] == {"web": {"webPageDetails": {"name": "Home"}}, "browser": "Lynx"}


def test_a_relation_alone_keeps_the_rest_as_custom_fields() -> None:
    mapping = """
    [[record]]
    entity = "campaign_member"
    campaignKey = "campaign"
    person = { namespace = "Email", column = "email" }
    """
    (member,) = made(mapping, {"campaign": "fair", "email": "a@x.example", "seat": "7"})
    assert member["custom"] == {"seat": "7"}


def test_a_row_to_which_no_record_applies_carries_nothing_and_is_counted() -> None:
    tally = Tally()
    mapping = '[[record]]\nentity = "account"\nkey = "id"\nwhen = { column = "kind", is = ["company", "firm"] }\n'
    assert made(mapping, {"id": "1", "kind": "person"}, tally) == []
    assert tally.nothing == {"no record of the mapping applies": 1}
    assert len(made(mapping, {"id": "1", "kind": "firm"})) == 1


@pytest.mark.parametrize(
    ("condition", "kind", "applies"),
    [
        ('unless = "kind"', "firm", False),
        ('unless = "kind"', "", True),
        ('when = { column = "kind", matches = "^fi" }', "firm", True),
        ('when = { column = "kind", matches = "^fi" }', "affine", False),
        ('when = ["kind", { column = "id", is = 1 }]', "firm", True),
        ('when = ["kind", { column = "id", is = 2 }]', "firm", False),
    ],
)
def test_conditions_compare_a_column(condition: str, kind: str, applies: bool) -> None:
    assert (
        bool(made(f'[[record]]\nentity = "account"\nkey = "id"\n{condition}\n', {"id": "1", "kind": kind})) is applies
    )


def test_a_cell_that_does_not_fit_refuses_its_row_or_is_kept_as_the_mapping_says() -> None:
    mapping = '[[record]]\nentity = "account"\nkey = "id"\nattributes.numberOfEmployees = "staff"\n'
    with pytest.raises(Refusal, match='staff: "many" is no number'):
        made(mapping, {"id": "1", "staff": "many"})
    tally = Tally()
    (account,) = made('unfit = "keep"\n' + mapping, {"id": "1", "staff": "many"}, tally)
    assert account["custom"] == {"staff": "many"}
    assert tally.unfit == {"staff: no number": 1}


def test_a_value_that_is_not_translated_refuses_its_row() -> None:
    mapping = '[[record]]\nentity = "account"\nkey = { column = "id", values = { a = "b" } }\n'
    assert made(mapping, {"id": "a"})[0]["key"] == "b"
    with pytest.raises(Refusal, match='id is "c", which `values` does not translate'):
        made(mapping, {"id": "c"})


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("", "The mapping describes no"),
        ("datset = 'x'", 'there is no "datset" here. Did you mean dataset?'),
        ("[[record]]\nentity = 'human'", 'record 1: entity is "human"; it is one of person'),
        ("[[record]]\nentity = 'account'\nkee = 'id'", 'record 1 (account): there is no "kee" here. Did you mean key?'),
        ("[[record]]\nentity = 'account'\nkey = 'idd'", 'record 1, key: there is no column "idd". Did you mean id?'),
        ("[[record]]\nentity = 'account'\nkey = 'zzz'", 'there is no column "zzz". There are id, name.'),
        ("[[record]]\nentity = 'account'\nattributes.nam = 'name'", 'attributes: there is no "nam" here. Did you mean'),
        ("[[record]]\nentity = 'account'\nkey = {}", "record 1, key: a value comes from exactly one of column"),
        ("[[record]]\nentity = 'account'\nkey = {column = 'id', colour = 1}", 'there is no "colour" here'),
        ("[[record]]\nentity = 'account'\nkey = {column = 'id', pattern = '('}", "pattern is no regular expression"),
        ("[[record]]\nentity = 'account'\nkey = {template = 'id'}", "it names columns in braces"),
        ("[[record]]\nentity = 'account'\nkey = {template = '{id|slag}'}", 'there is no filter "slag"'),
        ("[[record]]\nentity = 'person'\nidentities = ['id']", "an identity is a table such as { namespace"),
        ("[[record]]\nentity = 'account'\ncustom.a = {column = 'id', type = 'hue'}", 'type is "hue"; it is one of'),
        ("rest = 'drop'\n[[record]]\nentity = 'account'\nkey = 'id'", 'rest is "drop"; it is custom or ignore.'),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_says_where_and_why(mapping: str, said: str) -> None:
    with pytest.raises(MappingTrouble) as trouble:
        TableMap(tomllib.loads(mapping), Header(("id", "name")))
    assert said in str(trouble.value)
