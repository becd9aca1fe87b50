"""Lookups that share a statement answer what they answer alone, on a real Neo4j."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.cypher.share import ROWS
from gateway.cypher.statement import Statement
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store import sharing
from gateway.store.database import Database, Row
from seeds.story import story_files
from tests.operations.cases import CASES, Case

pytestmark = pytest.mark.live

EMAILS = ["ada.lindqvist@northwind.example", "nobody@x.example", "ben.okafor@northwind.example", "' OR 1=1 $x {"]
SHARED = [each for each in CASES if each.name != "person_by_another_policy"]
"""All but the one whose policy this database does not have."""


class Watched:
    """A database that remembers how many lookups each statement answered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sizes: list[int] = []

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        self.sizes.append(len(statement.parameters.get(ROWS, [None])))
        return await self._database.read(statement, timeout_ms)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(module_database: Database) -> AsyncIterator[Watched]:
    await load_files(module_database, story_files())
    yield Watched(module_database)


@pytest.fixture
def pipeline(watched: Watched, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    monkeypatch.setattr(sharing, "LANES", 1)
    # A busy machine plans a new statement in seconds, and what takes a quarter of the time is asked alone.
    return build_pipeline(settings.model_copy(update={"statement_timeout_ms": 120_000}), watched)


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case.name)
async def test_a_shared_answer_is_the_answer_alone(pipeline: Pipeline, watched: Watched, case: Case) -> None:
    request = Request(case.text, variables=case.variables, fresh=True)
    alone = (await pipeline.answer(request)).body
    watched.sizes.clear()
    together = await asyncio.gather(*(pipeline.answer(request) for _ in range(6)))
    assert {each.body for each in together} == {alone}
    assert len(watched.sizes) < 6 * case.statements, "five of them share one"


async def test_each_lookup_gets_its_own_answer(pipeline: Pipeline, watched: Watched) -> None:
    card = next(each for each in CASES if each.name == "agent_card")
    requests = [Request(card.text, variables={"email": each}, fresh=True) for each in EMAILS]
    alone = [(await pipeline.answer(each)).body for each in requests]
    watched.sizes.clear()
    together = await asyncio.gather(*(pipeline.answer(each) for each in requests))
    assert [each.body for each in together] == alone
    assert watched.sizes == [1, len(EMAILS) - 1]
