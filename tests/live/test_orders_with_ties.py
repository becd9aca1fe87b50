"""Many nodes of one name: a page by name costs what a page costs, and nodes of one name stand by id."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from gateway.app import build_documents, build_pipeline
from gateway.commands.explain_operation import explain_operation
from gateway.cypher.statement import Statement
from gateway.pipeline import Request
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

NAMESAKES = 2_000
_PEOPLE = """
UNWIND range(1, $count) AS number
CREATE (:Person {id: 'per_00000000000000000' + toString(1000000 + (number * 7919) % 1000003),
  full_name: CASE number % 100 WHEN 0 THEN 'Zoe Young' ELSE 'Ann Smith' END,
  created_at: datetime(), last_modified_at: datetime()})
"""
_ACCOUNTS = """
UNWIND range(1, $count) AS number
CREATE (:Account {id: 'acc_00000000000000000' + toString(1000000 + (number * 7919) % 1000003), key: toString(number),
  name: 'Acme', created_at: datetime(), last_modified_at: datetime()})
"""
PAGE = """
query($after: String) { persons(first: 20, after: $after, orderBy: [{fullName: ASC}]) {
  nodes { id fullName } pageInfo { endCursor } } }"""
FROM_THE_END = """
query($after: String) { accounts(last: 20, before: $after, orderBy: [{name: ASC}]) {
  nodes { id name } pageInfo { startCursor } } }"""


async def _page(database: Database, text: str, after: str | None = None) -> tuple[dict[str, Any], int]:
    """A page, and what its statement cost the database."""
    variables = {"after": after}
    answer = await build_pipeline(Settings(), database).answer(Request(text, variables=variables))
    explained = await explain_operation(build_schema(), build_documents(Settings()), text, variables, database=database)
    hits = explained.fields[0].db_hits
    assert hits is not None
    return orjson.loads(answer.body)["data"].popitem()[1], hits


async def test_a_page_of_namesakes_reads_a_page(database: Database) -> None:
    await database.execute(Statement(_PEOPLE, {"count": NAMESAKES}))
    await database.execute(Statement("CALL db.prepareForReplanning()"))
    first, hits = await _page(database, PAGE)
    ids = [each["id"] for each in first["nodes"]]
    assert ids == sorted(ids)
    assert {each["fullName"] for each in first["nodes"]} == {"Ann Smith"}
    assert hits < 200
    second, hits = await _page(database, PAGE, first["pageInfo"]["endCursor"])
    assert second["nodes"][0]["id"] > ids[-1]
    assert hits < 200


async def test_the_last_page_of_namesakes_reads_a_page(database: Database) -> None:
    await database.execute(Statement(_ACCOUNTS, {"count": NAMESAKES}))
    await database.execute(Statement("CALL db.prepareForReplanning()"))
    last, hits = await _page(database, FROM_THE_END)
    ids = [each["id"] for each in last["nodes"]]
    assert ids == sorted(ids)
    assert {each["name"] for each in last["nodes"]} == {"Acme"}
    assert hits < 200
    before, hits = await _page(database, FROM_THE_END, last["pageInfo"]["startCursor"])
    assert before["nodes"][-1]["id"] < ids[0]
    assert hits < 200
