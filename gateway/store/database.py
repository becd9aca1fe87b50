"""The database: statements in, rows of plain values out, and every trouble translated into the catalogue.

Reads are auto-commit in READ mode (one message instead of a transaction's three), retried here where the server says
that trying again may help. Writes are transactions, retried as a whole by the driver. On a cluster reads go to any
member, and wait there for what was written before them.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from gateway.cypher.profile import Profile, operators_of
from gateway.cypher.statement import Statement
from gateway.domain.guardrails import DEFAULTS, Guardrails
from gateway.errors import GatewayError, store_unavailable, timed_out
from gateway.store.bolt import BoltReads, NotReadError
from gateway.store.bookmarks import Bookmarks
from gateway.store.endpoint import Endpoint

log = logging.getLogger(__name__)

Row = list[Any]
Note = Callable[[Collection[bytes]], None]
T = TypeVar("T")

_USER_AGENT = "customer-graph-gateway"
_MOST_BOLT_CONNECTIONS = 16
_ATTEMPTS = 4
_FIRST_PAUSE_S = 0.05
_TIMED_OUT = "TransactionTimedOut"
_INDEX_IS_THERE = "EquivalentSchemaRuleAlreadyExists"


class Transaction(Protocol):
    """What a write may do: run statements that all hold, or none.

    `touched` takes the tags of everything that the write changes; None where nobody keeps answers. `fragments` counts
    by dataset the fragments of people that are made, less those that go.
    """

    touched: set[bytes] | None
    fragments: Counter[str]
    guardrails: Guardrails

    async def run(self, statement: Statement) -> list[Row]: ...


class Database:
    """A pool of connections to one database. Make it with `open_database`."""

    def __init__(
        self,
        driver: neo4j.AsyncDriver,
        database: str | None,
        timeout_ms: int,
        write_timeout_ms: int | None = None,
        bookmarks: Bookmarks | None = None,
        bolt: BoltReads | None = None,
    ) -> None:
        self._driver = driver
        self._database = database
        self._timeout_ms = timeout_ms
        self._write_timeout_ms = write_timeout_ms
        self._bookmarks = bookmarks
        self._bolt = bolt
        self._note: Note | None = None
        self._guardrails = DEFAULTS

    def noting(self, note: Note) -> Database:
        """The same database, whose writes tell `note` after their commit what they touched."""
        told = copy(self)
        told._note = note
        return told

    def within(self, guardrails: Guardrails) -> Database:
        """The same database, whose writes keep to these limits."""
        kept = copy(self)
        kept._guardrails = guardrails
        return kept

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        """The rows of a read statement. Raises TIMEOUT or STORE_UNAVAILABLE; transient trouble is retried first."""
        limit_ms = timeout_ms or self._timeout_ms
        query = neo4j.Query(statement.text, timeout=limit_ms / 1000)
        pause_s = _FIRST_PAUSE_S
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self._session(neo4j.READ_ACCESS) as session:
                    result = await session.run(query, dict(statement.parameters))
                    return [record.values() async for record in result]
            except (Neo4jError, DriverError, OSError) as trouble:
                if attempt == _ATTEMPTS or not _is_transient(trouble):
                    raise translated(trouble, limit_ms) from trouble
                await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
                pause_s *= 2
        raise AssertionError("unreachable")

    async def read_plain(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        """As `read`, in less time where the server can be reached so: for rows that hold nothing but plain values."""
        if self._bolt is not None:
            limit_ms = timeout_ms or self._timeout_ms
            try:
                return await self._bolt.rows(statement, limit_ms)
            except NotReadError as trouble:
                if _TIMED_OUT in trouble.code:
                    raise timed_out(limit_ms) from trouble
        return await self.read(statement, timeout_ms)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What `work` returns. It may be called more than once: everything it does runs in one transaction.

        Raises TIMEOUT where a limit was set and the transaction, its wait for other writers included, ran into it.
        """
        limit_ms, touched = self._write_timeout_ms, set[bytes]()

        @neo4j.unit_of_work(timeout=limit_ms / 1000 if limit_ms else None)
        async def in_transaction(transaction: neo4j.AsyncManagedTransaction) -> T:
            touched.clear()  # of an attempt that was given up
            return await work(_DriverTransaction(transaction, touched if self._note else None, self._guardrails))

        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self._session(neo4j.WRITE_ACCESS) as session:
                    result = await session.execute_write(in_transaction)
                    await self._keep_bookmarks(session)  # before anybody hears of the write
                if self._note and touched:
                    self._note(touched)
                return result
            except (Neo4jError, DriverError, OSError) as trouble:
                # Two writers made the same thing at once: the second finds it there when it tries again.
                if attempt == _ATTEMPTS or not _is_there_already(trouble):
                    raise translated(trouble, limit_ms or self._timeout_ms) from trouble
        raise AssertionError("unreachable")

    async def execute(self, statement: Statement) -> list[Row]:
        """One statement outside any transaction of ours, as constraints and `CALL {} IN TRANSACTIONS` need."""
        try:
            async with self._session(neo4j.WRITE_ACCESS) as session:
                result = await session.run(statement.text, dict(statement.parameters))
                rows = [record.values() async for record in result]
                await self._keep_bookmarks(session)
                return rows
        except (Neo4jError, DriverError, OSError) as trouble:
            raise translated(trouble, self._timeout_ms) from trouble

    async def profiled(self, statement: Statement) -> Profile:
        """The rows of a read statement with what they cost: operators with their db hits, by the database itself."""
        began = perf_counter()
        rows, summary = await self._run_whole(f"PROFILE {statement.text}", statement)
        return Profile(statement, rows, tuple(operators_of(summary.profile or {})), (perf_counter() - began) * 1000)

    async def explain(self, statement: Statement) -> dict[str, Any]:
        """The database's own plan of a statement, which is not run."""
        _, summary = await self._run_whole(f"EXPLAIN {statement.text}", statement)
        return summary.plan or {}

    async def _run_whole(self, text: str, statement: Statement) -> tuple[list[Row], neo4j.ResultSummary]:
        query = neo4j.Query(text, timeout=self._timeout_ms / 1000)
        try:
            async with self._session(neo4j.READ_ACCESS) as session:
                result = await session.run(query, dict(statement.parameters))
                return [record.values() async for record in result], await result.consume()
        except (Neo4jError, DriverError, OSError) as trouble:
            raise translated(trouble, self._timeout_ms) from trouble

    async def ping(self, timeout_s: float = 2) -> bool:
        """Whether the database answers now."""
        try:
            async with asyncio.timeout(timeout_s), self._session(neo4j.READ_ACCESS) as session:
                await (await session.run("RETURN 1")).consume()
        except (Neo4jError, DriverError, OSError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Give every connection back."""
        if self._bolt is not None:
            await self._bolt.close()
        await self._driver.close()

    def _session(self, access: str) -> neo4j.AsyncSession:
        if self._bookmarks is None or not (known := self._bookmarks.current()):
            return self._driver.session(database=self._database, default_access_mode=access)
        bookmarks = neo4j.Bookmarks.from_raw_values(known)
        return self._driver.session(database=self._database, default_access_mode=access, bookmarks=bookmarks)

    async def _keep_bookmarks(self, session: neo4j.AsyncSession) -> None:
        if self._bookmarks is not None:
            self._bookmarks.add((await session.last_bookmarks()).raw_values)


class _DriverTransaction:
    def __init__(
        self, transaction: neo4j.AsyncManagedTransaction, touched: set[bytes] | None, guardrails: Guardrails
    ) -> None:
        self._transaction = transaction
        self.guardrails = guardrails
        self.touched = touched
        self.fragments = Counter[str]()

    async def run(self, statement: Statement) -> list[Row]:
        result = await self._transaction.run(statement.text, dict(statement.parameters))
        return [record.values() async for record in result]


@asynccontextmanager
async def open_database(
    endpoint: Endpoint,
    *,
    pool_size: int = 32,
    timeout_ms: int = 10_000,
    write_timeout_ms: int | None = None,
    data_dir: Path | None = None,
) -> AsyncIterator[Database]:
    """A `Database` over one pool, closed on the way out. Connects lazily: `ping` tells whether anybody answers.

    Transactions that write are not limited unless `write_timeout_ms` says so. On a cluster reads see what any
    process wrote that shares `data_dir`.
    """
    driver = neo4j.AsyncGraphDatabase.driver(
        endpoint.uri,
        auth=(endpoint.user, endpoint.password),
        max_connection_pool_size=pool_size,
        connection_acquisition_timeout=10,
        connection_timeout=5,
        max_transaction_retry_time=15,
        notifications_min_severity="OFF",
        user_agent=_USER_AGENT,
    )
    bookmarks = Bookmarks(data_dir) if data_dir is not None and endpoint.routes else None
    bolt = None
    if BoltReads.reach(endpoint):
        bolt = BoltReads(endpoint, _USER_AGENT, min(pool_size, _MOST_BOLT_CONNECTIONS))
    database = Database(driver, endpoint.database, timeout_ms, write_timeout_ms, bookmarks, bolt)
    try:
        yield database
    finally:
        await database.close()


def translated(trouble: Exception, timeout_ms: int) -> GatewayError | Exception:
    """The catalogue's word for what the driver raised; what is a bug of ours stays what it is, and becomes INTERNAL."""
    if isinstance(trouble, Neo4jError) and _TIMED_OUT in (trouble.code or ""):
        return timed_out(timeout_ms)
    if isinstance(trouble, AuthError):
        log.error("the database refused the credentials")
        return store_unavailable()
    if isinstance(trouble, ClientError):
        return trouble
    log.warning("the database cannot be reached: %s", type(trouble).__name__)
    return store_unavailable()


def _is_there_already(trouble: Exception) -> bool:
    """Whether what was to be made, a node or an index, was made by somebody else at the same moment."""
    return isinstance(trouble, ConstraintError) or _INDEX_IS_THERE in (getattr(trouble, "code", None) or "")


def _is_transient(trouble: Exception) -> bool:
    if isinstance(trouble, Neo4jError) and _TIMED_OUT in (trouble.code or ""):
        return False
    if isinstance(trouble, ServiceUnavailable | SessionExpired):
        return True
    return isinstance(trouble, Neo4jError | DriverError) and trouble.is_retryable()
