"""Requests in the same bytes: answered from what is kept without being read, and only as long as that holds."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.cypher.statement import Statement
from gateway.domain.tags import tag_of
from gateway.pipeline import Pipeline, Request
from gateway.remembered import Remembered
from gateway.settings import Settings
from gateway.store.database import Row
from gateway.store.journal import bump
from gateway.store.merge_policies import READ_POLICIES
from gateway.store.recorded import RecordedStore

ADA = "per_0123456789abcdef01234567"
QUERY = f'{{ who: person(id: "{ADA}") {{ id fullName }} }}'
BODY = orjson.dumps({"query": QUERY})


def recording(statement: Statement) -> Sequence[Row]:
    if statement.text == READ_POLICIES.text:
        return [[[]]]
    return [[[["Ada Lindqvist", ADA]]]]


@pytest.fixture
def pipeline(settings: Settings) -> Pipeline:
    return build_pipeline(settings, RecordedStore(recording))


@pytest.fixture
def remembered(pipeline: Pipeline) -> Remembered:
    return Remembered(pipeline.graph, entries=2)


async def asked(pipeline: Pipeline, remembered: Remembered, query: str = QUERY, body: bytes = BODY) -> bytes:
    answer = await pipeline.answer(Request(query, body=body))
    remembered.note(body, answer)
    return answer.body


async def test_the_same_bytes_get_the_same_answer_without_being_read(
    pipeline: Pipeline, remembered: Remembered
) -> None:
    assert await remembered.answer(BODY) is None
    body = await asked(pipeline, remembered)
    found = await remembered.answer(BODY)
    assert found is not None
    assert found.body == body == orjson.dumps({"data": {"who": {"id": ADA, "fullName": "Ada Lindqvist"}}})
    assert found.cache is not None
    assert found.cache.hit


async def test_a_write_to_what_it_shows_makes_the_request_one_to_be_read(
    pipeline: Pipeline, remembered: Remembered, settings: Settings
) -> None:
    await asked(pipeline, remembered)
    bump(settings.data_dir, {tag_of("acc_00112233445566778899aabb")})
    assert await remembered.answer(BODY) is not None
    bump(settings.data_dir, {tag_of(ADA)})
    assert await remembered.answer(BODY) is None


async def test_what_is_not_one_kept_value_is_not_remembered(pipeline: Pipeline, remembered: Remembered) -> None:
    for query in (f"{{ a: {QUERY[6:-2]} b: {QUERY[6:-2]} }}", "{ __typename }", "{ nobody }"):
        body = orjson.dumps({"query": query})
        await asked(pipeline, remembered, query, body)
        assert await remembered.answer(body) is None, query


async def test_the_least_recently_asked_is_forgotten(pipeline: Pipeline, remembered: Remembered) -> None:
    bodies = [orjson.dumps({"query": QUERY, "operationName": None, "extensions": {"n": n}}) for n in range(3)]
    for body in bodies:
        await asked(pipeline, remembered, QUERY, body)
    assert [await remembered.answer(each) is not None for each in bodies] == [False, True, True]
