"""A load that is killed and run again, and two loads at once, give the graph that one load in peace gives."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from seeds.generator import write
from tests.live.gateway_process import environment_of
from tests.live.test_ingest import dump

pytestmark = pytest.mark.live

_PERSONS = 300
_EMPTY = Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace AND NOT n:MergePolicy DETACH DELETE n")
_COUNT = Statement("MATCH (n:Person) RETURN count(n)")


def world(folder: Path) -> tuple[Path, Path]:
    """The two halves of a small world: the lines of even and of odd number, so that each needs the other."""
    text = io.BytesIO()
    write(text, _PERSONS, seed=5, events=1)
    lines = text.getvalue().splitlines(keepends=True)
    halves = (folder / "even.jsonl", folder / "odd.jsonl")
    for number, path in enumerate(halves):
        path.write_bytes(b"".join(lines[number::2]))
    return halves


async def test_two_loads_at_once_give_what_one_gives(database: Database, tmp_path: Path) -> None:
    even, odd = world(tmp_path)
    await load_files(database, [even, odd])
    expected = await dump(database)
    await database.execute(_EMPTY)
    await asyncio.gather(*(load_files(database, [path], batch_records=100) for path in (even, odd)))
    assert await dump(database) == expected


async def test_a_load_that_was_killed_is_finished_by_running_it_again(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    files = world(tmp_path)
    await load_files(database, files)
    expected = await dump(database)
    await database.execute(_EMPTY)
    command = f"import tests.live.test_interrupted_load as here; here.load_slowly({[str(path) for path in files]!r})"
    with subprocess.Popen([sys.executable, "-c", command], env=environment_of(engine_endpoint)) as loading:
        while not (await database.read(_COUNT))[0][0]:
            assert loading.poll() is None
            await asyncio.sleep(0.02)
        loading.kill()
    assert 0 < (await database.read(_COUNT))[0][0] < sum(name.startswith("Person") for name in expected)
    await load_files(database, files)
    assert await dump(database) == expected


def load_slowly(files: list[str]) -> None:
    """Load with small batches, in a process that is to be killed."""
    from gateway.settings import Settings
    from gateway.store.database import open_database
    from gateway.store.endpoint import configured_endpoint

    async def run() -> None:
        endpoint = configured_endpoint(Settings())
        assert endpoint is not None
        async with open_database(endpoint) as database:
            await load_files(database, [Path(each) for each in files], batch_records=20)

    asyncio.run(run())
