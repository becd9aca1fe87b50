"""The gateway agrees with the second reading of the contract, whatever the records and whatever is asked.

Worlds are numbered and the same in every run; `READING_SEED` asks for others. A pair that fails is made small.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline
from gateway.settings import Settings
from gateway.store.database import Database
from tests.reading.comparing import Both, both
from tests.reading.disagreements import disagreement, fewest_records
from tests.reading.samples import samples
from tests.reading.world import Record
from tests.reading.worlds import NOW, worlds

pytestmark = pytest.mark.live

SEED = int(os.environ.get("READING_SEED", "0"))
TOGETHER = int(os.environ.get("READING_TOGETHER", "5"))
WORLDS = [
    *((SEED + number, SEED, 60) for number in range(5)),
    *(pytest.param(SEED + number, SEED + number // TOGETHER, 100, marks=pytest.mark.long) for number in range(5, 255)),
]
"""Number of a world, number of its operations, and how many: 300 always, 25,000 more by `make test-long`.

Some worlds in a row are asked the same, since the database plans a statement once.
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings) -> AsyncIterator[Pipeline]:
    pipeline = build_pipeline(settings, module_database)
    pipeline._clock = lambda: NOW
    yield pipeline


@pytest.mark.parametrize(("world", "number", "count"), WORLDS)
async def test_the_gateway_and_the_second_reading_agree(
    world: int, number: int, count: int, module_database: Database, pipeline: Pipeline, tmp_path: Path
) -> None:
    async def load(records: list[Record]) -> Both:
        return await both(module_database, pipeline, records, tmp_path)

    (records,) = samples(worlds(), 1, world)
    found = await disagreement(await load(records), count, number)
    if found is not None:
        pytest.fail(found.described(await fewest_records(records, found.operation, load)))
