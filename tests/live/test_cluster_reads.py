"""Reads of a cluster, as far as one server can show: what goes over the wire to `neo4j://`, and not to `bolt://`.

That members lag behind and are waited for is Neo4j's own promise about bookmarks; it takes a cluster to see.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.cypher.statement import Statement
from gateway.store.database import Transaction, open_database
from gateway.store.endpoint import Endpoint

pytestmark = pytest.mark.live

READ = Statement("MATCH (k:ClusterRead) RETURN count(k)")
WRITE = Statement("CREATE (:ClusterRead)")
CLEAN = Statement("MATCH (k:ClusterRead) DELETE k")


@pytest.fixture
def routed(engine_endpoint: Endpoint) -> Endpoint:
    """The same server under the scheme of clusters."""
    _, _, address = engine_endpoint.uri.partition("://")
    return replace(engine_endpoint, uri=f"neo4j://{address}")


async def write(transaction: Transaction) -> None:
    await transaction.run(WRITE)


def sent(caplog: pytest.LogCaptureFixture, text: str) -> list[str]:
    """What the driver sent of statements that hold a text."""
    messages = [each.getMessage() for each in caplog.records if each.name.startswith("neo4j.io")]
    return [each for each in messages if " C: RUN " in each and text in each]


@pytest.mark.usefixtures("database")
async def test_a_read_waits_for_what_any_process_of_the_folder_wrote_and_goes_to_any_member(
    routed: Endpoint, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        open_database(routed, data_dir=tmp_path) as writer,
        open_database(routed, data_dir=tmp_path) as reader,
    ):
        await reader.read(READ)
        for number in range(20):
            await writer.write(write)
            assert await reader.read(READ) == [[number + 1]]
        with caplog.at_level(logging.DEBUG, "neo4j.io"):
            await reader.read(READ)
        await writer.execute(CLEAN)
        assert await reader.read(READ) == [[0]]
    (run,) = sent(caplog, "count(k)")
    assert "'bookmarks': ['FB:" in run
    assert "'mode': 'r'" in run


@pytest.mark.usefixtures("database")
async def test_a_single_server_is_read_without_bookmarks(
    engine_endpoint: Endpoint, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bolt = replace(engine_endpoint, uri=engine_endpoint.uri.replace("neo4j://", "bolt://"))
    async with open_database(bolt, data_dir=tmp_path) as database:
        await database.write(write)
        with caplog.at_level(logging.DEBUG, "neo4j.io"):
            assert await database.read(READ) == [[1]]
        await database.execute(CLEAN)
    (run,) = sent(caplog, "count(k)")
    assert "bookmarks" not in run
    assert list(tmp_path.iterdir()) == []
