"""Related accounts and matched leads on a real graph: written once, changed with what they are made of, explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.commands.resolve_graph import resolve_graph
from gateway.cypher.statement import Statement
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files

pytestmark = pytest.mark.live

T1, T2, NOW, LATER = (
    "2026-01-01T00:00:00Z",
    "2026-02-01T00:00:00Z",
    *(f"2026-03-0{day}T00:00:00.000000Z" for day in (1, 2)),
)
ACME = [("1", "Acme", "acme.com"), ("2", "ACME Inc.", "acm.com"), ("3", "Acme, Incorporated", None),
        ("4", "Acme Consulting", "https://www.acme.com/consulting"), ("5", "Acme Corporation", None)]  # fmt: skip
RELATED = '{ account(key: "%s") { relatedAccounts { account { key } score reasons } } }'
ROLES = """{ person(identity: { namespace: "Email", value: "eve@acme.com" }) {
  accounts { edges { role isDirect relationSource matchScore matchFactors node { key } } } } }"""


def account(key: str, name: str, website: str | None, at: str = T1) -> dict[str, Any]:
    return {"entity": "account", "key": key, "observedAt": at, "attributes": {"name": name, "website": website}}


def lead(at: str = T1, **attributes: Any) -> dict[str, Any]:
    key = [{"namespace": "Email", "value": "eve@acme.com"}]
    return {"entity": "person", "observedAt": at, "identities": key, "attributes": attributes}


ACCOUNTS = [account(*each) for each in ACME]


async def load(database: Database, folder: Path, *records: dict[str, Any]) -> None:
    path = folder / "records.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in records))
    assert (await load_files(database, [path])).refused == 0


async def ask(database: Database, settings: Settings, query: str) -> Any:
    answer = await build_pipeline(settings, database).answer(Request(query, fresh=True))
    return orjson.loads(answer.body)["data"]


async def test_the_five_rows_of_acme_are_related_from_either_side(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(database, tmp_path, *ACCOUNTS, account("6", "Globex", "globex.example"))
    report = await resolve_graph(database, NOW)
    assert (report.accounts, report.relations_changed) == (6, 20)
    found: dict[str, dict[str, tuple[float, list[str]]]] = {}
    for key in "123456":
        rows = (await ask(database, settings, RELATED % key))["account"]["relatedAccounts"]
        assert [each["score"] for each in rows] == sorted((each["score"] for each in rows), reverse=True)
        found[key] = {each["account"]["key"]: (each["score"], each["reasons"]) for each in rows}
    assert {key: set(others) for key, others in found.items()} == {
        **{key: set("12345") - {key} for key in "12345"}, "6": set()
    }  # fmt: skip
    assert all(found[other][key] == told for key, others in found.items() for other, told in others.items())
    assert found["1"]["4"] == (0.7, ["same web domain acme.com"])
    assert found["2"]["4"][1] == ["through Acme"]


async def test_resolving_again_changes_nothing_and_what_changed_is_all_that_is_written(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load_files(database, story_files())
    first = await resolve_graph(database, NOW)
    assert first.relations_changed > 0
    again = await resolve_graph(database, LATER)
    assert (again.relations_changed, again.leads.made, again.leads.dropped) == (0, 0, 0)
    await load(database, tmp_path, account("x1", "Zorglub", "zorglub.example"), account("x2", "Zorglub", None))
    assert (await resolve_graph(database, LATER)).relations_changed == 2
    await load(database, tmp_path, account("x2", "Champignac", None, T2))
    assert (await resolve_graph(database, LATER)).relations_changed == 2
    assert (await ask(database, settings, RELATED % "x1"))["account"]["relatedAccounts"] == []


async def test_a_lead_without_an_account_gets_the_best_one_with_its_reasons(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(
        database, tmp_path, *(account(*each) for each in ACME), lead(workEmail="eve@acme.com", companyName="Acme")
    )
    report = await resolve_graph(database, NOW)
    assert (report.leads.matched, report.leads.made, report.leads.dropped) == (1, 1, 0)
    edges = (await ask(database, settings, ROLES))["person"]["accounts"]["edges"]
    assert edges == [
        {
            "role": "Matched lead", "isDirect": False, "relationSource": "lead-to-account matching", "matchScore": 1.0,
            "matchFactors": ["e-mail at acme.com: 0.6", "company name 100% alike: 0.4"], "node": {"key": "1"},
        }
    ]  # fmt: skip
    await load(database, tmp_path, lead(T2, companyName="Acme Consulting"))
    report = await resolve_graph(database, LATER)
    assert (report.leads.matched, report.leads.made, report.leads.dropped) == (1, 1, 1)
    edges = (await ask(database, settings, ROLES))["person"]["accounts"]["edges"]
    assert [each["node"]["key"] for each in edges] == ["4"]


async def test_a_lead_whose_account_a_source_tells_is_not_matched_and_loses_its_match(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(
        database, tmp_path, *(account(*each) for each in ACME), lead(workEmail="eve@acme.com", companyName="Acme")
    )
    await resolve_graph(database, NOW)
    who = {"namespace": "Email", "value": "eve@acme.com"}
    await load(database, tmp_path, {"entity": "account_person", "accountKey": "2", "person": who, "observedAt": T1})
    report = await resolve_graph(database, LATER)
    assert (report.leads.matched, report.leads.made, report.leads.dropped) == (0, 0, 1)
    edges = (await ask(database, settings, ROLES))["person"]["accounts"]["edges"]
    assert [(each["node"]["key"], each["role"], each["relationSource"], each["matchFactors"]) for each in edges] == [
        ("2", None, None, [])
    ]


async def test_a_match_moves_with_the_person_who_is_joined_with_another(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await load(
        database, tmp_path, *(account(*each) for each in ACME), lead(workEmail="eve@acme.com", companyName="Acme")
    )
    await resolve_graph(database, NOW)
    keys = [{"namespace": "CRMID", "value": "c"}, {"namespace": "Email", "value": "eve@acme.com"}]
    await load(database, tmp_path, {"entity": "person", "observedAt": T1, "identities": keys[:1]})
    await load(database, tmp_path, {"entity": "person", "observedAt": T2, "identities": keys})
    assert [each["node"]["key"] for each in (await ask(database, settings, ROLES))["person"]["accounts"]["edges"]] == [
        "1"
    ]
    rows = await database.read(Statement("MATCH (p:Person)-[r:WORKS_FOR]->() RETURN count(r)"))
    assert rows == [[1]]
