"""Requests in the same bytes: answered from what is kept without being read, and only as long as that holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import time

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.cypher.statement import Statement
from gateway.domain.tags import tag_of
from gateway.pipeline import Answer, Pipeline, Request
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


async def at_hand(remembered: Remembered, body: bytes = BODY) -> Answer | None:
    """What a request gets that comes now: those that come together are looked up together."""
    await asyncio.sleep(0)
    return remembered.at_hand(body)


async def ready(pipeline: Pipeline, remembered: Remembered, query: str = QUERY, body: bytes = BODY) -> bytes:
    """The body of an answer that is at hand from now on."""
    made = await asked(pipeline, remembered, query, body)
    assert await at_hand(remembered, body) is None
    assert await remembered.answer(body) is not None
    found = await at_hand(remembered, body)
    assert found is not None
    assert found.body == made
    return made


async def test_what_was_asked_again_is_at_hand_until_a_write_to_what_it_shows(
    pipeline: Pipeline, remembered: Remembered, settings: Settings
) -> None:
    await ready(pipeline, remembered)
    bump(settings.data_dir, {tag_of("acc_00112233445566778899aabb")})
    assert await at_hand(remembered) is not None
    bump(settings.data_dir, {tag_of(ADA)})
    assert await at_hand(remembered) is None
    assert await remembered.answer(BODY) is None


async def test_an_answer_at_hand_ends_when_it_is_as_old_as_one_may_be(pipeline: Pipeline) -> None:
    late_s = 0.0
    remembered = Remembered(pipeline.graph, entries=2, clock=lambda: time() + late_s)
    await ready(pipeline, remembered)
    late_s = pipeline.graph.ttl_s - 1
    found = await at_hand(remembered)
    assert found is not None
    assert found.cache is not None
    assert found.cache.age_s == pytest.approx(late_s, abs=0.5)
    late_s = pipeline.graph.ttl_s + 1
    assert await at_hand(remembered) is None


async def test_nobody_is_at_hand_for_as_long_as_nobody_is_kept(settings: Settings) -> None:
    late_s = 0.0
    pipeline = build_pipeline(settings, RecordedStore(lambda each: [[[]]]))
    remembered = Remembered(pipeline.graph, entries=2, clock=lambda: time() + late_s)
    assert await ready(pipeline, remembered) == b'{"data":{"who":null}}'
    late_s = pipeline.graph.missing_ttl_s + 1
    assert await at_hand(remembered) is None


async def test_an_answer_made_anew_by_another_request_takes_the_place_of_the_one_at_hand(
    pipeline: Pipeline, remembered: Remembered
) -> None:
    await ready(pipeline, remembered)
    await pipeline.answer(Request(QUERY, fresh=True))
    assert await at_hand(remembered) is None
    assert await remembered.answer(BODY) is not None


async def test_another_name_for_the_same_value_gets_its_own_answer(pipeline: Pipeline, remembered: Remembered) -> None:
    await ready(pipeline, remembered)
    query = QUERY.replace("who", "she")
    other = orjson.dumps({"query": query})
    await asked(pipeline, remembered, query, other)
    assert await at_hand(remembered, other) is None
    found = await remembered.answer(other)
    assert found is not None
    assert found.body == orjson.dumps({"data": {"she": {"id": ADA, "fullName": "Ada Lindqvist"}}})


async def test_a_change_of_merge_policies_keeps_answers_from_being_at_hand(
    pipeline: Pipeline, remembered: Remembered
) -> None:
    await ready(pipeline, remembered)
    pipeline.graph.policies.expire()
    assert await at_hand(remembered) is None


async def test_answers_at_hand_are_bounded_by_their_bytes(pipeline: Pipeline) -> None:
    remembered = Remembered(pipeline.graph, entries=10, ready_bytes=250)
    bodies = []
    for id_ in (ADA, ADA.replace("0", "1"), ADA.replace("0", "2")):
        query = QUERY.replace(ADA, id_)
        bodies.append(orjson.dumps({"query": query}))
        await asked(pipeline, remembered, query, bodies[-1])
        await remembered.answer(bodies[-1])
    assert [await at_hand(remembered, each) is not None for each in bodies] == [False, True, True]
    assert await at_hand(remembered, bodies[0]) is None
    assert await remembered.answer(bodies[0]) is not None


async def test_an_answer_at_hand_counts_as_a_hit(pipeline: Pipeline, remembered: Remembered) -> None:
    await asked(pipeline, remembered)
    assert await remembered.answer(BODY) is not None
    assert remembered.at_hand(BODY) is not None
    counts = pipeline.graph.answers.counts()
    assert (counts.hits, counts.misses) == (2, 1)
    assert remembered.size > len(BODY)


async def test_nothing_is_at_hand_where_the_journal_may_be_behind(
    pipeline: Pipeline, remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.graph.journal, "is_current", False)
    await asked(pipeline, remembered)
    assert await remembered.answer(BODY) is not None
    assert remembered.at_hand(BODY) is None
