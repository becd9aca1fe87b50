"""The pages on what is written: their mutations and queries, one after the other, answer as the page says."""

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

DOCUMENTS = Path(gateway.__file__).parent / "docs"


@pytest.mark.parametrize(("name", "many"), [("ingestion.md", 8), ("accounts_of_several_systems.md", 4)])
async def test_each_example_answers_as_the_page_says(
    database: Database, settings: Settings, name: str, many: int
) -> None:
    page = (DOCUMENTS / name).read_text("utf-8")
    examples = re.findall(r"```graphql\n(.*?)```\n+```json\n(.*?)```", page, re.DOTALL)
    assert len(examples) == page.count("```graphql") >= many
    pipeline = build_pipeline(settings, database)
    for query, told in examples:
        assert orjson.loads((await pipeline.answer(Request(query))).body) == orjson.loads(told), query
