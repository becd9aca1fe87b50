"""How fast an export of Salesforce enters the graph: `python -m tests.speed.bench_import [CONTACTS]`.

On an engine of its own. Maps it alone, imports it into an empty, migrated database, twice, and then once more, when
nothing of it is new.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import salesforce_files, tables_in
from gateway.commands.migrate import migrate
from gateway.domain.importing.source_options import SourceOptions
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.engine import running_engine
from tests.importing.salesforce_volume import write_volume
from tests.speed.bench_load import _EMPTY


async def bench(contacts: int) -> None:
    """Import an export with so many contacts, and print rows and records a second and the importer's memory."""
    with tempfile.TemporaryDirectory() as name:
        folder, _ = write_volume(Path(name) / "export", contacts)
        await _timed("map alone", None, folder)
        settings = Settings(data_dir=Path(name) / "data", engine_bolt_port=0)
        async with running_engine(settings) as endpoint, open_database(endpoint, timeout_ms=600_000) as database:
            await migrate(database)
            for run in ("import, cold", "import, warm"):
                await database.execute(_EMPTY)
                await _timed(run, database, folder)
            await _timed("import, nothing new", database, folder)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of the importer at most {memory_mb:.0f} MB")


async def _timed(run: str, database: Database | None, folder: Path) -> None:
    began = time.perf_counter()
    report = await import_files(database, salesforce_files(tables_in(folder)[0], SourceOptions("salesforce")))
    spent_s = time.perf_counter() - began
    rows = report.total("read")
    records = sum(each.tally.kinds.total() for each in report.files.values())
    rates = f"{rows / spent_s:,.0f} rows a second, {records / spent_s:,.0f} records"
    print(f"{run}: {rows:,} rows in {spent_s:.1f} s = {rates}")


if __name__ == "__main__":
    uvloop.run(bench(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
