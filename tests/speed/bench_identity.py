"""What joining and parting people costs: `python -m tests.speed.bench_identity [PERSONS]`, on an engine of its own.

Two persons with 1,000 events each are joined by one record, and parted again by a unique namespace; then one record a
call is written beside 1,000 and beside PERSONS people.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from gateway.commands.ingest_records import ingest_records
from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.commands.set_identity_settings import set_identity_settings
from gateway.domain.reading import read_record
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.engine import running_engine
from seeds.generator import write

EVENTS = 1_000
REPEATS = 15
CALLS = 200


async def bench(persons: int) -> None:
    """Print medians in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", engine_bolt_port=0)
        async with running_engine(settings) as endpoint, open_database(endpoint, timeout_ms=600_000) as database:
            await migrate(database)
            await _merges(database)
            for count in (1_000, persons):
                path = Path(folder) / f"{count}.jsonl"
                with path.open("wb") as file:
                    write(file, count, seed=count, events=0)
                await load_files(database, [path])
                await _single_records(database, count)


async def _merges(database: Database) -> None:
    joined, parted = [], []
    for number in range(REPEATS):
        ada, bob, mail = ("CRMID", f"a{number}"), ("CRMID", f"b{number}"), ("Email", f"{number}@x.example")
        await _take(database, _person(1, ada), *(_event(number, each, mail) for each in range(EVENTS)))
        await _take(database, _person(1, bob), *(_event(number, EVENTS + each, bob) for each in range(EVENTS)))
        joined.append(await _take(database, _person(2, bob, mail)))
        await set_identity_settings(database, unique=["CRMID"])
        parted.append(await _take(database, _person(3, ada, mail)))
        await set_identity_settings(database, unique=[])
    _print(f"two persons with {EVENTS:,} events each become one", joined)
    _print(f"{EVENTS:,} events go from one of them to another person", parted)


async def _single_records(database: Database, persons: int) -> None:
    new = [await _take(database, _person(1, ("CRMID", f"{persons}-{each}"))) for each in range(CALLS)]
    known = [await _take(database, _person(2, ("CRMID", f"{persons}-{each}"))) for each in range(CALLS)]
    links = [
        await _take(database, _person(3, ("CRMID", f"{persons}-{each}"), ("Email", f"{persons}-{each}@x.example")))
        for each in range(CALLS)
    ]
    for what, spent in (("makes a person", new), ("changes one", known), ("links an address", links)):
        _print(f"one record a call beside {persons:,} people {what}", spent)


async def _take(database: Database, *records: dict[str, Any]) -> float:
    read = [read_record(each, "") for each in records]
    began = time.perf_counter()
    await ingest_records(database, read)
    return (time.perf_counter() - began) * 1_000


def _person(day: int, *identities: tuple[str, str]) -> dict[str, Any]:
    keys = [{"namespace": code, "value": value} for code, value in identities]
    return {"entity": "person", "identities": keys, "attributes": {"jobTitle": f"{day}"}, "observedAt": _at(day)}


def _event(number: int, each: int, identity: tuple[str, str]) -> dict[str, Any]:
    who = {"namespace": identity[0], "value": identity[1]}
    event = {"entity": "event", "id": f"{number}-{each}", "identity": who, "eventType": "web.view"}
    return {**event, "timestamp": _at(1), "observedAt": _at(1)}


def _at(day: int) -> str:
    return f"2026-01-{day:02}T00:00:00Z"


def _print(what: str, spent_ms: list[float]) -> None:
    print(f"{what}: median {statistics.median(spent_ms):.1f} ms, slowest {max(spent_ms):.1f} ms")


if __name__ == "__main__":
    uvloop.run(bench(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
