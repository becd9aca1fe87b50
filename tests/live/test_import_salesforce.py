"""An export of Salesforce in a real graph: one person a human being, found by every key, and nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.cli.exits import Exit
from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import salesforce_files, tables_in
from gateway.commands.importing.report import ImportReport
from gateway.domain.importing.source_options import SourceOptions
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from tests.importing.salesforce_export import ADA, ADA_LEAD, write_export
from tests.live.answering import answer
from tests.live.gateway_process import environment_of, run_gateway
from tests.live.test_import_csv import counts
from tests.live.test_ingest import dump
from tests.promises.committed import ROOT

pytestmark = pytest.mark.live

_FIVETRAN = ROOT.parent / "shared" / "data" / "fivetran_salesforce"
_PERSON = """
query ($namespace: String!, $value: String!) {
  person(identity: {namespace: $namespace, value: $value}) {
    id fullName jobTitle workPhone workEmail personType personStatus isConverted custom createdAt
    consent { email call }
    accounts { edges { role isPrimary node { name industry domain custom } } }
    opportunities { edges { role isPrimary node { name state amount { amount currencyCode } campaign { name } } } }
    campaigns { edges { memberStatus hasResponded firstRespondedAt node { name } } }
    events { nodes { eventType timestamp } }
  }
}
"""


async def imported(database: Database, folder: Path, *, backwards: bool = False) -> ImportReport:
    tables, _ = tables_in(folder)
    files = salesforce_files(tables, SourceOptions("salesforce", "00D"))
    return await import_files(database, files[::-1] if backwards else files)


async def test_a_lead_and_the_contact_it_became_are_one_person_by_salesforce_s_rules(
    database: Database, tmp_path: Path
) -> None:
    report = await imported(database, write_export(tmp_path))
    assert counts(report) == {"read": 14, "loaded": 12, "nothing": 2}
    person = (await answer(database, _PERSON, namespace="CRMID", value=ADA))["person"]
    for namespace, value in (
        ("b2b_person", f"{ADA}@00D.Salesforce"),
        ("b2b_person", f"{ADA_LEAD}@00D.Salesforce"),
        ("Email", "ada@acme.example"),
        ("Email", "ada.l@home.example"),
    ):
        assert (await answer(database, _PERSON, namespace=namespace, value=value))["person"] == person
    del person["id"]
    account = {
        "name": "Acme",
        "industry": "Software",
        "domain": "acme.example",
        "custom": {"Sic": "7372", "Tier__c": "Gold"},
    }
    deal = {
        "name": "Acme 2026",
        "state": "WON",
        "amount": {"amount": 1200.5, "currencyCode": "EUR"},
        "campaign": {"name": "Fair"},
    }
    assert sorted((each["role"] or "") for each in person["accounts"]["edges"]) == ["", "Business User", "Evaluator"]
    assert all(each["node"] == account for each in person.pop("accounts")["edges"])
    assert person == {
        "fullName": "Ada Lovelace",
        "jobTitle": "Engineer",
        "workPhone": "+33 1",
        "workEmail": "Ada@acme.example",
        "personType": "CONTACT",
        "personStatus": "Qualified",
        "isConverted": True,
        "custom": {"Region__c": "South", "OwnerId": "005000000000001AAA", "Industry": "Software"},
        "createdAt": "2026-01-01T08:00:00Z",
        "consent": {"email": False, "call": None},
        "opportunities": {"edges": [{"role": "Decision Maker", "isPrimary": True, "node": deal}]},
        "campaigns": {
            "edges": [
                {
                    "memberStatus": "Attended",
                    "hasResponded": True,
                    "firstRespondedAt": "2026-01-11T00:00:00Z",
                    "node": {"name": "Fair"},
                }
            ]
        },
        "events": {
            "nodes": [
                {"eventType": "leadOperation.interestingMoment", "timestamp": "2026-02-10T10:00:00Z"},
                {"eventType": "leadOperation.convertLead", "timestamp": "2026-02-01T00:00:00Z"},
                {"eventType": "leadOperation.interestingMoment", "timestamp": "2026-01-20T00:00:00Z"},
            ]
        },
    }


async def test_files_in_any_order_and_any_number_of_times_give_the_same_graph(
    database: Database, tmp_path: Path
) -> None:
    folder = write_export(tmp_path)
    backwards = await imported(database, folder, backwards=True)
    assert counts(backwards) == {"read": 14, "loaded": 12, "nothing": 2}
    graph = await dump(database)
    assert counts(await imported(database, folder)) == {"read": 14, "unchanged": 12, "nothing": 2}
    assert await dump(database) == graph


async def test_the_command_imports_an_export_as_a_warehouse_holds_it(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    if not _FIVETRAN.is_dir():
        pytest.skip("the files of fivetran's Salesforce package are not beside the repository")
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    ended = run_gateway("import", "salesforce", str(_FIVETRAN), environment=environment)
    assert ended.returncode == Exit.OK, ended.stderr
    assert "read 111  loaded 42  unchanged 0  waiting 3  refused 0  nothing 66" in ended.stdout
    assert "sf_contact_data.csv (Contact): read 4  loaded 1  unchanged 0  waiting 3" in ended.stdout
    contact: dict[str, Any] = (await answer(database, _PERSON, namespace="Email", value="hi@google.com"))["person"]
    assert contact["custom"]["contact_status_c"] == "Aemping Conac"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "There is no folder nowhere."),
        ((".",), "There is no table in ."),
        ((".", "--observed-at", "soon"), '"soon" is no instant'),
    ],
)
def test_what_cannot_be_imported_is_said_before_anything_is_done(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run_gateway("import", "salesforce", *words)
    assert ended.returncode == Exit.USAGE
    assert said in ended.stderr
