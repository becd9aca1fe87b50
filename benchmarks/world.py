"""The graph that all contenders read: the generator's world, loaded once into an engine of the run's own."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

from benchmarks.grown import import_tables, mark, write_tables
from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.endpoint import Endpoint
from gateway.store.engine import engine_status, running_engine
from graph_schema.constraints import statements
from graph_schema.migrations import MIGRATIONS
from seeds.generator import write

SEED = 7
_PATIENCE_MS = 3_600_000
_MOST_EMAILS = 150_000


@dataclass(frozen=True)
class World:
    """A graph in an engine that runs: how many people, and addresses to look them up by, from all over the graph."""

    endpoint: Endpoint
    engine: psutil.Process
    persons: int
    emails: list[str]


@asynccontextmanager
async def world(folder: Path, persons: int, copies: int = 1) -> AsyncIterator[World]:
    """An engine with that many generated people, so many times. The folder keeps it for another run."""
    records = folder / f"world-{persons}.jsonl"
    loaded, grown = _settings(folder, "data"), _settings(folder, f"data-{copies}")
    folder.mkdir(parents=True, exist_ok=True)
    if not records.exists():
        with records.open("wb") as file:
            write(file, persons, seed=SEED)
    if copies == 1 or not _finished(grown).exists():
        async with running_engine(loaded) as endpoint:
            if not _finished(loaded).exists():
                async with open_database(endpoint, timeout_ms=_PATIENCE_MS) as database:
                    await migrate(database)
                    await load_files(database, [records])
                _finished(loaded).touch()
            if copies == 1:
                yield _world(endpoint, loaded, records, persons, copies)
                return
            async with open_database(endpoint, timeout_ms=_PATIENCE_MS) as database:
                tables = await write_tables(database, folder / "tables", copies)
        shutil.rmtree(grown.data_dir, ignore_errors=True)
        await import_tables(grown, tables)
        shutil.rmtree(folder / "tables")
    async with running_engine(grown) as endpoint:
        if not _finished(grown).exists():
            async with open_database(endpoint, timeout_ms=_PATIENCE_MS) as database:
                (policies,) = [each for each in MIGRATIONS if each.name == "merge_policies"]
                for text in (*statements(), *policies.statements):
                    await database.execute(Statement(text))
                await database.execute(Statement("CALL db.awaitIndexes(3600)"))
            _finished(grown).touch()
        yield _world(endpoint, grown, records, persons, copies)


def _world(endpoint: Endpoint, settings: Settings, records: Path, persons: int, copies: int) -> World:
    engine = psutil.Process(engine_status(settings).pid)
    return World(endpoint, engine, persons * copies, _emails(records, copies))


def _settings(folder: Path, name: str) -> Settings:
    return Settings(data_dir=folder / name, engine_heap_mb=2_000, engine_page_cache_mb=4_000)


def _finished(settings: Settings) -> Path:
    return settings.data_dir / "finished"


def _emails(records: Path, copies: int) -> list[str]:
    found: dict[str, None] = {}
    with records.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            if record["entity"] == "person":
                found |= {each["value"]: None for each in record["identities"] if each["namespace"] == "Email"}
    every = [mark(copy) + value for copy in range(copies) for value in found]
    return random.Random(SEED).sample(every, min(len(every), _MOST_EMAILS))
