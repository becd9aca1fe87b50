"""Agent lookups on a real graph: kept, and new after a write."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.journal import bump

pytestmark = pytest.mark.live

QUERY = '{ person(identity: { namespace: "Email", value: "ada@x.example" }) { jobTitle } }'


async def load(database: Database, settings: Settings, folder: Path, title: str, at: str) -> None:
    record = {
        "entity": "person",
        "observedAt": at,
        "identities": [{"namespace": "Email", "value": "ada@x.example"}],
        "attributes": {"jobTitle": title},
    }
    path = folder / "one.jsonl"
    path.write_bytes(orjson.dumps(record))
    await load_files(database, [path], on_commit=partial(bump, settings.data_dir))


async def ask(pipeline: Pipeline) -> tuple[str | None, bool]:
    answer = await pipeline.answer(Request(QUERY))
    assert answer.cache is not None
    person = orjson.loads(answer.body)["data"]["person"]
    return person and person["jobTitle"], answer.cache.hit


async def test_a_write_through_the_gateway_makes_the_next_lookup_new(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    pipeline = build_pipeline(settings, database)
    assert await ask(pipeline) == (None, False)
    assert await ask(pipeline) == (None, True)
    await load(database, settings, tmp_path, "Engineer", "2026-01-01T00:00:00Z")
    assert await ask(pipeline) == ("Engineer", False)
    assert await ask(pipeline) == ("Engineer", True)
    await load(database, settings, tmp_path, "Founder", "2026-02-01T00:00:00Z")
    assert await ask(pipeline) == ("Founder", False)
