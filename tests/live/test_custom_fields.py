"""Custom fields: never lost, merged one by one, and shown by the source's own names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.store.database import Database
from tests.live.answering import answer
from tests.live.test_ingest import T1, T2, A, B, dump, load, person

pytestmark = pytest.mark.live

_SHOWN = """{
  person(identity: {namespace: "CRMID", value: "a"}) { firstName custom }
  account(key: "acme") { custom }
  opportunity(key: "deal") { custom }
  campaign(key: "fair") { custom }
}"""


def records() -> list[dict[str, Any]]:
    thing = {"observedAt": T1, "custom": {"Tier__c": "Gold", "SLA__c": {"hours": 4}}}
    return [
        person(T1, A, B, firstName="Ada") | {"custom": {"Region__c": "North", "Fax": "1"}},
        person(T2, B, dataset="web") | {"custom": {"Region__c": "South", "Fax": None}},
        {"entity": "account", "key": "acme"} | thing,
        {"entity": "opportunity", "key": "deal"} | thing,
        {"entity": "campaign", "key": "fair"} | thing,
        {"entity": "campaign_member", "campaignKey": "fair", "person": {"namespace": "CRMID", "value": "a"}} | thing,
    ]


async def test_custom_fields_are_merged_one_by_one_and_shown(database: Database, tmp_path: Path) -> None:
    assert (await load(database, tmp_path, *records())).loaded == 6
    gold = {"custom": {"Tier__c": "Gold", "SLA__c": {"hours": 4}}}
    shown = await answer(database, _SHOWN)
    assert shown == {
        "person": {"firstName": "Ada", "custom": {"Region__c": "South"}},
        "account": gold,
        "opportunity": gold,
        "campaign": gold,
    }


async def test_custom_fields_loaded_twice_change_nothing(database: Database, tmp_path: Path) -> None:
    await load(database, tmp_path, *records())
    before = await dump(database)
    again = await load(database, tmp_path, *reversed(records()))
    assert (again.unchanged, again.read) == (6, 6)
    assert await dump(database) == before


async def test_a_relation_keeps_its_custom_fields_with_its_claims(database: Database, tmp_path: Path) -> None:
    await load(database, tmp_path, *records())
    (edges,) = [edges for name, (_, edges) in (await dump(database)).items() if name.startswith("Person")]
    assert any('"custom:Tier__c":"Gold"' in edge for edge in edges if edge.startswith("IN_CAMPAIGN"))
