"""The gateway agrees with the second reading of the contract, whatever the records and whatever is asked."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline
from gateway.settings import Settings
from gateway.store.database import Database
from tests.reading.comparing import both
from tests.reading.operations import Operation, operations
from tests.reading.world import Record
from tests.reading.worlds import NOW, worlds

pytestmark = pytest.mark.live

WORLDS = int(os.environ.get("READING_WORLDS", "15"))
"""How many worlds are made, each asked 20 operations."""
OPERATIONS = 20


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings) -> AsyncIterator[Pipeline]:
    pipeline = build_pipeline(settings, module_database)
    pipeline._clock = lambda: NOW
    yield pipeline


@hypothesis_settings(
    max_examples=WORLDS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(records=worlds(), asked=st.lists(operations(), min_size=OPERATIONS, max_size=OPERATIONS))
async def test_the_gateway_and_the_second_reading_agree(
    module_database: Database, pipeline: Pipeline, tmp_path: Path, records: list[Record], asked: list[Operation]
) -> None:
    sides = await both(module_database, pipeline, records, tmp_path)
    for operation in asked:
        differences = await sides.differences(operation)
        assert differences == [], f"{operation.text}\n{operation.variables}\n" + "\n".join(differences)
