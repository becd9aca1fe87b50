"""The graph that all contenders read: the generator's world, loaded once into an engine of the run's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.endpoint import Endpoint
from gateway.store.engine import running_engine
from seeds.generator import write

SEED = 7


@asynccontextmanager
async def world(folder: Path, persons: int) -> AsyncIterator[tuple[Endpoint, list[str]]]:
    """An engine with that many people, and e-mail addresses to look them up by. The folder keeps it for another run."""
    records = folder / f"world-{persons}.jsonl"
    loaded = folder / "loaded"
    settings = Settings(data_dir=folder / "data", engine_heap_mb=2_000, engine_page_cache_mb=1_000)
    folder.mkdir(parents=True, exist_ok=True)
    if not records.exists():
        with records.open("wb") as file:
            write(file, persons, seed=SEED)
    async with running_engine(settings) as endpoint:
        if not loaded.exists():
            async with open_database(endpoint, timeout_ms=600_000) as database:
                await migrate(database)
                await load_files(database, [records])
            loaded.touch()
        yield endpoint, _emails(records, 5_000)


def _emails(records: Path, most: int) -> list[str]:
    found: dict[str, None] = {}
    with records.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            if record["entity"] == "person":
                found |= {each["value"]: None for each in record["identities"] if each["namespace"] == "Email"}
            if len(found) >= most:
                break
    return list(found)
