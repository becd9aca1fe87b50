"""A database that counts the statements that read."""

from __future__ import annotations

from gateway.cypher.statement import Statement
from gateway.store.database import Database, Row


class Counting:
    """Reads from a database; `asked` says how often."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        self.asked += 1
        return await self._database.read(statement, timeout_ms)
