"""The page on ingestion: its mutations and queries, one after the other, answer as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

import gateway
from gateway.app import build_pipeline
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

PAGE = (Path(gateway.__file__).parent / "docs" / "ingestion.md").read_text("utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n+```json\n(.*?)```", PAGE, re.DOTALL)


async def test_each_example_answers_as_the_page_says(database: Database, settings: Settings) -> None:
    pipeline = build_pipeline(settings, database)
    assert len(EXAMPLES) == PAGE.count("```graphql") > 5
    for query, told in EXAMPLES:
        assert orjson.loads((await pipeline.answer(Request(query))).body) == orjson.loads(told), query
