"""Reads over connections of our own: what the driver reads, and the driver where anything is out of the ordinary."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from gateway.cypher.statement import Statement
from gateway.errors import ErrorCode, GatewayError
from gateway.store.bolt import BoltReads, NotReadError
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint

pytestmark = pytest.mark.live

VALUES = [
    *(None, True, False, 0, -1, 127, 128, -129, 40_000, 2**31, 2**63 - 1, -(2**63), 0.5, -0.0, math.inf),
    *("", "ö😀", "x" * 300, "y" * 200_000, [], [1, [2, ["three"]]], {"a": {"b": [None]}}, list(range(70_000))),
]
ECHO = Statement("UNWIND $values AS value RETURN value, size($values)", {"values": VALUES})
LIMIT_MS = 60_000


@pytest_asyncio.fixture(loop_scope="session")
async def reads(engine_endpoint: Endpoint) -> AsyncIterator[BoltReads]:
    made = BoltReads(engine_endpoint, "tests", connections=2)
    yield made
    await made.close()


async def test_plain_values_are_read_as_the_driver_reads_them(reads: BoltReads, database: Database) -> None:
    assert await reads.rows(ECHO, LIMIT_MS) == await database.read(ECHO) == [[each, len(VALUES)] for each in VALUES]
    assert await reads.rows(Statement("UNWIND [] AS none RETURN none"), LIMIT_MS) == []


async def test_a_connection_is_used_again_and_answers_what_it_is_asked(reads: BoltReads) -> None:
    for number in range(20):
        assert await reads.rows(Statement("RETURN $n", {"n": number}), LIMIT_MS) == [[number]]
    assert len(reads._idle) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RETURN datetime()", ""),
        ("RETURN [point({x: 1, y: 2})]", ""),
        ("RETURN 1 / 0", "Neo.ClientError.Statement.ArithmeticError"),
        ("NONSENSE", "Neo.ClientError.Statement.SyntaxError"),
        ("CREATE (n:Nobody)", "Neo.ClientError.Statement.AccessMode"),
    ],
)
async def test_what_is_not_plain_or_fails_is_left_to_the_driver(reads: BoltReads, text: str, code: str) -> None:
    with pytest.raises(NotReadError) as left:
        await reads.rows(Statement(text), LIMIT_MS)
    assert left.value.code == code
    assert await reads.rows(Statement("RETURN 1"), LIMIT_MS) == [[1]]


async def test_a_parameter_that_is_more_than_plain_is_left_to_the_driver(reads: BoltReads) -> None:
    with pytest.raises(NotReadError):
        await reads.rows(Statement("RETURN $x", {"x": object()}), LIMIT_MS)
    assert await reads.rows(Statement("RETURN 1"), LIMIT_MS) == [[1]]


async def test_a_database_reads_such_statements_all_the_same(database: Database) -> None:
    ((instant,),) = await database.read_plain(Statement("RETURN datetime('2026-01-01T00:00:00Z')"))
    assert instant.year == 2026
    with pytest.raises(Exception, match="Invalid input"):
        await database.read_plain(Statement("NONSENSE"))


async def test_a_statement_that_takes_too_long_is_told_once(engine_endpoint: Endpoint) -> None:
    async with open_database(engine_endpoint, timeout_ms=300) as database:
        with pytest.raises(GatewayError) as told:
            await database.read_plain(
                Statement("UNWIND range(1, 2000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n)")
            )
    assert told.value.code is ErrorCode.TIMEOUT


async def test_a_connection_that_was_lost_is_replaced(reads: BoltReads) -> None:
    assert await reads.rows(Statement("RETURN 1"), LIMIT_MS) == [[1]]
    reads._idle[0].abort()
    assert await reads.rows(Statement("RETURN 2"), LIMIT_MS) == [[2]]


async def test_a_read_that_is_given_up_leaves_nothing_for_the_next(reads: BoltReads) -> None:
    task = asyncio.create_task(reads.rows(Statement("UNWIND range(1, 3000000) AS n RETURN collect(n)"), LIMIT_MS))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await asyncio.gather(*(reads.rows(Statement("RETURN $n", {"n": n}), LIMIT_MS) for n in (1, 2))) == [
        [[1]],
        [[2]],
    ]


async def test_more_than_the_connections_are_left_to_the_driver(reads: BoltReads, database: Database) -> None:
    answers = await asyncio.gather(
        *(reads.rows(Statement("RETURN $n", {"n": n}), LIMIT_MS) for n in range(5)), return_exceptions=True
    )
    assert [isinstance(each, NotReadError) for each in answers] == [False, False, True, True, True]
    many = await asyncio.gather(*(database.read_plain(Statement("RETURN $n", {"n": n})) for n in range(50)))
    assert many == [[[n]] for n in range(50)]


async def test_a_server_that_does_not_let_us_in_or_is_not_there_is_left_to_the_driver(
    engine_endpoint: Endpoint,
) -> None:
    for wrong in (replace(engine_endpoint, password="wrong"), replace(engine_endpoint, uri="bolt://127.0.0.1:9")):
        reads = BoltReads(wrong, "tests", connections=1)
        for _ in range(2):
            with pytest.raises(NotReadError):
                await reads.rows(Statement("RETURN 1"), LIMIT_MS)


async def test_a_server_of_another_version_is_asked_once() -> None:
    asked = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readexactly(20)
        writer.write(b"\0\0\0\0")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        reads = BoltReads(Endpoint(f"bolt://127.0.0.1:{port}", "neo4j", ""), "tests", connections=1)
        for _ in range(3):
            with pytest.raises(NotReadError, match="another version"):
                await reads.rows(Statement("RETURN 1"), LIMIT_MS)
        await reads.close()
    assert asked == 1


async def test_a_read_under_way_ends_after_the_others_were_closed(engine_endpoint: Endpoint) -> None:
    reads = BoltReads(engine_endpoint, "tests", connections=2)
    task = asyncio.create_task(reads.rows(Statement("UNWIND range(1, 300000) AS n RETURN count(n)"), LIMIT_MS))
    await asyncio.sleep(0)
    await reads.close()
    assert await task == [[300_000]]
    assert reads._idle == []
    with pytest.raises(NotReadError, match="closed"):
        await reads.rows(Statement("RETURN 1"), LIMIT_MS)


@pytest.mark.parametrize(
    ("uri", "reached"),
    [("bolt://a:1", True), ("bolt+s://a", False), ("neo4j://a", False), ("bolt://a?policy=x", False)],
)
def test_only_one_server_without_encryption_is_read_so(uri: str, reached: bool) -> None:
    assert BoltReads.reach(Endpoint(uri, "neo4j", "")) is reached
