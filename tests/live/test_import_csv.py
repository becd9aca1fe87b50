"""Tables into a real graph by a mapping: every row accounted for, any number of times, also after a kill."""

from __future__ import annotations

import asyncio
import csv
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.cli.exits import Exit
from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import mapped_files, read_mapping
from gateway.commands.importing.report import ImportReport
from gateway.commands.importing.resuming import note_of
from gateway.cypher.statement import Statement
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from tests.importing.tables import write_csv
from tests.live.gateway_process import environment_of, run_gateway
from tests.live.test_ingest import dump
from tests.promises.committed import ROOT

pytestmark = pytest.mark.live

_EXAMPLES = ROOT / "seeds" / "examples"
_DATA = ROOT.parent / "shared" / "data"
_EMPTY = Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace DETACH DELETE n")
_COUNT = Statement("MATCH (n:Person) RETURN count(n)")
_FRAGMENTS = Statement(
    "MATCH (p:Person)<-[:IDENTIFIES]-(:Identity)<-[:KEYED_BY]-(f:Fragment) RETURN p.id, f.dataset, f.body"
)
_PEOPLE = """
dataset = "shop"
observedAt = "changed"

[[record]]
entity = "person"
identities = [{ namespace = "CRMID", column = "id" }, { namespace = "Email", column = "email" }]
attributes.fullName = "name"
attributes.personScore = "score"

[[record]]
entity = "account_person"
when = "company"
accountKey = "company"
person = { namespace = "CRMID", column = "id" }
"""


def people(count: int) -> list[dict[str, Any]]:
    """Rows of people, each fourth of whom shares an address with the one before."""
    return [
        {
            "id": f"C{number}",
            "email": f"p{number - (number % 4 == 0)}@x.example",
            "name": f"Person {number}",
            "score": number % 100,
            "changed": "2026-01-01 10:00:00",
            "company": "",
            "shoe size": number % 40,
        }
        for number in range(1, count + 1)
    ]


def mapping_file(folder: Path) -> Path:
    path = folder / "people.toml"
    path.write_text(_PEOPLE)
    return path


async def imported(database: Database, folder: Path, *tables: Path, **options: Any) -> ImportReport:
    files = mapped_files(tables, read_mapping(mapping_file(folder)))
    return await import_files(database, files, rejects=folder / "rejects", **options)


def waiters(graph: dict[str, Any]) -> set[str]:
    """What waits says in which import it was last heard of."""
    return {name for name in graph if name.startswith("Waiting ")}


def counts(report: ImportReport) -> dict[str, int]:
    names = ("read", "loaded", "unchanged", "waiting", "refused", "nothing")
    found = {name: report.total(name) for name in names}
    assert found["read"] == sum(found[name] for name in names[1:])
    return {name: count for name, count in found.items() if count}


async def test_every_row_is_accounted_for_and_a_second_import_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    rows = people(8)
    rows[0]["company"] = "nowhere yet"
    rows[1]["score"] = "high"
    rows[2] = dict.fromkeys(rows[2], "")
    rows[3] |= {"id": "", "email": ""}
    table = write_csv(tmp_path / "people.csv", rows)
    first = await imported(database, tmp_path, table)
    assert counts(first) == {"read": 8, "loaded": 4, "waiting": 1, "refused": 2, "nothing": 1}
    before = await dump(database)
    second = await imported(database, tmp_path, table)
    assert counts(second) == {"read": 8, "unchanged": 4, "waiting": 1, "refused": 2, "nothing": 1}
    after = await dump(database)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= waiters(before)


async def test_refused_rows_can_be_mended_and_imported(database: Database, tmp_path: Path) -> None:
    rows = people(4)
    rows[1]["score"] = "high"
    table = write_csv(tmp_path / "people.csv", rows)
    report = await imported(database, tmp_path, table)
    assert report.rejects == tmp_path / "rejects"
    reason = orjson.loads((tmp_path / "rejects" / "reasons.jsonl").read_bytes())
    assert (reason["row"], reason["reason"]) == (2, 'score: "high" is no number.')
    refused = tmp_path / "rejects" / "people.csv"
    mended = tmp_path / "mended.csv"
    mended.write_text(refused.read_text().replace("high", "2"))
    assert counts(await imported(database, tmp_path, mended)) == {"read": 1, "loaded": 1}


async def test_a_row_that_waited_is_loaded_when_what_it_missed_arrives(database: Database, tmp_path: Path) -> None:
    rows = people(3)
    rows[0]["company"] = rows[1]["company"] = "acme"
    table = write_csv(tmp_path / "people.csv", rows)
    accounts = write_csv(tmp_path / "accounts.csv", [{"key": "acme"}])
    account_map = '[[record]]\nentity = "account"\nkey = "key"\n'
    (tmp_path / "accounts.toml").write_text(account_map)
    files = [
        *mapped_files([table], read_mapping(mapping_file(tmp_path))),
        *mapped_files([accounts], read_mapping(tmp_path / "accounts.toml")),
    ]
    assert counts(await import_files(database, files)) == {"read": 4, "loaded": 4}


