"""The second reading finds what is wrong: each fault is planted in the gateway, and has to be noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app import build_pipeline
from gateway.settings import Settings
from gateway.store.database import Database
from tests.reading.comparing import both
from tests.reading.faults import FAULTS
from tests.reading.operations import Operation, operations
from tests.reading.samples import samples
from tests.reading.worlds import NOW, worlds

pytestmark = pytest.mark.live

WORLDS, OPERATIONS = 60, 30
ALWAYS = {
    "OR is AND",
    "missing values come first",
    "a page is one row short",
    "a total forgets the filter",
    "a fragment wins whatever its time",
}
"""The others are planted by `make test-long`."""
RARE = [
    Operation("{ persons(where: { segments: { some: {} } }) { totalCount nodes { id } } }", {}, None),
    Operation("{ persons(where: { segments: { none: {} } }) { totalCount } }", {}, None),
    Operation("{ opportunities { aggregate { amount { currencyCode average } } } }", {}, None),
]
"""Asked of every world: what random operations seldom get to."""


def _marked(fault: str) -> object:
    return fault if fault in ALWAYS else pytest.param(fault, marks=pytest.mark.long)


@pytest.mark.parametrize("fault", [_marked(each) for each in FAULTS])
async def test_a_planted_fault_is_found(
    fault: str, module_database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS[fault](monkeypatch)
    pipeline = build_pipeline(settings, module_database)
    pipeline._clock = lambda: NOW
    for number in range(WORLDS):
        (records,) = samples(worlds(), 1, number)
        sides = await both(module_database, pipeline, records, tmp_path)
        for operation in [*RARE, *samples(operations(), OPERATIONS, number)]:
            if await sides.differences(operation):
                return
    pytest.fail(f"nobody noticed in {WORLDS * OPERATIONS} operations that {fault}")
