"""What the pages for people who write queries say, is so: every example answers as it stands there.

Run with `GOLDEN=rewrite` to write the answers anew, and read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files

FOLDER = Path(__file__).parents[2] / "gateway" / "docs"
PAGES = [FOLDER / "writing_queries.md", FOLDER / "coming_from_neo4j_graphql.md"]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_EXAMPLE = re.compile(r"```graphql\n(.*?)```\n(?:\n```json\n(.*?)```\n)?", re.DOTALL)
_VARIABLES = re.compile(r"^# variables: (.*)$", re.MULTILINE)
_WIDEST = 110


def _examples() -> Iterator[tuple[Path, int]]:
    for page in PAGES:
        for index in range(len(_EXAMPLE.findall(page.read_text("utf-8")))):
            yield page, index


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON with as much on a line as fits."""
    flat = orjson.dumps(value).decode().replace('":', '": ').replace(',"', ', "').replace(",{", ", {")
    if not isinstance(value, dict | list) or indent + len(flat) <= _WIDEST:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f'{inner}"{name}": {laid_out(each, indent + 2)}' for name, each in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    lines = [inner + laid_out(each, indent + 2) for each in value]
    return "[\n" + ",\n".join(lines) + "\n" + " " * indent + "]"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings) -> Pipeline:
    await load_files(module_database, story_files())
    pipeline = build_pipeline(settings, module_database)
    pipeline._clock = lambda: NOW
    return pipeline


@pytest.mark.parametrize(("page", "index"), list(_examples()), ids=str)
async def test_an_example_answers_as_the_page_says(pipeline: Pipeline, page: Path, index: int) -> None:
    text = page.read_text("utf-8")
    found = list(_EXAMPLE.finditer(text))[index]
    variables = _VARIABLES.search(found[1])
    request = Request(found[1], variables=orjson.loads(variables[1]) if variables else {})
    answer = orjson.loads((await pipeline.answer(request)).body)
    if os.environ.get("GOLDEN") == "rewrite" and not os.environ.get("CI"):
        written = f"```graphql\n{found[1]}```\n\n```json\n{laid_out(answer)}\n```\n"
        page.write_text(text[: found.start()] + written + text[found.end() :], "utf-8")
        return
    assert found[2] is not None, "the example has no answer: GOLDEN=rewrite writes it"
    assert answer == orjson.loads(found[2])


def test_there_is_an_example_for_each_root_field_of_a_list_and_each_kind_of_argument() -> None:
    text = "".join(found[1] for page in PAGES for found in _EXAMPLE.finditer(page.read_text("utf-8")))
    parts = ["persons(", "accounts(", "opportunities(", "segments(", "segment(", "person(", "account(", "search("]
    parts += [
        "where:",
        "orderBy:",
        "first:",
        "last:",
        "some:",
        "none:",
        "OR:",
        "groupBy(",
        "aggregate",
        "totalCount",
        "from:",
    ]
    assert [part for part in parts if part not in text] == []
