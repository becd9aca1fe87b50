"""The example importer carries over all of Maven's CRM set that records have a field for, and counts the rest."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from gateway.domain.reading import read_record
from seeds import Record
from seeds.examples.maven_crm import main, maven_records

_FOLDER = Path(__file__).parents[3] / "shared" / "data" / "maven_crm"
_FILES = {
    "accounts.csv": "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
    "Gekko & Co,retail,1990,2520.83,3502,United States,\n"
    "Bluth Company,technolgy,1993,1242.32,3027,Philipines,Gekko & Co\n",
    "products.csv": "product,series,sales_price\nGTX Pro,GTX,4821\n",
    "sales_teams.csv": "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n",
    "sales_pipeline.csv": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "WON00001,Anna Snelling,GTXPro,Gekko & Co,Won,2017-01-05,2017-03-01,4514\n"
    "OPEN0001,Anna Snelling,GTX Pro,,Prospecting,,,\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of the same shape with two accounts and two deals."""
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def folded(records: list[Record]) -> dict[str, Record]:
    """The last known attributes of each key, with what stands beside them."""
    things: dict[str, Record] = {}
    for record in sorted(records, key=lambda record: datetime.fromisoformat(record["observedAt"])):
        beside = {name: record[name] for name in ("parentKey", "accountKey") if name in record}
        things[record["key"]] = things.get(record["key"], {}) | beside | record["attributes"]
    return things


def test_a_deal_is_told_as_it_happened(folder: Path) -> None:
    opened, closed = [each for each in maven_records(folder, Counter()) if each["key"] == "WON00001@maven.CRM"]
    assert (opened["observedAt"], opened["attributes"]["stage"]) == ("2017-01-05T00:00:00Z", "Engaging")
    assert (closed["observedAt"], closed["attributes"]["stage"]) == ("2017-03-01T00:00:00Z", "Won")


def test_a_closed_deal_has_its_amount_in_dollars_and_a_product_that_exists(folder: Path) -> None:
    deal = folded(list(maven_records(folder, Counter())))["WON00001@maven.CRM"]
    assert deal["amount"] == {"amount": 4514, "currencyCode": "USD"}
    assert (deal["name"], deal["type"], deal["isWon"], deal["ownerId"]) == ("GTX Pro", "GTX", True, "Anna Snelling")
    assert deal["accountKey"] == "gekko-co@maven.CRM"
    assert deal["actualCloseDate"] == "2017-03-01T00:00:00Z"


def test_the_gateway_takes_every_record(folder: Path) -> None:
    records = list(maven_records(folder, Counter()))
    read = [read_record(record, "2026-11-23T00:00:00Z") for record in records]
    assert len(read) == len(records) == 5


def test_what_the_source_leaves_blank_is_absent(folder: Path) -> None:
    deal = folded(list(maven_records(folder, Counter())))["OPEN0001@maven.CRM"]
    assert deal.keys() == {"name", "type", "stage", "isClosed", "isWon", "ownerId"}


def test_revenue_in_millions_becomes_dollars_to_the_cent(folder: Path) -> None:
    account = folded(list(maven_records(folder, Counter())))["bluth-company@maven.CRM"]
    assert account["annualRevenue"] == {"amount": 1_242_320_000, "currencyCode": "USD"}
    assert account["parentKey"] == "gekko-co@maven.CRM"


def test_the_report_counts_what_is_left_out_mended_and_missing(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main([str(folder)]) == 0
    out, report = capfdbinary.readouterr()
    assert len([orjson.loads(line) for line in out.splitlines()]) == 5
    assert b"2  left out: accounts.csv, year_established\n" in report
    assert b"1  mended: product GTXPro read as GTX Pro\n" in report
    assert b"1  missing at the source: opportunities without account\n" in report


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("sales_pipeline.csv", "Gekko & Co,Won", "Nobody,Won", "'Nobody' is in none of the tables"),
        ("sales_pipeline.csv", "Won", "Abandoned", "'Abandoned' is in none of the tables"),
        ("sales_pipeline.csv", "Prospecting", "Won", "'Won' is in none of the tables"),
        ("accounts.csv", "subsidiary_of", "belongs_to", "no column 'subsidiary_of'"),
    ],
)
def test_a_file_that_is_not_as_expected_is_refused_and_explained(
    name: str, old: str, new: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert main([str(folder)]) == 1
    assert said in capsys.readouterr().err


def test_a_folder_without_the_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "accounts.csv" in capsys.readouterr().err


@pytest.fixture(scope="module")
def real() -> tuple[dict[str, Record], Counter[str]]:
    """The published set, folded, where it is at hand; and the notes taken."""
    if not _FOLDER.is_dir():
        pytest.skip("the files of Maven's CRM set are not beside the repository")
    notes: Counter[str] = Counter()
    return folded(list(maven_records(_FOLDER, notes))), notes


def test_every_account_and_deal_is_there(real: tuple[dict[str, Record], Counter[str]]) -> None:
    things, _ = real
    deals = [thing for thing in things.values() if "stage" in thing]
    assert (len(things) - len(deals), len(deals)) == (85, 8_800)
    stages = Counter(deal["stage"] for deal in deals)
    assert stages == {"Won": 4_238, "Lost": 2_473, "Engaging": 1_589, "Prospecting": 500}


def test_the_won_deals_add_up(real: tuple[dict[str, Record], Counter[str]]) -> None:
    things, _ = real
    assert sum(thing["amount"]["amount"] for thing in things.values() if thing.get("isWon")) == 10_005_534


def test_subsidiaries_and_deals_find_their_accounts(real: tuple[dict[str, Record], Counter[str]]) -> None:
    things, _ = real
    parents = [thing["parentKey"] for thing in things.values() if "parentKey" in thing]
    assert (len(parents), len(set(parents))) == (15, 7)
    named = [thing["accountKey"] for thing in things.values() if "accountKey" in thing]
    assert len(named) == 8_800 - 1_425
    assert {*named, *parents} <= things.keys()


def test_the_dirt_is_counted(real: tuple[dict[str, Record], Counter[str]]) -> None:
    _, notes = real
    assert notes == {
        "left out: accounts.csv, year_established": 85,
        "left out: products.csv, sales_price": 7,
        "left out: sales_teams.csv, manager": 35,
        "left out: sales_teams.csv, regional_office": 35,
        "mended: product GTXPro read as GTX Pro": 1_480,
        "missing at the source: opportunities without account": 1_425,
        "missing at the source: opportunities without date": 500,
        "missing at the source: opportunities without close date and value": 2_089,
    }
