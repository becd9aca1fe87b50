"""Lookups whose answers grew old: served while they are made anew, but never where somebody wrote, or reads consent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.cache import MemoryAnswers
from gateway.store.database import Database

pytestmark = pytest.mark.live

EMAIL = {"namespace": "Email", "value": "ada@x.example"}
WRITE = 'mutation($r: [RecordInput!]!) { ingestRecords(dataset: "d", records: $r) { refused } }'
DELETE = "mutation($i: IdentityInput!) { deletePerson(identity: $i) { deleted } }"


class World:
    """A person in the graph, and a pipeline whose cache has a clock that tests turn on."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.now = 1_000.0
        pipeline.graph.answers = MemoryAnswers(pipeline.graph.journal, 1_000_000, clock=lambda: self.now)

    async def write(self, **attributes: Any) -> None:
        records = [{"person": {"identities": [EMAIL], "attributes": attributes}}]
        body = (await self.pipeline.answer(Request(WRITE, variables={"r": records}))).body
        assert orjson.loads(body)["data"]["ingestRecords"] == {"refused": 0}, body

    async def ask(self, selection: str) -> tuple[Any, float]:
        """The person, and the age of the answer: 0 for one that was made just now."""
        query = f"query($i: IdentityInput!) {{ person(identity: $i) {{ {selection} }} }}"
        answer = await self.pipeline.answer(Request(query, variables={"i": EMAIL}))
        assert answer.cache is not None
        assert answer.cache.max_age_s in (30, 5)
        return orjson.loads(answer.body)["data"]["person"], answer.cache.age_s


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    world = World(build_pipeline(Settings(data_dir=tmp_path), database))
    await world.write(fullName="Ada")
    return world


async def test_an_old_answer_is_served_while_it_is_made_anew(world: World) -> None:
    assert await world.ask("fullName") == ({"fullName": "Ada"}, 0)
    world.now += 31
    assert await world.ask("fullName") == ({"fullName": "Ada"}, 31)
    async with asyncio.timeout(30):
        while (await world.ask("fullName"))[1]:
            await asyncio.sleep(0.01)
    world.now += 61
    assert await world.ask("fullName") == ({"fullName": "Ada"}, 0)  # too old to be served at all


async def test_consent_is_never_older_than_it_may_be(world: World) -> None:
    await world.ask("fullName consent { email }")
    world.now += 31
    assert await world.ask("fullName consent { email }") == ({"fullName": "Ada", "consent": {"email": None}}, 0)


async def test_an_old_answer_is_not_served_after_a_write_or_of_who_was_deleted(world: World) -> None:
    await world.ask("fullName")
    world.now += 31
    await world.write(fullName="Ada II")
    assert await world.ask("fullName") == ({"fullName": "Ada II"}, 0)
    world.now += 31
    await world.pipeline.answer(Request(DELETE, variables={"i": EMAIL}))
    assert await world.ask("fullName") == (None, 0)


async def test_that_nobody_was_found_is_not_served_old(world: World) -> None:
    await world.pipeline.answer(Request(DELETE, variables={"i": EMAIL}))
    assert await world.ask("fullName") == (None, 0)
    world.now += 4
    assert await world.ask("fullName") == (None, 4)
    world.now += 2
    assert await world.ask("fullName") == (None, 0)
