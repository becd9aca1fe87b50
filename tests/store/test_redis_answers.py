"""Answers that several processes keep together in a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from gateway.errors import ErrorCode, GatewayError
from gateway.store import redis_answers as module
from gateway.store.redis_answers import RedisAnswers
from gateway.store.stream import StreamJournal
from tests.store.redis_server import RedisServer
from tests.store.test_cache import ADA, BEN, Maker
from tests.store.test_stream import following, until


@dataclass
class Process:
    journal: StreamJournal
    answers: RedisAnswers


@asynccontextmanager
async def process(redis: RedisServer) -> AsyncIterator[Process]:
    async with following(redis) as journal:
        yield Process(journal, RedisAnswers(journal))


async def test_what_one_process_kept_another_serves(redis: RedisServer) -> None:
    async with process(redis) as one, process(redis) as other:
        made = await one.answers.fetch("ada", Maker(b"ada", tags=(ADA, BEN)))
        kept = await other.answers.fetch("ada", Maker(b"another"))
        assert (made.hit, kept.hit, kept.body, kept.tags, kept.max_age_s) == (False, True, b"ada", (ADA, BEN), 60)
        assert (await other.answers.look("ada")) is not None


async def test_a_write_through_one_process_makes_the_next_lookup_of_another_new(redis: RedisServer) -> None:
    async with process(redis) as one, process(redis) as other:
        ada, ben = Maker(tags=(ADA,)), Maker(tags=(BEN,))
        await one.answers.fetch("ada", ada)
        await one.answers.fetch("ben", ben)
        for writer, reader in ((one, other), (other, one)):
            writer.journal.note({ADA})
            await writer.journal.told()
            assert await reader.answers.look("ada") is None
            assert not (await reader.answers.fetch("ada", ada)).hit
            assert (await writer.answers.fetch("ada", ada)).hit
            assert (await reader.answers.fetch("ben", ben)).hit
        one.journal.note()
        await one.journal.told()
        assert await other.answers.look("ben") is None


async def test_an_answer_begun_before_a_write_of_another_process_is_not_served_after_it(redis: RedisServer) -> None:
    async with process(redis) as one, process(redis) as other:
        slow, quick = Maker(b"old", tags=(ADA,)), Maker(b"new", tags=(ADA,))
        slow.gate.clear()
        before = asyncio.create_task(one.answers.fetch("ada", slow))
        await until(lambda: slow.made == 1)
        other.journal.note({ADA})
        await other.journal.told()
        assert (await other.answers.fetch("ada", quick)).body == b"new"  # and it waits for nobody
        slow.gate.set()
        assert (await before).body == b"old"
        assert (await one.answers.fetch("ada", quick)).body == b"new"
        assert (await other.answers.fetch("ada", quick)).body == b"new"


async def test_a_thousand_equal_lookups_of_two_processes_are_one(redis: RedisServer) -> None:
    async with process(redis) as one, process(redis) as other:
        maker = Maker(tags=(ADA,))
        maker.gate.clear()
        lookups = [asyncio.create_task(each.answers.fetch("ada", maker)) for _ in range(500) for each in (one, other)]
        await until(lambda: maker.made > 0)
        await asyncio.sleep(0.05)
        maker.gate.set()
        answers = await asyncio.gather(*lookups)
        assert {each.body for each in answers} == {b"1"}
        assert maker.made == 1


async def test_a_process_that_dies_while_it_makes_an_answer_holds_nobody_up(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_S", 0.2)
    async with process(redis) as one, process(redis) as other:
        dead = Maker()
        dead.gate.clear()
        never = asyncio.create_task(one.answers.fetch("ada", dead))
        await until(lambda: dead.made == 1)
        assert (await asyncio.wait_for(other.answers.fetch("ada", Maker(b"2")), 20)).body == b"2"
        dead.gate.set()
        await never


async def test_an_error_is_the_makers_own_and_the_others_make_theirs(redis: RedisServer) -> None:
    async with process(redis) as one, process(redis) as other:
        wrong = Maker(trouble=GatewayError(ErrorCode.TIMEOUT, "too long"))
        wrong.gate.clear()
        failing = asyncio.create_task(one.answers.fetch("ada", wrong))
        await until(lambda: wrong.made == 1)
        waiting = asyncio.create_task(other.answers.fetch("ada", Maker(b"2")))
        await asyncio.sleep(0.02)
        wrong.gate.set()
        with pytest.raises(GatewayError):
            await failing
        assert (await waiting).body == b"2"


async def test_answers_go_on_without_redis_and_are_kept_again_with_it(redis: RedisServer) -> None:
    async with process(redis) as one:
        maker = Maker(tags=(ADA,))
        await one.answers.fetch("ada", maker)
        redis.stop()
        assert not (await one.answers.fetch("ada", maker)).hit
        assert not (await one.answers.fetch("ada", maker)).hit
        together = await asyncio.gather(*(one.answers.fetch("ada", maker) for _ in range(100)))
        assert {each.body for each in together} == {b"1"}
        assert maker.made == 4  # one flight of a process needs no Redis
        redis.start()
        await until(lambda: bool(one.journal.id))
        await one.answers.fetch("ada", maker)
        assert (await one.answers.fetch("ada", maker)).hit


async def test_a_redis_that_hangs_delays_an_answer_for_a_bounded_time_once(redis: RedisServer) -> None:
    async with process(redis) as one:
        redis.hang()
        try:
            for _ in range(3):
                assert (await asyncio.wait_for(one.answers.fetch("ada", Maker()), 20)).body == b"1"
            assert one.journal.id == ""
        finally:
            redis.go_on()


async def test_a_full_redis_keeps_nothing_and_answers_all_the_same(redis: RedisServer) -> None:
    async with process(redis) as one:
        with redis.client() as client:
            client.config_set("maxmemory", 1)
        maker = Maker(tags=(ADA,))
        assert (await one.answers.fetch("ada", maker)).body == b"1"
        assert (await one.answers.fetch("ada", maker)).body == b"1"
        one.journal.note({ADA})  # which it cannot tell anybody now
        await one.journal.told()
        with redis.client() as client:
            client.config_set("maxmemory", 0)
        await until(lambda: bool(one.journal.id))
        await one.answers.fetch("ada", maker)
        assert (await one.answers.fetch("ada", maker)).hit


async def test_an_answer_in_redis_is_gone_after_its_time(redis: RedisServer) -> None:
    async with process(redis) as one:
        await one.answers.fetch("ada", Maker(ttl_s=0.05))
        await asyncio.sleep(0.1)
        assert await one.answers.look("ada") is None
