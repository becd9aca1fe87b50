"""How fast records enter by mutation: `python -m tests.speed.bench_ingest [PERSONS]`, on an engine of its own.

Calls of one record from 64 and from 32 clients at once, and of 500 records from four, into a graph that holds that many
people already: every record has two identities that are linked, and every fifth is of a person that another one brought
shortly before. Through the whole pipeline, without HTTP. The first round of each warms the engine up and is not told.
Records a second depend on what else the machine does; the CPU of 1,000 records, which is told too, hardly does.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import uvloop

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.engine import running_engine
from seeds.generator import write
from tests.speed.cpu import cpu

CALL = """
mutation Ingest($records: [RecordInput!]!) {
  ingestRecords(dataset: "bench", records: $records) { created updated refused records { status } }
}
"""


async def bench(persons: int) -> None:
    """Load a world of that many people, then print records a second for small and large calls."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", engine_bolt_port=0)
        async with running_engine(settings) as endpoint, open_database(endpoint, timeout_ms=600_000) as database:
            await migrate(database)
            path = Path(folder) / "world.jsonl"
            with path.open("wb") as file:
                write(file, persons, seed=7, events=0)
            await load_files(database, [path])
            pipeline = build_pipeline(settings, database)
            numbers = count()
            for clients, size, seconds in ((64, 1, 10), (32, 1, 10), (4, 500, 15), (1, 1, 5)):
                await _round(pipeline, numbers, clients, size, 5)
                before = cpu(settings)
                records, spent_s, calls_ms = await _round(pipeline, numbers, clients, size, seconds)
                cost = cpu(settings).since(before, records)
                calls_ms.sort()
                half, most = calls_ms[len(calls_ms) // 2], calls_ms[-1 - len(calls_ms) // 100]
                print(f"ingest, {clients} clients, {size} a call, {persons:,} people there: ", end="")
                print(
                    f"{records / spent_s:,.0f} records a second; a call takes {half:.0f} ms, 99 in 100 {most:.0f} ms."
                    f" {cost}"
                )


async def _round(
    pipeline: Pipeline, numbers: count[int], clients: int, size: int, seconds: float
) -> tuple[int, float, list[float]]:
    began, taken, calls_ms = time.perf_counter(), 0, list[float]()

    async def client() -> None:
        nonlocal taken
        while time.perf_counter() - began < seconds:
            call_began = time.perf_counter()
            records = [_record(next(numbers)) for _ in range(size)]
            body = orjson.loads((await pipeline.answer(Request(CALL, variables={"records": records}))).body)
            assert body["data"]["ingestRecords"]["refused"] == 0, body
            taken += size
            calls_ms.append((time.perf_counter() - call_began) * 1_000)

    await asyncio.gather(*(client() for _ in range(clients)))
    return taken, time.perf_counter() - began, calls_ms


def _record(number: int) -> dict[str, Any]:
    who = number - number % 5 if number % 5 == 4 else number
    return {
        "person": {
            "identities": [
                {"namespace": "CRMID", "value": f"bench-{who}", "primary": True},
                {"namespace": "Email", "value": f"bench.{who}@bench.example"},
            ],
            "attributes": {
                "firstName": f"First {number}", "lastName": f"Last {number}", "jobTitle": "Engineer",
                "workEmail": f"bench.{who}@bench.example", "companyName": "Bench", "personScore": float(number % 100),
                "workAddress": {"city": "Malmö", "countryCode": "SE"},
            },
            "consent": {"email": True},
        }
    }  # fmt: skip


if __name__ == "__main__":
    uvloop.run(bench(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
