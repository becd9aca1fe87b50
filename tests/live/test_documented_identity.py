"""The page on identity: its rules are set, its records loaded, and each query answers as the page says."""

from __future__ import annotations

import os
import re
from pathlib import Path

import orjson
import pytest

import gateway
from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

PAGE = Path(gateway.__file__).parent / "docs" / "identity.md"
EXAMPLES = re.compile(r"(```graphql\n)(.*?)(```\n+```json\n)(.*?)(```)", re.DOTALL)


async def test_each_example_answers_as_the_page_says(database: Database, settings: Settings, tmp_path: Path) -> None:
    """`GOLDEN=rewrite` writes the answers into the page."""
    page = PAGE.read_text("utf-8")
    examples = EXAMPLES.findall(page)
    assert len(examples) == 5
    pipeline = build_pipeline(settings, database)
    for number, (start, query, between, told, end) in enumerate(examples):
        if number == 4:
            (records,) = re.findall(r"```jsonl\n(.*?)```", page, re.DOTALL)
            path = tmp_path / "records.jsonl"
            path.write_text(records, "utf-8")
            assert (await load_files(database, [path])).refused == 0
        answer = (await pipeline.answer(Request(query))).body
        if os.environ.get("GOLDEN") == "rewrite":
            page = page.replace(
                start + query + between + told + end, start + query + between + answer.decode() + "\n" + end
            )
            PAGE.write_text(page, "utf-8")
        else:
            assert orjson.loads(answer) == orjson.loads(told), query
