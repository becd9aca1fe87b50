"""How many statements a write takes: what nothing can depend on is not asked for."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.commands.ingest_records import ingest
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id
from gateway.domain.reading import read_record
from gateway.store.database import Database, Row, Transaction

pytestmark = pytest.mark.live

NEW = 4
"""The turn, whose the identities are, everything of the new people, and the counts of the dataset."""


class Counting:
    """A transaction that counts its statements."""

    def __init__(self, inner: Transaction) -> None:
        self._inner = inner
        self.touched, self.fragments, self.guardrails = inner.touched, inner.fragments, inner.guardrails
        self.statements = 0

    async def run(self, statement: Statement) -> list[Row]:
        self.statements += 1
        return await self._inner.run(statement)


async def statements_of(database: Database, *records: dict[str, Any]) -> int:
    async def work(transaction: Transaction) -> int:
        counting = Counting(transaction)
        await ingest(counting, [read_record(each, "2026-01-01T00:00:00.000000Z") for each in records])
        return counting.statements

    return await database.write(work)


def person(name: str, day: int = 1, **fields: Any) -> dict[str, Any]:
    identities = [{"namespace": "CRMID", "value": name}, {"namespace": "Email", "value": f"{name}@x.example"}]
    return {"entity": "person", "identities": identities, "observedAt": f"2026-01-{day:02}T00:00:00Z", **fields}


async def test_people_who_are_new_take_four_statements_whatever_their_number(database: Database) -> None:
    assert await statements_of(database, person("ada", attributes={"firstName": "Ada"})) == NEW
    assert await statements_of(database, *(person(f"p{number}") for number in range(50))) == NEW


async def test_one_who_is_new_and_comes_several_times_takes_as_many(database: Database) -> None:
    assert await statements_of(database, person("bob"), person("bob", 2), person("bob", 3)) == NEW
    (row,) = await database.read(
        Statement(
            "MATCH (i:Identity {id: $id})-[l:LINKED]-() RETURN toString(date(i.first_seen_at)),"
            " toString(date(i.last_seen_at)), toString(date(l.last_established_at))",
            {"id": identity_id("CRMID", "bob")},
        )
    )
    assert row == ["2026-01-01", "2026-01-03", "2026-01-03"]


async def test_tombstones_and_what_waits_are_asked_for_once_there_are_any(database: Database) -> None:
    gone = {"entity": "delete", "of": "account", "key": "a1", "observedAt": "2026-01-01T00:00:00Z"}
    await statements_of(database, gone)
    assert await statements_of(database, person("cleo")) > NEW
