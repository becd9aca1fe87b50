"""The ready examples of GraphiQL, run in a real browser, on the whole product, on a real Neo4j."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.commands.load_files import load_files
from gateway.domain.ids import public_id
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from seeds.story import story_files
from tests.transport.browser import open_browser, open_tab, run, visit
from tests.transport.conftest import serving

pytestmark = pytest.mark.browser

ADA = public_id("Person", "CRMID", "C-1001")
# What the editor shows without scrolling.
SHOWN = {
    "AgentCard": ['"fullName":"AdaLindqvist"', '"jobTitle":"VPDataPlatforms"'],
    "AccountGraph": ['"name":"NorthwindGroup"'],
    "PipelineByStage": ['"groupBy":[', '"count":'],
    "SamePersonByAnotherIdentity": [f'"byPhone":{{"id":"{ADA}"', f'"byCrmKey":{{"id":"{ADA}"'],
}


async def test_every_ready_example_runs_and_shows_its_result(
    database: Database, engine_endpoint: Endpoint, settings: Settings, tmp_path: Path
) -> None:
    await load_files(database, story_files())
    with serving(create_app(settings, engine_endpoint), settings) as (host, port):
        address = f"http://{host}:{port}"
        async with open_browser() as browser:
            seen = await visit(browser, address)
            for title, parts in SHOWN.items():
                await open_tab(seen.page, title)
                shown = await run(seen.page)
                assert '"errors"' not in shown
                assert [part for part in parts if part not in shown] == []
                await seen.page.screenshot(path=tmp_path / f"{title}.png")
            assert seen.elsewhere(address) == []
            assert seen.complaints == []
