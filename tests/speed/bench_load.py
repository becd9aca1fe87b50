"""How fast records enter the graph: `python -m tests.speed.bench_load [PERSONS]`, on an engine of its own.

Loads the generator's world without events into an empty, migrated database, twice: the first time warms the engine up.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import orjson
import uvloop

from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.engine import running_engine
from seeds.generator import write
from tests.speed.cpu import cpu

_EMPTY = Statement("MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")


async def bench(persons: int) -> None:
    """Load a world of that many people twice, and print records a second and the loader's memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.jsonl"
        with path.open("wb") as file:
            write(file, persons, seed=7, events=0)
        with path.open("rb") as file:
            entities = Counter(orjson.loads(line)["entity"] for line in file)
        settings = Settings(data_dir=Path(folder) / "data", engine_bolt_port=0)
        async with running_engine(settings) as endpoint, open_database(endpoint, timeout_ms=600_000) as database:
            await migrate(database)
            for run in ("cold", "warm"):
                await database.execute(_EMPTY)
                began, before = time.perf_counter(), cpu(settings)
                report = await load_files(database, [path])
                cost = cpu(settings).since(before, report.read)
                spent_s = time.perf_counter() - began
                print(
                    f"load, {run}: {report.read:,} records in {spent_s:.1f} s = {report.read / spent_s:,.0f} a second. "
                    f"{cost}"
                )
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory of the loader at most {memory_mb:.0f} MB; records: {dict(entities)}")


if __name__ == "__main__":
    uvloop.run(bench(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
