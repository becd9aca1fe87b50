"""Shared statements: who rides with whom, and what happens to the others when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from gateway.cypher.share import ROWS, share, share_alike
from gateway.cypher.statement import Statement
from gateway.errors import ErrorCode, GatewayError, store_unavailable, timed_out
from gateway.store import sharing
from gateway.store.sharing import LANES, SharedReads

LOOKUP = share("MATCH (n {id: $id})\nRETURN collect([n.name]) AS n_rows", ["n_rows"])
OTHER = share("MATCH (m {id: $id})\nRETURN collect([m.name]) AS m_rows", ["m_rows"])
PAGED = share("MATCH (n {id: $id})\nWITH n LIMIT $most\nRETURN collect([n.name]) AS n_rows", ["n_rows"])
LIST = share_alike("MATCH (n) WHERE n.id > $id\nRETURN collect([n.name]) AS n_rows")


class Database:
    """Answers a lookup with its id; statements wait until `open` lets them go."""

    def __init__(self, trouble: Callable[[Statement], Exception | None] = lambda _: None) -> None:
        self.asked: list[Statement] = []
        self.limits_ms: list[int | None] = []
        self.open = asyncio.Event()
        self._trouble = trouble

    async def read(self, statement: Statement, timeout_ms: int | None) -> list[list[Any]]:
        self.asked.append(statement)
        self.limits_ms.append(timeout_ms)
        await self.open.wait()
        trouble = self._trouble(statement)
        if trouble is not None:
            raise trouble
        rows = statement.parameters.get(ROWS)
        if rows is None:
            return [[[[statement.parameters["id"]]]]]
        # The database may give the places back in any order.
        return [[[[place, [[row[0]]]] for place, row in reversed(list(enumerate(rows)))]]]

    @property
    def sizes(self) -> list[int]:
        """How many lookups each statement answers, in the order asked."""
        return [len(each.parameters.get(ROWS, [None])) for each in self.asked]


def started(reads: SharedReads, ids: list[Any], lookup: Any = LOOKUP, **more: Any) -> list[asyncio.Task[Any]]:
    return [asyncio.create_task(reads.row(lookup, {"id": each, **more})) for each in ids]


async def asked(database: Database, count: int) -> None:
    while len(database.asked) < count:
        await asyncio.sleep(0)


async def test_the_first_lookups_go_at_once_and_those_behind_them_ride_together() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, list(range(10)))
    await asked(database, LANES)
    assert database.sizes == [1] * LANES
    database.open.set()
    assert await asyncio.gather(*tasks) == [[[[each]]] for each in range(10)]
    assert database.sizes == [1] * LANES + [10 - LANES]


async def test_an_idle_gateway_sends_the_text_for_one() -> None:
    database = Database()
    database.open.set()
    reads = SharedReads(database.read, 1000)
    for each in range(5):
        assert await reads.row(LOOKUP, {"id": each}) == [[[each]]]
    assert [statement.text for statement in database.asked] == [LOOKUP.alone] * 5


async def test_lookups_of_other_kinds_and_limits_do_not_wait_for_each_other() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000)
    tasks = [*started(reads, [1, 2, 3]), *started(reads, [4], OTHER), *started(reads, [5], PAGED, most=3)]
    tasks += started(reads, [6, 7], PAGED, most=4)
    await asked(database, LANES + 1 + 1 + 2)
    database.open.set()
    assert await asyncio.gather(*tasks) == [[[[each]]] for each in range(1, 8)]


async def test_equal_lookups_are_one_row_and_equal_lists_one_statement() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000)
    tasks = [*started(reads, [7] * 20), *started(reads, [8] * 20, LIST), *started(reads, [9], LIST)]
    await asked(database, 2 * LANES + 1)
    database.open.set()
    assert await asyncio.gather(*tasks) == [[[[7]]]] * 20 + [[[[8]]]] * 20 + [[[[9]]]]
    assert database.sizes == [1] * (2 * LANES + 1) + [1, 1]


async def test_a_list_that_fails_is_not_asked_again_for_each_who_waited() -> None:
    database = Database(lambda _: timed_out(1000))
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, [8] * 20, LIST)
    await asked(database, LANES)
    database.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, GatewayError) and each.code is ErrorCode.TIMEOUT for each in answers)
    assert database.limits_ms == [1000] * (LANES + 1)


async def test_no_statement_takes_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_RIDERS", 4)
    monkeypatch.setattr(sharing, "LANES", 1)
    database = Database()
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, list(range(10)))
    await asked(database, 1)
    database.open.set()
    await asyncio.gather(*tasks)
    assert database.sizes == [1, 4, 4, 1]


async def test_a_failure_inside_a_shared_statement_is_only_its_own() -> None:
    def trouble(statement: Statement) -> Exception | None:
        rows = statement.parameters.get(ROWS) or [[statement.parameters["id"]]]
        return ValueError("13 is bad luck") if [13] in rows else None

    database = Database(trouble)
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, [1, 2, 3, 13, 4])
    await asked(database, LANES)
    database.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[3], ValueError)
    assert [each for each in answers if not isinstance(each, Exception)] == [[[[each]]] for each in (1, 2, 3, 4)]


async def test_a_slow_lookup_does_not_use_up_the_time_of_the_others() -> None:
    def trouble(statement: Statement) -> Exception | None:
        return timed_out(250) if ROWS in statement.parameters else None

    database = Database(trouble)
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, [1, 2, 3, 4])
    await asked(database, LANES)
    database.open.set()
    assert await asyncio.gather(*tasks) == [[[[each]]] for each in range(1, 5)]
    assert database.limits_ms == [1000] * LANES + [250, 750, 750]


async def test_a_graph_that_cannot_be_reached_is_told_to_all_and_not_asked_again() -> None:
    database = Database(lambda statement: store_unavailable() if ROWS in statement.parameters else None)
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, [1, 2, 3, 4, 5])
    await asked(database, LANES)
    database.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(each, GatewayError) for each in answers] == [False, False, True, True, True]
    assert len(database.asked) == LANES + 1


async def test_a_request_that_goes_away_is_not_asked_for() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, [1, 2, 3, 4, 5])
    await asked(database, LANES)
    tasks[3].cancel()
    await asyncio.sleep(0)
    database.open.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert database.asked[-1].parameters[ROWS] == [[3], [5]]


async def test_more_than_may_wait_are_told_when_to_come_back() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000, most_waiting=3)
    tasks = started(reads, list(range(LANES + 3)))
    await asked(database, LANES)
    with pytest.raises(GatewayError) as refused:
        await reads.row(LOOKUP, {"id": 99})
    assert refused.value.code is ErrorCode.RATE_LIMITED
    assert refused.value.extensions["retryAfterMs"] > 0
    database.open.set()
    assert len(await asyncio.gather(*tasks)) == LANES + 3


async def test_nothing_is_kept_of_kinds_that_are_done() -> None:
    database = Database()
    database.open.set()
    reads = SharedReads(database.read, 1000)
    await asyncio.gather(*started(reads, list(range(20))), *started(reads, list(range(20)), OTHER))
    await asyncio.sleep(0)
    assert (reads._kinds, reads._waiting) == ({}, 0)


async def turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def let_go(database: Database) -> None:
    """Let the statements that are under way end, and hold those that come after them."""
    database.open.set()
    database.open.clear()


async def four_riding(database: Database) -> tuple[SharedReads, list[asyncio.Task[Any]]]:
    """Six lookups, of which four ride one statement that is held: it is the third."""
    reads = SharedReads(database.read, 1000)
    tasks = started(reads, list(range(6)))
    await asked(database, 2)
    let_go(database)
    await asked(database, 3)
    return reads, tasks


async def test_a_statement_goes_beside_another_when_as_many_wait_as_ride_that_one() -> None:
    database = Database()
    reads, tasks = await four_riding(database)
    assert database.sizes == [1, 1, 4]
    await turns()
    tasks += started(reads, [10, 11, 12])
    await turns()
    assert len(database.asked) == 3
    tasks += started(reads, [13])
    await asked(database, 4)
    assert database.sizes == [1, 1, 4, 4]
    database.open.set()
    assert await asyncio.gather(*tasks) == [[[[each]]] for each in (*range(6), 10, 11, 12, 13)]


async def test_who_waits_beside_a_full_statement_goes_when_it_has_ended() -> None:
    database = Database()
    reads, tasks = await four_riding(database)
    tasks += started(reads, [10])
    await turns()
    assert len(database.asked) == 3
    let_go(database)
    await asked(database, 4)
    assert database.sizes == [1, 1, 4, 1]
    database.open.set()
    assert len(await asyncio.gather(*tasks)) == 7


async def test_the_next_statement_is_asked_before_answers_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "LANES", 1)
    database = Database()
    reads = SharedReads(database.read, 1000)
    seen: list[int] = []

    async def write(id_: int) -> None:
        await reads.row(LOOKUP, {"id": id_})
        seen.append(len(database.asked))

    tasks = [asyncio.create_task(write(each)) for each in (1, 2, 3)]
    await asked(database, 1)
    let_go(database)
    await asked(database, 2)
    tasks.append(asyncio.create_task(write(4)))
    await turns()
    database.open.set()
    await asyncio.gather(*tasks)
    assert seen == [1, 3, 3, 3]


async def test_a_flood_of_one_plan_takes_neither_the_statements_nor_the_places_of_another() -> None:
    flooded, others = Database(), Database()

    async def read(statement: Statement, timeout_ms: int | None) -> list[list[Any]]:
        database = others if "MATCH (m " in statement.text else flooded
        return await database.read(statement, timeout_ms)

    reads = SharedReads(read, 1000, most_waiting=4)
    flood = started(reads, list(range(20)))
    await turns()
    tasks = started(reads, [1, 2, 3], OTHER)
    await turns()
    others.open.set()
    assert await asyncio.gather(*tasks) == [[[[1]]], [[[2]]], [[[3]]]]
    flooded.open.set()
    answers = await asyncio.gather(*flood, return_exceptions=True)
    refused = [each for each in answers if isinstance(each, GatewayError)]
    assert {each.code for each in refused} == {ErrorCode.RATE_LIMITED}
    assert 0 < len(refused) < 20


async def test_what_waits_is_bounded_however_many_plans_there_are() -> None:
    database = Database()
    reads = SharedReads(database.read, 1000, most_waiting=12)
    kinds = [
        share(f"MATCH (k{each} {{id: $id}})\nRETURN collect([k{each}.name]) AS rows", ["rows"]) for each in range(6)
    ]
    tasks = [task for kind in kinds for task in started(reads, list(range(50)), kind)]
    await turns()
    assert 12 <= reads._waiting <= 24
    database.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(each) for each in answers} == {list, GatewayError}