async def test_a_dry_run_says_what_would_be_and_writes_nothing(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    rows = people(4)
    rows[1]["score"] = "high"
    table = write_csv(tmp_path / "people.csv", rows)
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path / "data")
    words = ("import", "csv", str(table), "--mapping", str(mapping_file(tmp_path)), "--dry-run")
    ended = run_gateway(*words, environment=environment)
    assert ended.returncode == Exit.FAILED
    assert "people.csv: read 4  to load 3  refused 1  nothing 0" in ended.stdout
    assert "records: person 3" in ended.stdout
    assert "kept as custom fields: shoe size" in ended.stdout
    assert 'people.csv, row 2: score: "high" is no number.' in ended.stderr
    assert await database.read(_COUNT) == [[0]]
    assert not (tmp_path / "data").exists()


async def test_an_import_that_was_killed_goes_on_where_it_stopped(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    rows = people(600)
    rows[5]["score"] = rows[590]["score"] = "high"
    table = write_csv(tmp_path / "people.csv", rows)
    expected_report = await imported(database, tmp_path, table)
    expected = await dump(database)
    await database.execute(_EMPTY)
    command = f"import tests.live.test_import_csv as here; here.import_slowly({str(tmp_path)!r})"
    with subprocess.Popen([sys.executable, "-c", command], env=environment_of(engine_endpoint)) as importing:
        while (await database.read(_COUNT))[0][0] < 60:
            assert importing.poll() is None
            await asyncio.sleep(0.02)
        importing.kill()
    notes = note_of(tmp_path / "notes", [table])
    left = notes.read()
    assert left is not None
    assert 0 < left.total("read") < 600
    report = await imported(database, tmp_path, table, note=notes)
    assert await dump(database) == expected
    assert report.total("refused") == expected_report.total("refused") == 2
    assert counts(report)["read"] == 600
    with (tmp_path / "rejects" / "people.csv").open() as file:
        assert [each["id"] for each in csv.DictReader(file)] == ["C6", "C591"]
    assert notes.read() is None


def import_slowly(folder: str) -> None:
    """Import with small batches, in a process that is to be killed."""
    from gateway.settings import Settings
    from gateway.store.database import open_database
    from gateway.store.endpoint import configured_endpoint

    async def run() -> None:
        endpoint = configured_endpoint(Settings())
        assert endpoint is not None
        table = Path(folder) / "people.csv"
        async with open_database(endpoint) as database:
            note = note_of(Path(folder) / "notes", [table])
            await imported(database, Path(folder), table, note=note, batch_records=20)

    asyncio.run(run())


@pytest.mark.parametrize("count", [4_000, pytest.param(100_000, marks=pytest.mark.long)])
async def test_many_rows_come_in_whole(count: int, database: Database, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "people.csv", people(count))
    assert counts(await imported(database, tmp_path, table)) == {"read": count, "loaded": count}
    assert await database.read(_COUNT) == [[count * 3 // 4]]


async def test_febrl_s_duplicates_are_the_true_persons_wherever_they_share_an_identifier(database: Database) -> None:
    table = _DATA / "febrl" / "dataset1.csv"
    if not table.is_file():
        pytest.skip("the files of Febrl are not beside the repository")
    report = await import_files(database, mapped_files([table], read_mapping(_EXAMPLES / "febrl.toml")))
    assert counts(report) == {"read": 1_000, "loaded": 1_000}
    found, truth, sharing = defaultdict(set), defaultdict(set), defaultdict(set)
    datasets: Counter[str] = Counter()
    for person, dataset, body in await database.read(_FRAGMENTS):
        datasets[dataset] += 1
        fragment = orjson.loads(body)
        name = next(fields["custom:rec_id"] for _, _, fields in fragment["fields"])
        found[person].add(name)
        truth[name.split("-")[1]].add(name)
    assert datasets == {"originals": 500, "duplicates": 500}
    with table.open() as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            sharing["id", row["soc_sec_id"]].add(row["rec_id"])
            parts = ["".join(row[name].split()) for name in ("given_name", "surname", "date_of_birth")]
            if all(parts):
                sharing["email", ".".join(parts)].add(row["rec_id"])
    stitched, true, share = pairs(found.values()), pairs(truth.values()), pairs(sharing.values())
    assert stitched & true == stitched  # precision 1: nobody is stitched to a stranger
    assert stitched == share & true  # every pair that shares an identifier is one person
    assert (len(stitched), len(true)) == (472, 500)  # recall 0.944: 28 pairs share nothing


def pairs(groups: Any) -> set[tuple[str, ...]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


async def test_maven_s_deals_come_in_as_they_happened(database: Database) -> None:
    folder = _DATA / "maven_crm"
    if not folder.is_dir():
        pytest.skip("the files of Maven's CRM set are not beside the repository")
    files = [
        *mapped_files([folder / "sales_pipeline.csv"], read_mapping(_EXAMPLES / "maven_pipeline.toml")),
        *mapped_files([folder / "accounts.csv"], read_mapping(_EXAMPLES / "maven_accounts.toml")),
    ]
    report = await import_files(database, files)
    assert counts(report) == {"read": 8_885, "loaded": 8_885}
    text = "MATCH (o:Opportunity) RETURN o.state, count(o), sum(o.amount) ORDER BY o.state"
    assert await database.read(Statement(text)) == [
        ["LOST", 2_473, 0.0], ["OPEN", 2_089, 0], ["WON", 4_238, 10_005_534.0]
    ]  # fmt: skip
    text = "MATCH (o:Opportunity)-[:BELONGS_TO]->(a:Account) RETURN count(o), count(DISTINCT a)"
    assert await database.read(Statement(text)) == [[8_800 - 1_425, 85]]
