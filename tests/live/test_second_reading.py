"""The gateway agrees with the second reading of the contract, whatever the records and whatever is asked."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline
from gateway.settings import Settings
from gateway.store.database import Database
from tests.reading.comparing import Both, both
from tests.reading.operations import Operation, operations
from tests.reading.samples import samples
from tests.reading.worlds import NOW, worlds

pytestmark = pytest.mark.live

WORLDS = int(os.environ.get("READING_WORLDS", "12"))
"""How many worlds are made, each asked `OPERATIONS`; `make test-long` asks for many more."""
OPERATIONS = 25


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings) -> AsyncIterator[Pipeline]:
    pipeline = build_pipeline(settings, module_database)
    pipeline._clock = lambda: NOW
    yield pipeline


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sides(
    request: pytest.FixtureRequest,
    module_database: Database,
    pipeline: Pipeline,
    tmp_path_factory: pytest.TempPathFactory,
) -> Both:
    (records,) = samples(worlds(), 1, request.param)
    folder: Path = tmp_path_factory.mktemp("world")
    return await both(module_database, pipeline, records, folder)


@pytest.mark.parametrize("sides", range(WORLDS), indirect=True)
@hypothesis_settings(max_examples=OPERATIONS, deadline=None, suppress_health_check=list(HealthCheck))
@given(operation=operations())
async def test_the_gateway_and_the_second_reading_agree(sides: Both, operation: Operation) -> None:
    differences = await sides.differences(operation)
    assert differences == [], f"{operation.text}\n{operation.variables}\n" + "\n".join(differences)
