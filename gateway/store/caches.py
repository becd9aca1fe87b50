"""Which cache the settings ask for, and who has to be told of a write: memory and a file, or Redis for both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol

from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.cache import AnswerCache, MemoryAnswers
from gateway.store.database import Row
from gateway.store.epoch import MERGE_POLICIES, Epoch
from gateway.store.journal import Journal, bump
from gateway.store.touched import AnyJournal, named

_GRAPH = Statement("CALL db.info() YIELD id RETURN id")
_PATIENCE_S = 2.0
"""For Redis when a process begins: after that it serves without."""

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Whatever runs read statements."""

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]: ...


def open_cache(settings: Settings) -> tuple[AnyJournal, AnswerCache]:
    """The journal and the kept answers of a process. Those in Redis are used as soon as `followed` reads it."""
    if not settings.cache_is_redis:
        journal = Journal(settings.data_dir)
        return journal, MemoryAnswers(journal, settings.cache_bytes)
    from gateway.store.redis_answers import RedisAnswers  # the extra `redis`
    from gateway.store.stream import StreamJournal

    stream = StreamJournal(settings.cache_url)
    return stream, RedisAnswers(stream)


@asynccontextmanager
async def followed(journal: AnyJournal, database: Reader) -> AsyncIterator[None]:
    """While it lasts, a journal in Redis is read; a file needs nobody beside it."""
    if isinstance(journal, Journal):
        yield
        return
    from gateway.store.stream import StreamJournal

    assert isinstance(journal, StreamJournal)
    following = asyncio.create_task(journal.follow(partial(_graph_id, database)))
    try:
        await asyncio.wait([asyncio.ensure_future(journal.joined()), following], timeout=_PATIENCE_S)
        yield
    finally:
        await journal.told()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await journal.close()


class PoliciesEpoch:
    """The epoch of merge policies where some processes have other data folders: it also changes with the journal."""

    def __init__(self, settings: Settings, journal: AnyJournal) -> None:
        self._file = Epoch(settings.data_dir, MERGE_POLICIES)
        self._journal = journal

    def current(self) -> str:
        """The epoch now: different after every change of a policy that this process can know of."""
        current = self._file.current()
        return current if isinstance(self._journal, Journal) else f"{current}:{self._journal.floor:x}"


async def teller(settings: Settings, database: Reader) -> Callable[[], None]:
    """For commands: what tells the gateways that serve that anything may have been touched. It never raises."""
    if not settings.cache_is_redis:
        return partial(bump, settings.data_dir)
    from redis import Redis
    from redis.exceptions import RedisError

    from gateway.store.stream import PATIENCE_S, entries_of, stream_of

    stream = stream_of(await _graph_id(database))

    def tell() -> None:
        bump(settings.data_dir)
        try:
            with Redis.from_url(settings.cache_url, socket_timeout=PATIENCE_S) as redis:
                for command in entries_of(named(None), stream):
                    redis.execute_command(*command)
        except (RedisError, OSError) as trouble:
            log.warning("gateways may serve older answers for up to %g s: %s", settings.cache_ttl_s, trouble)

    return tell


async def _graph_id(database: Reader) -> str:
    """What a graph is known by on every machine."""
    ((id_,),) = await database.read(_GRAPH)
    return str(id_)
