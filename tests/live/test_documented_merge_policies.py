"""The page on merge policies: its records are loaded, and each query answers as the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

import gateway
from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

PAGE = (Path(gateway.__file__).parent / "docs" / "merge_policies.md").read_text("utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n+```json\n(.*?)```", PAGE, re.DOTALL)


async def test_each_example_answers_as_the_page_says(database: Database, settings: Settings, tmp_path: Path) -> None:
    (records,) = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "records.jsonl"
    path.write_text(records, "utf-8")
    assert (await load_files(database, [path])).refused == 0
    pipeline = build_pipeline(settings, database)

    async def ask(query: str, **variables: Any) -> Any:
        return orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)

    assert len(EXAMPLES) == 5
    for query, told in EXAMPLES:
        found = (await ask('{ mergePolicy(name: "CRM first") { id } }'))["data"]["mergePolicy"]
        answer = await ask(query, **({"policy": found["id"]} if "$policy" in query else {}))
        for error in answer.get("errors", []):
            error.pop("locations", None)
        assert answer == orjson.loads(told), query
