"""Kept answers: one lookup in flight a key, time limits, bounds, and a cache that fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.errors import ErrorCode, GatewayError, LocatedError
from gateway.store.cache import Fresh, Kept, MemoryAnswers
from gateway.store.journal import Journal

ADA, BEN = b"ada.....", b"ben....."


class Maker:
    """Makes an answer, and counts how often it was asked to."""

    def __init__(
        self,
        body: bytes = b"1",
        ttl_s: float = 60,
        trouble: Exception | None = None,
        tags: tuple[bytes, ...] = (),
        stale_s: float = 0,
    ) -> None:
        self.body, self.ttl_s, self.trouble, self.tags, self.stale_s = body, ttl_s, trouble, tags, stale_s
        self.made = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Fresh:
        self.made += 1
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        return Fresh(self.body, self.ttl_s, tags=self.tags, stale_s=self.stale_s)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


@pytest.fixture
def cache(journal: Journal) -> MemoryAnswers:
    return MemoryAnswers(journal, 100_000)


async def test_a_second_lookup_is_answered_from_the_cache(cache: MemoryAnswers) -> None:
    maker = Maker()
    first, second = await cache.fetch("key", maker), await cache.fetch("key", maker)
    assert (first.hit, second.hit, maker.made) == (False, True, 1)
    assert first.body == second.body == b"1"


async def test_an_answer_of_null_is_a_hit_like_any_other(cache: MemoryAnswers) -> None:
    maker = Maker(b"null")
    await cache.fetch("key", maker)
    assert (await cache.fetch("key", maker)).hit
    assert maker.made == 1


async def test_a_thousand_equal_lookups_at_once_are_one(cache: MemoryAnswers) -> None:
    maker = Maker()
    maker.gate.clear()
    lookups = [asyncio.create_task(cache.fetch("key", maker)) for _ in range(1_000)]
    await asyncio.sleep(0)
    maker.gate.set()
    answers = await asyncio.gather(*lookups)
    assert maker.made == 1
    assert {each.body for each in answers} == {b"1"}


async def test_a_caller_that_goes_away_leaves_the_answer_to_the_others(cache: MemoryAnswers) -> None:
    maker = Maker()
    maker.gate.clear()
    gone, stays = (asyncio.create_task(cache.fetch("key", maker)) for _ in range(2))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.sleep(0)
    maker.gate.set()
    assert (await stays).body == b"1"
    assert maker.made == 1


async def test_an_error_reaches_everybody_who_waited_and_is_not_kept(cache: MemoryAnswers) -> None:
    maker = Maker(trouble=GatewayError(ErrorCode.TIMEOUT, "too long"))
    results = await asyncio.gather(*(cache.fetch("key", maker) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, GatewayError) for each in results)
    maker.trouble = None
    assert (await cache.fetch("key", maker)).body == b"1"


async def test_an_answer_with_errors_in_it_is_not_kept(cache: MemoryAnswers) -> None:
    error = LocatedError(GatewayError(ErrorCode.LIMIT_EXCEEDED, "too many"))

    async def partly() -> Fresh:
        return Fresh(b"{}", 60, (error,))

    assert (await cache.fetch("key", partly)).errors == (error,)
    assert not (await cache.fetch("key", partly)).hit


async def test_an_answer_is_gone_after_its_time(cache: MemoryAnswers) -> None:
    maker = Maker(ttl_s=0.01)
    await cache.fetch("key", maker)
    await asyncio.sleep(0.05)
    assert not (await cache.fetch("key", maker)).hit


async def test_an_answer_that_may_not_be_kept_is_not(cache: MemoryAnswers) -> None:
    maker = Maker(ttl_s=0)
    await cache.fetch("key", maker)
    assert not (await cache.fetch("key", maker)).hit


async def test_a_fresh_lookup_goes_past_the_cache_and_renews_it(cache: MemoryAnswers) -> None:
    maker = Maker(b"old")
    await cache.fetch("key", maker)
    maker.body = b"new"
    renewed = await cache.fetch("key", maker, fresh=True)
    assert (renewed.body, renewed.hit, renewed.age_s) == (b"new", False, 0.0)
    assert (await cache.fetch("key", maker)).body == b"new"


async def test_an_answer_says_how_old_it_is(journal: Journal) -> None:
    now = [1_000.0]
    cache = MemoryAnswers(journal, 100_000, clock=lambda: now[0])
    await cache.fetch("key", Maker())
    now[0] += 7.5
    assert (await cache.fetch("key", Maker())).age_s == 7.5


async def test_no_more_bytes_are_kept_than_allowed_and_the_least_used_go_first(cache: MemoryAnswers) -> None:
    for key in "abc":
        await cache.fetch(key, Maker(b"." * 30_000))
    await cache.fetch("a", Maker())
    await cache.fetch("d", Maker(b"." * 30_000))
    kept = {key: (await cache.look(key)) is not None for key in "abcd"}
    assert kept == {"a": True, "b": False, "c": True, "d": True}
    counts = cache.counts()
    assert (counts.evictions, counts.entries) == (1, 3)
    assert 90_000 < (counts.bytes or 0) <= 100_000


async def test_an_answer_larger_than_the_memory_is_answered_and_not_kept(cache: MemoryAnswers) -> None:
    assert len((await cache.fetch("key", Maker(b"." * 100_000))).body) == 100_000
    assert (cache.counts().entries, cache.counts().bytes) == (0, 0)


async def test_what_is_gone_after_its_time_takes_no_memory(cache: MemoryAnswers) -> None:
    for _ in range(3):
        await cache.fetch("key", Maker(b"." * 1_000, ttl_s=0.01), fresh=True)
    await asyncio.sleep(0.05)
    assert (cache.counts().entries, cache.counts().bytes) == (0, 0)


async def test_hits_and_misses_are_counted(cache: MemoryAnswers) -> None:
    await asyncio.gather(*(cache.fetch("key", Maker()) for _ in range(3)))
    await cache.fetch("key", Maker())
    assert await cache.look("key")
    assert await cache.look("another") is None
    assert (cache.counts().hits, cache.counts().misses) == (2, 3)


async def test_a_write_drops_what_it_touched_and_nothing_else(cache: MemoryAnswers, journal: Journal) -> None:
    ada, ben = Maker(tags=(ADA,)), Maker(tags=(BEN,))
    for _ in range(2):
        await cache.fetch("ada", ada)
        await cache.fetch("ben", ben)
    journal.note({ADA})
    assert not (await cache.fetch("ada", ada)).hit
    assert (await cache.fetch("ben", ben)).hit
    journal.note()
    assert not (await cache.fetch("ben", ben)).hit


async def test_an_answer_that_was_begun_before_a_write_is_not_served_after_it(
    cache: MemoryAnswers, journal: Journal
) -> None:
    slow, quick = Maker(b"old", tags=(ADA,)), Maker(b"new", tags=(ADA,))
    slow.gate.clear()
    before = asyncio.create_task(cache.fetch("ada", slow))
    await asyncio.sleep(0)
    journal.note({ADA})
    assert (await cache.fetch("ada", quick)).body == b"new"
    slow.gate.set()
    assert (await before).body == b"old"
    assert (await cache.fetch("ada", quick)).body == b"new"


async def test_caches_over_one_backend_and_two_folders_share_no_answer(tmp_path: Path) -> None:
    """Their journals count apart, so neither knows whether the other's answers still hold."""
    one, other = (MemoryAnswers(Journal(tmp_path / name), 100_000) for name in "ab")
    await one.fetch("key", Maker())
    assert not (await other.fetch("key", Maker())).hit


