"""The application: settings and an endpoint become something that serves, and everything is closed on the way out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import orjson
from starlette.applications import Starlette

from gateway.commands.keep_people_stored import keep_people_stored
from gateway.commands.migrate import MigrationError, pending
from gateway.errors import GatewayError, LocatedError, store_unavailable
from gateway.pipeline import Answer, Outcome, Pipeline, Request
from gateway.plan.documents import Documents, Limits
from gateway.schema.build import build_schema, print_sdl
from gateway.schema.ordinary import execute_ordinarily
from gateway.schema.writes import open_desk
from gateway.settings import Settings
from gateway.shape.answer import answered
from gateway.store.cache import AnswerCache
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from gateway.store.epoch import MERGE_POLICIES, Epoch, bump_policies
from gateway.store.graph import Graph, Reader
from gateway.store.journal import Journal
from gateway.store.merge_policies import MergePolicies
from gateway.store.sharing import SharedReads
from gateway.transport.pages import read_examples
from gateway.transport.routes import build_app

POLICIES_MAX_AGE_S = 30
"""How long a change of merge policies may stay unseen that a process without our data folder made."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be answered now, and in words why not."""

    ready: bool
    words: str


class Product:
    """What the transport serves: a pipeline while the application runs, and an honest word before and after."""

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._pipeline: Pipeline | None = None
        self._database: Database | None = None

    async def answer(self, request: Request) -> Answer:
        """The pipeline's answer; STORE_UNAVAILABLE where it does not run."""
        if self._pipeline is None:
            return Answer(answered(None, [LocatedError(store_unavailable())]), Outcome.ANSWERED)
        return await self._pipeline.answer(request)

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

    def sdl(self) -> str:
        """The schema as clients see it."""
        return print_sdl()

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """The lifespan: a pipeline over its own connections, and what goes on beside it while it serves."""
        async with open_pipeline(self._settings, self._endpoint) as (self._pipeline, self._database):
            follow = keep_people_stored(
                self._database,
                Epoch(self._settings.data_dir, MERGE_POLICIES),
                partial(bump_policies, self._settings.data_dir),
            )
            beside = [asyncio.create_task(each) for each in (warm(self._pipeline), follow)]
            try:
                yield
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
        self._pipeline = self._database = None


def create_app(settings: Settings, endpoint: Endpoint) -> Starlette:
    """The application over a database."""
    product = Product(settings, endpoint)
    return build_app(product, settings, lifespan=product.running)


@asynccontextmanager
async def open_pipeline(settings: Settings, endpoint: Endpoint) -> AsyncIterator[tuple[Pipeline, Database]]:
    """A pipeline over its own pool of connections, closed on the way out."""
    async with open_database(
        endpoint,
        pool_size=settings.neo4j_pool_size,
        timeout_ms=settings.statement_timeout_ms,
        write_timeout_ms=settings.write_timeout_ms,
    ) as database:
        pipeline = build_pipeline(settings, database)
        pipeline.graph.policies.expire()
        try:
            yield pipeline, database
        finally:
            await pipeline.graph.answers.close()


def build_pipeline(settings: Settings, database: Reader) -> Pipeline:
    """The pipeline over whatever reads statements; over a `Database` it writes too."""
    journal = Journal(settings.data_dir)
    graph = Graph(
        database=database,
        answers=AnswerCache(settings.cache_url, settings.cache_entries, journal),
        ttl_s=settings.cache_ttl_s,
        missing_ttl_s=settings.cache_missing_ttl_s,
        policies=MergePolicies(database.read, Epoch(settings.data_dir, MERGE_POLICIES), POLICIES_MAX_AGE_S),
        shared=SharedReads(database.read, settings.statement_timeout_ms, settings.lookups_waiting),
    )
    desk = open_desk(database, settings, journal.note) if isinstance(database, Database) else None
    ordinary = partial(execute_ordinarily, desk=desk)
    return Pipeline(build_schema(), build_documents(settings), graph, ordinary, settings.document_cache_entries)


def build_documents(settings: Settings) -> Documents:
    """The reader of documents, with the limits that the settings say."""
    limits = Limits(settings.max_tokens, settings.max_depth, settings.max_aliases, settings.max_root_fields)
    return Documents(build_schema(), limits, settings.document_cache_entries, introspection=settings.introspection)


async def warm(pipeline: Pipeline) -> None:
    """Run the ready examples once: a database plans a new statement in a second when cold, in a millisecond after."""
    for example in read_examples():
        variables = orjson.loads(example.variables) if example.variables else {}
        answer = await pipeline.answer(Request(example.query, variables=variables))
        log.debug("warmed %s: %s", example.title, answer.outcome.value)
