"""Asking the pipeline over a real graph, for tests that care about what is answered and not how."""

from __future__ import annotations

from typing import Any

import orjson

from gateway.app import build_pipeline
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database


async def answer(database: Database, query: str, **variables: Any) -> Any:
    """The `data` of the answer, from the graph itself; an error in it fails the test."""
    pipeline = build_pipeline(Settings(), database)
    body = orjson.loads((await pipeline.answer(Request(query, variables=variables, fresh=True))).body)
    assert "errors" not in body, body["errors"]
    return body["data"]