class Aging:
    """A cache with its own clock, and an answer that may be served for a minute, and one more while it is renewed."""

    def __init__(self, journal: Journal) -> None:
        self.now = 1_000.0
        self.cache = MemoryAnswers(journal, 100_000, clock=lambda: self.now)
        self.maker = Maker(b"old", tags=(ADA,), stale_s=60)

    async def ask(self) -> Kept:
        return await self.cache.fetch("ada", self.maker)


@pytest.fixture
async def aging(journal: Journal) -> Aging:
    aging = Aging(journal)
    await aging.ask()
    aging.maker.body = b"new"
    aging.now += 61
    return aging


async def test_an_answer_that_grew_old_is_served_while_one_lookup_makes_it_anew(aging: Aging) -> None:
    aging.maker.gate.clear()
    answers = [await aging.ask() for _ in range(10)]
    assert {(each.body, each.hit, each.age_s) for each in answers} == {(b"old", True, 61.0)}
    await asyncio.sleep(0)
    assert aging.maker.made == 2
    aging.maker.gate.set()
    while (renewed := await aging.ask()).body == b"old":
        await asyncio.sleep(0)
    assert (renewed.body, renewed.hit, renewed.age_s) == (b"new", True, 0.0)
    assert aging.maker.made == 2


async def test_an_old_answer_is_not_looked_up_by_who_cannot_renew_it(aging: Aging) -> None:
    assert await aging.cache.look("ada") is None


async def test_an_old_answer_is_never_served_after_a_write_to_what_it_shows(aging: Aging, journal: Journal) -> None:
    journal.note({BEN})
    assert (await aging.cache.fetch("ada", Maker(trouble=GatewayError(ErrorCode.TIMEOUT, "late")))).body == b"old"
    journal.note({ADA})
    assert (await aging.ask()).body == b"new"


async def test_a_renewal_that_fails_is_tried_again_by_the_next(aging: Aging) -> None:
    wrong = Maker(trouble=GatewayError(ErrorCode.TIMEOUT, "late"))
    assert (await aging.cache.fetch("ada", wrong)).body == b"old"
    await asyncio.sleep(0.01)
    assert (await aging.cache.fetch("ada", wrong)).body == b"old"
    await asyncio.sleep(0.01)
    assert wrong.made == 2


async def test_an_answer_that_may_not_be_served_old_is_made_by_who_asks(journal: Journal) -> None:
    aging = Aging(journal)
    aging.maker.stale_s = 0
    await aging.ask()
    aging.now += 61
    assert not (await aging.ask()).hit
