"""The story on a real Neo4j, asked both ways."""

from __future__ import annotations

import pytest_asyncio

from gateway.commands.load_files import load_files
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files
from tests.semantics.both_ways import BothWays


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(module_database: Database) -> Database:
    """The story, loaded."""
    report = await load_files(module_database, story_files())
    assert report.refused == 0
    return module_database


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def both_ways(story: Database, settings: Settings) -> BothWays:
    """Asks about the story."""
    return BothWays(settings, story)
