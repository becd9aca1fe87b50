"""The journal in a real Redis: what was touched since when, whichever process wrote, and what happens without Redis."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from gateway.store import stream as module
from gateway.store.stream import StreamJournal
from tests.store.redis_server import RedisServer

ADA, BEN = b"ada.....", b"ben....."
STREAM = "gateway:graph:journal"


async def graph() -> str:
    return "graph"


@asynccontextmanager
async def following(redis: RedisServer) -> AsyncIterator[StreamJournal]:
    """The journal of a process."""
    journal = StreamJournal(redis.url)
    task = asyncio.create_task(journal.follow(graph))
    await journal.joined()
    try:
        yield journal
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await journal.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what has to come, for a bounded time."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def test_a_write_of_one_process_is_known_to_another_at_its_next_look(redis: RedisServer) -> None:
    async with following(redis) as one, following(redis) as other:
        await other.ask()
        begun = other.position()
        one.note({ADA})
        await one.told()
        await other.ask()
        assert not other.holds([BEN, ADA], begun)
        assert other.holds([BEN], begun)
        assert other.holds([ADA], other.position())


async def test_a_process_hears_of_the_writes_of_others_without_a_look(redis: RedisServer) -> None:
    async with following(redis) as one, following(redis) as other:
        begun = other.position()
        one.note({ADA})
        await until(lambda: not other.holds([ADA], begun))
        assert other.holds([BEN], begun)


async def test_the_writer_knows_its_own_write_as_soon_as_it_is_told(redis: RedisServer) -> None:
    async with following(redis) as journal:
        begun = journal.position()
        journal.note({ADA})
        await journal.told()
        assert not journal.holds([ADA], begun)


@pytest.mark.parametrize("size", [100, 20_000])
async def test_a_write_of_many_things_is_told_whole(redis: RedisServer, size: int) -> None:
    async with following(redis) as one, following(redis) as other:
        begun = other.position()
        one.note({number.to_bytes(8) for number in range(size)})
        await one.told()
        await other.ask()
        assert not other.holds([(size - 1).to_bytes(8)], begun)
        assert other.holds([ADA], begun) is (size == 100)  # so many are not named


async def test_all_processes_count_alike(redis: RedisServer) -> None:
    """What one of them judges by its position, another may judge by that position too."""
    async with AsyncExitStack() as stack:
        journals = [await stack.enter_async_context(following(redis)) for _ in range(3)]
        for journal in journals:
            journal.note({ADA})
        await asyncio.gather(*(each.told() for each in journals))
        await asyncio.gather(*(each.ask() for each in journals))
        assert len({each.position() for each in journals}) == 1
        assert len({each.id for each in journals}) == 1


async def test_what_was_let_go_before_it_was_read_is_taken_for_everything(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 10)
    async with following(redis) as journal:
        begun = journal.position()
        with redis.client() as client:
            for _ in range(50):
                client.xadd(STREAM, {"tags": ADA})
            client.xtrim(STREAM, 2, approximate=False)
        await until(lambda: journal.position() > begun)
        assert not journal.holds([BEN], begun)
        assert journal.holds([BEN], journal.position())


async def test_a_stream_that_somebody_removed_is_taken_for_everything(redis: RedisServer) -> None:
    async with following(redis) as journal:
        begun = journal.position()
        with redis.client() as client:
            client.flushall()
        assert await journal.ask() is None  # and not an answer about a journal that is gone
        await until(lambda: bool(journal.id))
        assert not journal.holds([BEN], begun)


async def test_while_redis_is_away_nothing_is_answered_from_it_and_nothing_waits(redis: RedisServer) -> None:
    async with following(redis) as journal:
        redis.stop()
        await until(lambda: not journal.id)
        assert await journal.ask(("GET", "x")) is None
        begun = journal.position()
        journal.note({ADA})
        await journal.told()
        assert not journal.holds([ADA], begun)
        assert journal.holds([BEN], begun)


async def test_a_redis_that_answers_nobody_is_away_after_a_bounded_time(redis: RedisServer) -> None:
    async with following(redis) as journal:
        redis.hang()
        try:
            assert await asyncio.wait_for(journal.ask(("GET", "x")), 20) is None
            assert await asyncio.wait_for(journal.ask(("GET", "x")), 20) is None
        finally:
            redis.go_on()
        await until(lambda: bool(journal.id))


async def test_a_lost_connection_loses_nothing_that_is_still_in_the_stream(redis: RedisServer) -> None:
    async with following(redis) as one, following(redis) as other:
        begun, id_ = other.position(), other.id
        with redis.client() as client:
            client.client_kill_filter(_type="normal", skipme=True)
            client.xadd(STREAM, {"tags": ADA})
        await until(lambda: bool(one.id) and not other.holds([ADA], begun))
        assert other.holds([BEN], begun)
        assert other.id == id_


async def test_what_was_written_while_redis_was_away_is_made_good(redis: RedisServer) -> None:
    async with following(redis) as one, following(redis) as other:
        begun = other.position()
        with redis.client() as client:
            client.save()
        redis.stop()
        await until(lambda: not one.id and not other.id)
        one.note({ADA})
        redis.start()
        await until(lambda: bool(one.id and other.id))
        await other.ask()
        assert not other.holds([ADA], begun)


async def test_a_server_that_began_again_with_older_memory_has_another_journal(redis: RedisServer) -> None:
    """Its stream may have lost what was in it, so nothing that it kept can be judged."""
    async with following(redis) as journal:
        id_ = journal.id
        with redis.client() as client:
            client.save()
        journal.note({ADA})
        await journal.told()
        seen = journal.position()
        redis.stop()
        redis.start()
        await until(lambda: journal.id not in ("", id_))
        assert journal.position() > seen  # for those who wait for what comes after


async def test_a_position_of_a_process_never_goes_back(redis: RedisServer) -> None:
    draw, positions = random.Random(1), []
    async with following(redis) as journal:
        for _ in range(30):
            match draw.randrange(4):
                case 0:
                    with redis.client() as client:
                        client.flushall()
                case 1:
                    with redis.client() as client:
                        client.client_kill_filter(_type="normal", skipme=True)
                case _:
                    journal.note({ADA})
            await asyncio.gather(journal.told(), *(journal.ask() for _ in range(draw.randrange(4))))
            positions.append(journal.position())
    assert positions == sorted(positions)
