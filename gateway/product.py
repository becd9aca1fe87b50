"""The product as the transport sees it: a pipeline while the application runs, and an honest word before and after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from starlette.applications import Starlette

from gateway.commands.migrate import MigrationError, pending
from gateway.errors import GatewayError, LocatedError, store_unavailable
from gateway.pipeline import Answer, Outcome, Pipeline, Request
from gateway.remembered import Remembered
from gateway.schema.build import print_sdl
from gateway.shape.answer import answered
from gateway.store.cache import Counts
from gateway.store.database import Database
from gateway.subscriptions.person_changes import Event, events, is_streamed
from gateway.subscriptions.watch import Watch
from gateway.transport.draining import DRAINING

log = logging.getLogger(__name__)

Opened = AbstractAsyncContextManager[tuple[Pipeline, Database]]
Beside = Callable[[Pipeline, Database], Sequence[Coroutine[Any, Any, None]]]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be answered now, and in words why not."""

    ready: bool
    words: str


class Product:
    """`opened` gives the pipeline with its database; `beside` is what goes on while it serves."""

    def __init__(self, opened: Callable[[], Opened], beside: Beside, subscriptions: int) -> None:
        self._opened = opened
        self._beside = beside
        self._subscriptions = subscriptions
        self.draining = asyncio.Event()
        self._pipeline: Pipeline | None = None
        self._database: Database | None = None
        self._watch: Watch | None = None
        self._remembered: Remembered | None = None

    async def answer(self, request: Request) -> Answer:
        """The pipeline's answer; STORE_UNAVAILABLE where it does not run."""
        if self._pipeline is None or self._remembered is None:
            return _NOT_RUNNING
        answer = await self._pipeline.answer(request)
        if request.body:
            self._remembered.note(request.body, answer)
        return answer

    def at_hand(self, body: bytes) -> Answer | None:
        """The answer at hand to a request that came before in the same bytes; None where there is none."""
        return self._remembered.at_hand(body) if self._remembered else None

    async def remembered(self, body: bytes) -> Answer | None:
        """The kept answer to a request that came before in the same bytes; None where the request has to be read."""
        return await self._remembered.answer(body) if self._remembered else None

    async def events(self, request: Request) -> AsyncIterator[Event]:
        """One answer to a query or mutation, and one after another to a subscription, until the client goes."""
        if self._pipeline is None or self._watch is None:
            yield Event(_NOT_RUNNING)
            return
        async for event in events(self._pipeline, self._watch, request):
            yield event

    def streams(self, request: Request) -> bool:
        """Whether the request is for a subscription."""
        return self._pipeline is not None and is_streamed(self._pipeline, request)

    async def ready(self) -> Readiness:
        """Whether the engine is reachable and its migrations are applied."""
        if self._database is None or not await self._database.ping():
            return Readiness(False, "The graph cannot be reached.")
        try:
            waiting = await pending(self._database)
        except (GatewayError, MigrationError) as trouble:
            return Readiness(False, str(trouble))
        if waiting:
            return Readiness(False, f"{len(waiting)} migrations are not applied: run `gateway migrate`.")
        return Readiness(True, "The graph answers and is migrated.")

    def counts(self) -> Counts | None:
        """How the cache of this process did, with what is at hand; None while it does not run."""
        if self._pipeline is None or self._remembered is None:
            return None
        counts = self._pipeline.graph.answers.counts()
        at_hand = self._remembered.size
        return replace(counts, bytes=None if counts.bytes is None else counts.bytes + at_hand)

    def sdl(self) -> str:
        """The schema as clients see it."""
        return print_sdl()

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[dict[str, Any]]:
        """The lifespan: a pipeline over its own connections, and what goes on beside it while it serves.

        Gives the server what it sets when it begins to end.
        """
        async with self._opened() as (self._pipeline, self._database):
            self._remembered = Remembered(self._pipeline.graph, _MOST_REMEMBERED)
            self._watch = Watch(self._pipeline.graph.journal, self._subscriptions)
            beside = [asyncio.create_task(each) for each in self._beside(self._pipeline, self._database)]
            try:
                yield {DRAINING: self.draining}
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
        self._pipeline = self._database = self._watch = self._remembered = None


_MOST_REMEMBERED = 30_000
"""Requests, at 400 bytes each: more than answers are kept."""
_NOT_RUNNING = Answer(answered(None, [LocatedError(store_unavailable())]), Outcome.ANSWERED)
