"""The story's ideas, as a client sees them once the story is loaded."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from gateway.commands.load_files import load_files
from gateway.store.database import Database
from seeds.story import story_files
from tests.live.answering import answer

pytestmark = pytest.mark.live

_PERSON = """query($namespace: String!, $value: String!) {
  person(identity: { namespace: $namespace, value: $value }) {
    id fullName jobTitle mobilePhone personType personStatus isConverted companyName
    identities { namespace }
    segmentMemberships { segment { name } }
    events { totalCount }
  }
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(module_database: Database) -> Database:
    await load_files(module_database, story_files())
    return module_database


async def person(story: Database, namespace: str, value: str) -> Any:
    return (await answer(story, _PERSON, namespace=namespace, value=value))["person"]


async def test_nothing_of_the_story_is_refused_or_left_waiting(story: Database) -> None:
    again = await load_files(story, story_files())
    assert (again.refused, again.waiting, again.loaded) == (0, 0, 0)
    assert again.read == again.unchanged > 100


async def test_it_tells_of_seventeen_people(story: Database) -> None:
    assert (await answer(story, "{ persons { totalCount } }"))["persons"]["totalCount"] == 17


@pytest.mark.parametrize(
    ("namespace", "value"),
    [
        ("CRMID", "C-1001"),
        ("b2b_person", "40172@marketing.Marketo"),
        ("Email", " ADA.Lindqvist@northwind.example"),
        ("Phone", "+46701740612"),
        ("Device", "3f8a1c52-7d40-4f0e-9b61-52c8d1e0a7b4"),
        ("ECID", "10482937561029384756102938475610293847"),
    ],
)
async def test_each_of_six_identities_finds_ada(story: Database, namespace: str, value: str) -> None:
    ada = await person(story, namespace, value)
    assert ada["fullName"] == "Ada Lindqvist"
    assert len(ada["identities"]) == 6


async def test_the_feed_that_saw_a_job_title_last_is_believed(story: Database) -> None:
    assert (await person(story, "CRMID", "C-1001"))["jobTitle"] == "VP Data Platforms"
    assert (await person(story, "CRMID", "C-1002"))["jobTitle"] == "Director of Procurement"


async def test_a_later_null_clears_a_number(story: Database) -> None:
    assert (await person(story, "CRMID", "C-1005"))["mobilePhone"] is None


async def test_a_lead_became_a_contact(story: Database) -> None:
    priya = await person(story, "b2b_person", "40233@marketing.Marketo")
    assert (priya["personType"], priya["personStatus"], priya["isConverted"]) == ("CONTACT", "Qualified", True)
    assert priya["companyName"] == "Kestrel Robotics"


async def test_a_shared_number_leaves_two_people_two(story: Database) -> None:
    elise = await person(story, "Email", "elise@maison-aubert.example")
    luc = await person(story, "Email", "luc@maison-aubert.example")
    assert elise["mobilePhone"] == luc["mobilePhone"]
    assert elise["id"] != luc["id"]


async def test_a_visitor_has_events_and_no_name(story: Database) -> None:
    visitor = await person(story, "ECID", "77310254988613407752996140381127540063")
    assert (visitor["fullName"], visitor["events"]["totalCount"]) == (None, 3)


async def test_who_was_forgotten_is_not_found(story: Database) -> None:
    assert await person(story, "CRMID", "C-1014") is None
    assert await person(story, "Email", "gregor.falk@harbourvale.example") is None


async def test_memberships_that_ended_are_not_shown(story: Database) -> None:
    ada = await person(story, "CRMID", "C-1001")
    names = {each["segment"]["name"] for each in ada["segmentMemberships"]}
    assert names == {"Enterprise decision makers", "Grid Letter readers"}


async def test_one_purchase_gives_its_total_and_another_has_it_in_the_payload(story: Database) -> None:
    query = """{ person(identity: { namespace: "Phone", value: "+351900000142" }) {
      events(types: ["commerce.purchases"]) { nodes { orderTotal { amount currencyCode } } } } }"""
    events = (await answer(story, query))["person"]["events"]["nodes"]
    assert [event["orderTotal"] for event in events] == [
        {"amount": 89, "currencyCode": "EUR"},
        {"amount": 323.35, "currencyCode": "EUR"},
    ]
