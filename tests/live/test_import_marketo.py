"""An export of Marketo in a real graph; and with one of Salesforce, one set of people that says who told what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.cli.exits import Exit
from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import marketo_files, salesforce_files, tables_in
from gateway.commands.importing.report import ImportReport
from gateway.cypher.statement import Statement
from gateway.domain.importing.source_options import SourceOptions
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from tests.importing import marketo_export, salesforce_export
from tests.importing.salesforce_export import ADA
from tests.live.answering import answer
from tests.live.gateway_process import environment_of, run_gateway
from tests.live.test_import_csv import counts
from tests.live.test_ingest import dump
from tests.promises.committed import ROOT

pytestmark = pytest.mark.live

_FIVETRAN = ROOT.parent / "shared" / "data" / "fivetran_marketo"
_PERSON = """
query ($namespace: String!, $value: String!) {
  person(identity: {namespace: $namespace, value: $value}) {
    id firstName lastName jobTitle workPhone personScore personStatus companyName custom
    consent { email }
    campaigns { edges { memberStatus node { name } } }
    segmentMemberships { status segment { name } }
    provenance { path value dataset identity { namespace value } }
  }
}
"""
_PEOPLE = Statement("MATCH (p:Person) RETURN count(p)")


async def from_marketo(database: Database, folder: Path) -> ImportReport:
    files = marketo_files(tables_in(folder)[0], SourceOptions("marketo", "m1", "00D"))
    return await import_files(database, files)


async def from_salesforce(database: Database, folder: Path) -> ImportReport:
    files = salesforce_files(tables_in(folder)[0], SourceOptions("salesforce", "00D"))
    return await import_files(database, files)


async def found(database: Database, namespace: str, value: str) -> Any:
    return (await answer(database, _PERSON, namespace=namespace, value=value))["person"]


async def test_merged_leads_are_one_person_and_the_winner_s_values_stay(database: Database, tmp_path: Path) -> None:
    report = await from_marketo(database, marketo_export.write_export(tmp_path))
    assert counts(report) == {"read": 13, "loaded": 12, "nothing": 1}
    assert counts(await from_marketo(database, tmp_path)) == {"read": 13, "unchanged": 12, "nothing": 1}
    ada = await found(database, "b2b_person", "11@m1.Marketo")
    assert ada == await found(database, "b2b_person", "12@m1.Marketo")
    assert (ada["firstName"], ada["jobTitle"], ada["consent"]) == ("Ada", "Countess", {"email": False})
    assert ada["campaigns"]["edges"] == [{"memberStatus": "Attended", "node": {"name": "Webinar"}}]
    eve = await found(database, "Email", "eve@x.example")
    assert eve["segmentMemberships"] == [{"status": "REALIZED", "segment": {"name": "Newsletter"}}]
    assert await database.read(_PEOPLE) == [[2]]


async def test_salesforce_and_marketo_of_one_company_give_one_set_of_people_with_provenance(
    database: Database, tmp_path: Path
) -> None:
    salesforce = salesforce_export.write_export(tmp_path / "salesforce")
    marketo = marketo_export.write_export(tmp_path / "marketo")
    await from_salesforce(database, salesforce)
    await from_marketo(database, marketo)
    assert await database.read(_PEOPLE) == [[3]]  # Ada, Bob of Salesforce, Eve of Marketo
    ada = await found(database, "Email", "ada@acme.example")
    for namespace, value in (
        ("b2b_person", "12@m1.Marketo"),
        ("CRMID", ADA),
        ("b2b_person", f"{salesforce_export.ADA_LEAD}@00D.Salesforce"),
        ("Email", "a.king@home.example"),
    ):
        assert (await found(database, namespace, value))["id"] == ada["id"]
    told = {each["path"]: (each["value"], each["dataset"], each["identity"]["value"]) for each in ada["provenance"]}
    assert told["person.name.lastName"] == ("King", "marketo", "11@m1.Marketo")
    assert told["workPhone.number"] == ("+33 9", "marketo", "11@m1.Marketo")
    assert told["b2b.personScore"] == (70, "marketo", "11@m1.Marketo")
    assert told["b2b.isConverted"] == (True, "salesforce", f"{salesforce_export.ADA_LEAD}@00D.Salesforce")
    assert told["mobilePhone.number"] == ("+33 6", "salesforce", f"{ADA}@00D.Salesforce")
    assert ada["custom"]["favourite_color"] == "red"
    assert ada["custom"]["Region__c"] == "South"
    graph = await dump(database)
    await database.execute(Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n"))
    await from_marketo(database, marketo)
    await from_salesforce(database, salesforce)
    assert await dump(database) == graph


async def test_a_company_of_both_is_one_account_by_the_key_of_either(database: Database, tmp_path: Path) -> None:
    await from_salesforce(database, salesforce_export.write_export(tmp_path / "salesforce"))
    leads = [each | {"contactCompany": 77 if each["sfdcAccountId"] else ""} for each in marketo_export.EXPORT["leads"]]
    await from_marketo(database, marketo_export.write_export(tmp_path / "marketo", leads=leads))
    text = "query($key: String!) { account(key: $key) { id key externalKeys people { nodes { id } } } }"
    keys = {f"{salesforce_export.ACME}@00D.Salesforce", "77.mkto_org@m1.Marketo"}
    one, other = [(await answer(database, text, key=key))["account"] for key in sorted(keys)]
    assert one == other
    assert {one["key"], *one["externalKeys"]} == keys
    assert (await found(database, "Email", "ada@acme.example"))["id"] in {each["id"] for each in one["people"]["nodes"]}


async def test_the_command_imports_an_export_as_a_warehouse_holds_it(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    if not _FIVETRAN.is_dir():
        pytest.skip("the files of fivetran's Marketo package are not beside the repository")
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    ended = run_gateway("import", "marketo", str(_FIVETRAN), environment=environment)
    assert ended.returncode == Exit.OK, ended.stderr
    assert "read 1,331  loaded 998  unchanged 0  waiting 0  refused 0  nothing 333" in ended.stdout
    again = run_gateway("import", "marketo", str(_FIVETRAN), environment=environment)
    assert "read 1,331  loaded 0  unchanged 998  waiting 0  refused 0  nothing 333" in again.stdout
