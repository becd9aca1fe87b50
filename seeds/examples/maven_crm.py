"""Maven Analytics' "CRM Sales Opportunities" as records: `python -m seeds.examples.maven_crm FOLDER > maven.jsonl`.

Goes in: the folder with `accounts.csv`, `products.csv`, `sales_pipeline.csv` and `sales_teams.csv`. Comes out: accounts
and opportunities on standard output, and on the error output what was left out, mended or missing, and how often.

An opportunity is told as it happened: a record of the day it was engaged, and another of the day it closed. So its
`createdAt` is the engagement, its `lastModifiedAt` the closing, and nothing was observed before it was true. What has
no date was observed when the set ends. Odd spellings (`technolgy`, `Philipines`) are the source's own and stay.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import orjson

from seeds import Record

DATASET = "maven"
EXPORTED = "2017-12-31T00:00:00Z"
"""The last day the set knows of: the observation of whatever carries no date."""
_OPEN_STAGES = {"Prospecting": "Prospecting", "Engaging": "Engaging"}
_CLOSED_STAGES = {"Won": True, "Lost": False}
"""Stage -> isWon"""
_MISSPELT_PRODUCTS = {"GTXPro": "GTX Pro"}
_LEFT_OUT = {
    "accounts.csv": ("year_established",),
    "products.csv": ("sales_price",),
    "sales_teams.csv": ("manager", "regional_office"),
}
"""Columns that records have no field for."""

Row = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Tables:
    """What rows refer to by name, and the notes taken on the way."""

    account_keys: Mapping[str, str]
    series_of_product: Mapping[str, str]
    agents: Mapping[str, str]
    notes: Counter[str]


def maven_records(folder: Path, notes: Counter[str]) -> Iterator[Record]:
    """Every account and opportunity of the set; `notes` counts what was left out, mended or missing on the way.

    Raises OSError for a file that cannot be read and ValueError for a row that names what the set does not have.
    """
    accounts = _rows(folder, "accounts.csv", notes)
    tables = _Tables(
        account_keys={row["account"]: f"{_slug(row['account'])}@maven.CRM" for row in accounts},
        series_of_product={row["product"]: row["series"] for row in _rows(folder, "products.csv", notes)},
        agents={row["sales_agent"]: row["sales_agent"] for row in _rows(folder, "sales_teams.csv", notes)},
        notes=notes,
    )
    for row in accounts:
        yield _account(row, tables)
    for row in _rows(folder, "sales_pipeline.csv", notes):
        yield _opened(row, tables)
        if row["close_date"]:
            yield _closed(row)


def main(arguments: list[str]) -> int:
    """The exit status: 0 done, 1 a file that is not as expected, 2 called without a folder."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m seeds.examples.maven_crm FOLDER > maven.jsonl\n")
        return 2
    notes: Counter[str] = Counter()
    try:
        for record in maven_records(Path(arguments[0]), notes):
            sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            notes[f"written: {record['entity']} records"] += 1
    except (OSError, ValueError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyError as column:
        sys.stderr.write(f"A file has no column {column}.\n")
        return 1
    for what, times in sorted(notes.items(), reverse=True):
        sys.stderr.write(f"{times:>7,}  {what}\n")
    return 0


def _rows(folder: Path, name: str, notes: Counter[str]) -> list[Row]:
    """The file's rows; the filled cells of columns that cannot be carried over are counted."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        rows: list[Row] = list(csv.DictReader(file))
    for column in _LEFT_OUT.get(name, ()):
        notes[f"left out: {name}, {column}"] = sum(bool(row[column]) for row in rows)
    return rows


def _account(row: Row, tables: _Tables) -> Record:
    record: Record = {
        "entity": "account",
        "dataset": DATASET,
        "observedAt": EXPORTED,
        "key": tables.account_keys[row["account"]],
        "attributes": {
            "name": row["account"],
            "industry": row["sector"],
            "numberOfEmployees": int(row["employees"]),
            "annualRevenue": _dollars(Decimal(row["revenue"]) * 1_000_000),
            "billingAddress": {"country": row["office_location"]},
        },
    }
    if row["subsidiary_of"]:
        record["parentKey"] = _known(row["subsidiary_of"], tables.account_keys, row)
    return record


def _opened(row: Row, tables: _Tables) -> Record:
    """The deal on the day it was engaged: a closed one was Engaging then."""
    stage = "Engaging" if row["close_date"] else _known(row["deal_stage"], _OPEN_STAGES, row)
    product = _product(row["product"], tables.notes)
    record = _opportunity(row, row["engage_date"])
    record["attributes"] = {
        "name": product,
        "type": _known(product, tables.series_of_product, row),
        "stage": stage,
        "isClosed": False,
        "isWon": False,
        "ownerId": _known(row["sales_agent"], tables.agents, row),
    }
    if row["account"]:
        record["accountKey"] = _known(row["account"], tables.account_keys, row)
    for missing, column in (("account", "account"), ("date", "engage_date"), ("close date and value", "close_date")):
        tables.notes[f"missing at the source: opportunities without {missing}"] += not row[column]
    return record


def _closed(row: Row) -> Record:
    """What the day it closed added: won or lost, and for how much."""
    return _opportunity(row, row["close_date"]) | {
        "attributes": {
            "stage": row["deal_stage"],
            "isClosed": True,
            "isWon": _known(row["deal_stage"], _CLOSED_STAGES, row),
            "amount": _dollars(Decimal(row["close_value"])),
            "actualCloseDate": _midnight(row["close_date"]),
        }
    }


def _opportunity(row: Row, day: str) -> Record:
    return {
        "entity": "opportunity",
        "dataset": DATASET,
        "observedAt": _midnight(day) if day else EXPORTED,
        "key": f"{row['opportunity_id']}@maven.CRM",
    }


def _product(name: str, notes: Counter[str]) -> str:
    """The product's name as `products.csv` spells it."""
    if name not in _MISSPELT_PRODUCTS:
        return name
    notes[f"mended: product {name} read as {_MISSPELT_PRODUCTS[name]}"] += 1
    return _MISSPELT_PRODUCTS[name]


def _known(name: str, table: Mapping[str, T], row: Row) -> T:
    if name not in table:
        raise ValueError(f"{name!r} is in none of the tables: {', '.join(row.values())}")
    return table[name]


def _slug(name: str) -> str:
    """`Gekko & Co` as `gekko-co`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _dollars(amount: Decimal) -> Record:
    return {"amount": float(amount), "currencyCode": "USD"}


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
