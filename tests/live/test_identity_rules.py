"""Identity rules on a real graph: persons part and join, and everything that hangs on them goes where it belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.commands.set_identity_settings import set_identity_settings
from gateway.domain.ids import person_id
from gateway.store.database import Database
from tests.live.test_ingest import T1, T2, T3, dump, load, person, role, value

pytestmark = pytest.mark.live

ADA, BOB = ("CRMID", "ada"), ("CRMID", "bob")
MAIL = ("Email", "ada@x.example")
TABLET = ("ECID", "1" * 38)


def event(at: str, name: str, *identities: tuple[str, str]) -> dict[str, Any]:
    keys = [{"namespace": namespace, "value": each} for namespace, each in identities]
    return {
        "entity": "event", "id": name, "identities": keys, "eventType": "web.view", "timestamp": at, "observedAt": at,
    }  # fmt: skip


async def persons(database: Database) -> list[list[str]]:
    """The identities' values of every person, and every person once."""
    text = """
        MATCH (p:Person) WITH p, COLLECT { MATCH (p)<-[:IDENTIFIES]-(i) RETURN i.value ORDER BY i.value } AS values
        ORDER BY values RETURN collect(values)
    """
    found: list[list[str]] = await value(database, text)
    return found


async def events_of(database: Database, identity: tuple[str, str]) -> list[str]:
    text = """
        MATCH (:Identity {value: $value})-[:IDENTIFIES]->(p)
        RETURN COLLECT { MATCH (p)-[:PERFORMED]->(e) RETURN e.key ORDER BY e.key }
    """
    found: list[str] = await value(database, text, value=identity[1])
    return found


@pytest.fixture
async def crm_unique(database: Database) -> Database:
    await set_identity_settings(database, unique=["CRMID"])
    return database


async def test_a_shared_device_goes_to_the_last_who_logged_in_with_its_anonymous_events(
    crm_unique: Database, tmp_path: Path
) -> None:
    database = crm_unique
    await load(database, tmp_path, person(T1, ADA, firstName="Ada"), person(T1, BOB, firstName="Bob"))
    await load(database, tmp_path, event(T1, "anonymous", TABLET), event(T1, "ada logs in", ADA, TABLET))
    assert await events_of(database, ADA) == ["ada logs in", "anonymous"]
    await load(database, tmp_path, event(T2, "bob logs in", BOB, TABLET))
    assert await persons(database) == [[TABLET[1], "bob"], ["ada"]]
    assert await events_of(database, ADA) == ["ada logs in"]
    assert await events_of(database, BOB) == ["anonymous", "bob logs in"]
    await load(database, tmp_path, event(T3, "ada again", ADA, TABLET))
    assert await persons(database) == [[TABLET[1], "ada"], ["bob"]]
    assert await events_of(database, ADA) == ["ada again", "ada logs in", "anonymous"]
    assert await value(database, "MATCH ()-[r:PERFORMED]->() RETURN count(r)") == 4


async def test_a_wrong_address_is_cut_and_relations_stay_with_whom_they_name(
    crm_unique: Database, tmp_path: Path
) -> None:
    database = crm_unique
    account = {"entity": "account", "key": "k", "observedAt": T1}
    segment = {"entity": "segment", "name": "s", "observedAt": T1}
    member = {
        "entity": "segment_membership", "segment": "s", "person": {"namespace": "CRMID", "value": "ada"},
        "status": "REALIZED", "lastQualifiedAt": T1, "observedAt": T1,
    }  # fmt: skip
    await load(database, tmp_path, person(T1, ADA, MAIL, firstName="Ada"), account, segment, member)
    await load(database, tmp_path, role(T1, ADA, "k", role="Buyer"), role(T1, MAIL, "k", role="Champion"))
    await load(database, tmp_path, person(T2, BOB, MAIL, firstName="Bob"))
    assert await persons(database) == [["ada"], [MAIL[1], "bob"]]
    text = "MATCH (p:Person)-[r:WORKS_FOR]->() WITH p, r ORDER BY r.role RETURN collect([p.first_name, r.role])"
    assert await value(database, text) == [["Ada", "Buyer"], ["Bob", "Champion"]]
    assert await value(database, "MATCH (p)-[:MEMBER_OF]->() RETURN collect(p.first_name)") == ["Ada"]
    why = await value(
        database, "MATCH ()-[link:LINKED]->() WHERE link.dropped IS NOT NULL RETURN collect(link.dropped)"
    )
    assert len(why) == 1
    assert "CRMID is unique" in why[0]


