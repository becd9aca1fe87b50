"""The database a command works on: a server of one's own where `NEO4J_URI` says so, the embedded engine otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from gateway.cli.exits import Exit, fail
from gateway.cli.progress import Report, progress
from gateway.domain.guardrails import guardrails_of
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint, configured_endpoint
from gateway.store.engine import running_engine

_WAIT_FOR_SERVER_S = 10
_PAUSE_S = 0.5


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Endpoint]:
    """An endpoint that answers. An engine that was started for it is stopped on the way out.

    Ends the command in words where there is none; a server that is still starting is waited for.
    """
    async with AsyncExitStack() as stack:
        with progress() as report:
            server = configured_endpoint(settings)
            if server is None:
                endpoint = await stack.enter_async_context(running_engine(settings, report))
            else:
                endpoint = await _answering(server, report)
        yield endpoint


@asynccontextmanager
async def reached_database(settings: Settings) -> AsyncIterator[Database]:
    """The same, as connections to it."""
    async with reached(settings) as endpoint, open_database(endpoint, data_dir=settings.data_dir) as database:
        yield database.within(guardrails_of(settings))


async def _answering(server: Endpoint, report: Report) -> Endpoint:
    try:
        async with asyncio.timeout(_WAIT_FOR_SERVER_S), open_database(server) as database:
            while not await database.ping():
                report(f"Waiting for Neo4j at {server.uri}", 0, 0)
                await asyncio.sleep(_PAUSE_S)
    except TimeoutError:
        fail(
            Exit.UNREACHABLE,
            f"No Neo4j answers at {server.uri} as user {server.user}.",
            "Look at NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE. Without NEO4J_URI the gateway brings "
            "its own engine.",
        )
    return server
