"""Kept answers: one lookup in flight a key, time limits, bounds, and a cache that fails."""

from __future__ import annotations

import asyncio

import pytest

from gateway.errors import ErrorCode, GatewayError, LocatedError
from gateway.store.cache import AnswerCache, Fresh, Kept


class Maker:
    """Makes an answer, and counts how often it was asked to."""

    def __init__(self, body: bytes = b"1", ttl_s: float = 60, trouble: Exception | None = None) -> None:
        self.body, self.ttl_s, self.trouble = body, ttl_s, trouble
        self.made = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Fresh:
        self.made += 1
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        return Fresh(self.body, self.ttl_s)


@pytest.fixture
def cache() -> AnswerCache:
    return AnswerCache("memory://", entries=3)


async def test_a_second_lookup_is_answered_from_the_cache(cache: AnswerCache) -> None:
    maker = Maker()
    first, second = await cache.fetch("key", maker), await cache.fetch("key", maker)
    assert (first.hit, second.hit, maker.made) == (False, True, 1)
    assert first.body == second.body == b"1"


async def test_an_answer_of_null_is_a_hit_like_any_other(cache: AnswerCache) -> None:
    maker = Maker(b"null")
    await cache.fetch("key", maker)
    assert (await cache.fetch("key", maker)).hit
    assert maker.made == 1


async def test_a_thousand_equal_lookups_at_once_are_one(cache: AnswerCache) -> None:
    maker = Maker()
    maker.gate.clear()
    lookups = [asyncio.create_task(cache.fetch("key", maker)) for _ in range(1_000)]
    await asyncio.sleep(0)
    maker.gate.set()
    answers = await asyncio.gather(*lookups)
    assert maker.made == 1
    assert {each.body for each in answers} == {b"1"}


async def test_a_caller_that_goes_away_leaves_the_answer_to_the_others(cache: AnswerCache) -> None:
    maker = Maker()
    maker.gate.clear()
    gone, stays = (asyncio.create_task(cache.fetch("key", maker)) for _ in range(2))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.sleep(0)
    maker.gate.set()
    assert (await stays).body == b"1"
    assert maker.made == 1


async def test_an_error_reaches_everybody_who_waited_and_is_not_kept(cache: AnswerCache) -> None:
    maker = Maker(trouble=GatewayError(ErrorCode.TIMEOUT, "too long"))
    results = await asyncio.gather(*(cache.fetch("key", maker) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, GatewayError) for each in results)
    maker.trouble = None
    assert (await cache.fetch("key", maker)).body == b"1"


async def test_an_answer_with_errors_in_it_is_not_kept(cache: AnswerCache) -> None:
    error = LocatedError(GatewayError(ErrorCode.LIMIT_EXCEEDED, "too many"))

    async def partly() -> Fresh:
        return Fresh(b"{}", 60, (error,))

    assert (await cache.fetch("key", partly)).errors == (error,)
    assert not (await cache.fetch("key", partly)).hit


async def test_an_answer_is_gone_after_its_time(cache: AnswerCache) -> None:
    maker = Maker(ttl_s=0.01)
    await cache.fetch("key", maker)
    await asyncio.sleep(0.05)
    assert not (await cache.fetch("key", maker)).hit


async def test_an_answer_that_may_not_be_kept_is_not(cache: AnswerCache) -> None:
    maker = Maker(ttl_s=0)
    await cache.fetch("key", maker)
    assert not (await cache.fetch("key", maker)).hit


async def test_a_fresh_lookup_goes_past_the_cache_and_renews_it(cache: AnswerCache) -> None:
    maker = Maker(b"old")
    await cache.fetch("key", maker)
    maker.body = b"new"
    assert await cache.fetch("key", maker, fresh=True) == Kept(b"new", 0.0, hit=False)
    assert (await cache.fetch("key", maker)).body == b"new"


async def test_an_answer_says_how_old_it_is() -> None:
    now = [1_000.0]
    cache = AnswerCache("memory://", entries=3, clock=lambda: now[0])
    await cache.fetch("key", Maker())
    now[0] += 7.5
    assert (await cache.fetch("key", Maker())).age_s == 7.5


async def test_no_more_answers_are_kept_than_allowed_and_the_least_used_goes_first(cache: AnswerCache) -> None:
    for key in "abc":
        await cache.fetch(key, Maker())
    await cache.fetch("a", Maker())
    await cache.fetch("d", Maker())
    kept = {key: (await cache.fetch(key, Maker(ttl_s=0))).hit for key in "abcd"}
    assert kept == {"a": True, "b": False, "c": True, "d": True}


async def test_a_cache_that_is_down_costs_speed_and_no_answer() -> None:
    cache = AnswerCache("redis://127.0.0.1:1/0", entries=3)
    maker = Maker()
    assert (await cache.fetch("key", maker)).body == b"1"
    assert (await cache.fetch("key", maker)).body == b"1"
    assert maker.made == 2