async def test_the_51st_identity_evicts_the_oldest_cookie_which_finds_nobody_then(
    database: Database, tmp_path: Path
) -> None:
    cookies = [("ECID", f"{number:038}") for number in range(49)]
    seen = [f"2026-01-01T00:{number:02}:00Z" for number in range(49)]
    await load(database, tmp_path, *(person(at, ADA, key) for at, key in zip(seen, cookies, strict=True)))
    assert await value(database, "MATCH (:Person)<-[r:IDENTIFIES]-() RETURN count(r)") == 50
    await load(database, tmp_path, person(T2, ADA, MAIL))
    assert len((await persons(database))[0]) == 50
    gone = "MATCH (i:Identity {value: $value}) RETURN EXISTS { (i)-[:IDENTIFIES]->() }"
    assert not await value(database, gone, value=cookies[0][1])
    assert await value(database, gone, value=cookies[1][1])
    # What is seen again comes back, and the next oldest goes.
    await load(database, tmp_path, person(T3, ADA, cookies[0]))
    assert await value(database, gone, value=cookies[0][1])
    assert not await value(database, gone, value=cookies[1][1])


async def test_an_evicted_identity_that_says_something_is_a_person_of_its_own(
    database: Database, tmp_path: Path
) -> None:
    cookies = [("ECID", f"{number:038}") for number in range(50)]
    await load(database, tmp_path, event(T1, "alone", cookies[0]), *(person(T2, ADA, key) for key in cookies[1:]))
    await load(database, tmp_path, person(T1, ADA, cookies[0]))
    assert [len(each) for each in await persons(database)] == [1, 50]
    assert await events_of(database, cookies[0]) == ["alone"]


async def test_an_id_from_before_an_eviction_still_finds_the_person(database: Database, tmp_path: Path) -> None:
    cookies = [("ECID", f"{number:038}") for number in range(50)]
    await load(database, tmp_path, person(T1, ADA, cookies[0]))
    await load(database, tmp_path, person(T2, MAIL, cookies[0], dataset="web"))
    text = "MATCH (:Identity {value: $value})-[:IDENTIFIES|FORMERLY_OF]->(p) RETURN p.id"
    assert await value(database, text, value=cookies[0][1]) == person_id(*ADA)
    await load(database, tmp_path, *(person(T3, MAIL, key, dataset="web") for key in cookies[1:]))
    assert await value(database, text, value=cookies[0][1]) == await value(database, text, value=MAIL[1])


async def test_changed_settings_hold_for_a_person_from_its_next_record_on(database: Database, tmp_path: Path) -> None:
    await load(database, tmp_path, person(T1, ADA, MAIL), person(T2, BOB, MAIL))
    assert await persons(database) == [["ada", MAIL[1], "bob"]]
    await set_identity_settings(database, unique=["CRMID"])
    assert await persons(database) == [["ada", MAIL[1], "bob"]]
    await load(database, tmp_path, person(T3, ADA, jobTitle="CTO"))
    assert await persons(database) == [["ada"], [MAIL[1], "bob"]]
    await set_identity_settings(database, unique=[])
    await load(database, tmp_path, person(T3, BOB, jobTitle="CEO", dataset="web"))
    assert await persons(database) == [["ada", MAIL[1], "bob"]]


async def test_a_delete_takes_the_address_with_it_and_leaves_alone_whom_it_was_cut_from(
    crm_unique: Database, tmp_path: Path
) -> None:
    database = crm_unique
    await load(database, tmp_path, person(T1, ADA, MAIL), person(T2, BOB, MAIL, firstName="Bob"))
    before = await persons(database)
    delete = {"entity": "delete", "of": "person", "person": {"namespace": "CRMID", "value": "bob"}, "observedAt": T3}
    await load(database, tmp_path, delete)
    assert before == [["ada"], [MAIL[1], "bob"]]
    assert await persons(database) == [["ada"]]
    assert "Bob" not in str(await dump(database))
    assert "bob" not in str(await dump(database))
