"""The bare driver: the gateway's own statement of a question, sent from many tasks, and nothing else done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import neo4j

from benchmarks.load import Load
from gateway.app import build_documents
from gateway.commands.explain_operation import explain_operation
from gateway.cypher.statement import Statement
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.endpoint import Endpoint


class Driver:
    """One driver with its pool, as an application would hold it."""

    def __init__(self, driver: neo4j.AsyncDriver) -> None:
        self._driver = driver

    async def turn(self, statement: Statement, emails: list[str], tasks: int, seconds: float) -> Load:
        """Send the statement from so many tasks for that long."""
        seen: list[float] = []
        began = time.perf_counter()
        until = began + seconds
        number = 0

        async def work() -> None:
            nonlocal number
            while True:
                number += 1
                parameters = _varied(statement.parameters, emails[number % len(emails)])
                sent = time.perf_counter()
                async with self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                    result = await session.run(statement.text, parameters)
                    [record.values() async for record in result]
                now = time.perf_counter()
                seen.append(now - sent)
                if now > until:
                    return

        await asyncio.gather(*(work() for _ in range(tasks)))
        return Load(time.perf_counter() - began, sorted(seen), 0)


@asynccontextmanager
async def opened(endpoint: Endpoint) -> AsyncIterator[Driver]:
    """A driver over its own pool, closed on the way out."""
    driver = neo4j.AsyncGraphDatabase.driver(
        endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF"
    )
    try:
        yield Driver(driver)
    finally:
        await driver.close()


async def statement_of(text: str, variables: Mapping[str, Any]) -> Statement:
    """The one statement that the gateway asks for a document."""
    now = datetime.now(UTC).isoformat()
    explained = await explain_operation(build_schema(), build_documents(Settings()), text, variables, now=now)
    (field,) = explained.fields
    assert field.statement is not None
    return field.statement


def _varied(parameters: Mapping[str, Any], email: str) -> dict[str, Any]:
    return {name: email if name == "person_value" else value for name, value in parameters.items()}
