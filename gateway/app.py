"""The application: settings and an endpoint become something that serves, and everything is closed on the way out."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import orjson
from starlette.applications import Starlette

from gateway.commands.keep_people_stored import keep_people_stored
from gateway.pipeline import Pipeline, Request
from gateway.plan.documents import Documents, Limits
from gateway.product import Product
from gateway.schema.build import build_schema
from gateway.schema.ordinary import execute_ordinarily
from gateway.schema.writes import open_desk
from gateway.settings import Settings
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


def create_app(settings: Settings, endpoint: Endpoint) -> Starlette:
    """The application over a database."""

    def beside(pipeline: Pipeline, database: Database) -> list[Coroutine[Any, Any, None]]:
        epoch = Epoch(settings.data_dir, MERGE_POLICIES)
        follow = keep_people_stored(database, epoch, partial(bump_policies, settings.data_dir))
        return [warm(pipeline), follow]

    product = Product(partial(open_pipeline, settings, endpoint), beside, settings.subscriptions_waiting)
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
        journal=journal,
        shared=SharedReads(database.read, settings.statement_timeout_ms, settings.lookups_waiting),
    )
    desk = open_desk(database, settings, journal.note) if isinstance(database, Database) else None
    ordinary = partial(execute_ordinarily, desk=desk)
    return Pipeline(build_schema(), build_documents(settings), graph, ordinary, settings.document_cache_entries)


def build_documents(settings: Settings) -> Documents:
    """The reader of documents, with the limits that the settings say."""
    limits = Limits(settings.max_tokens, settings.max_depth, settings.max_aliases, settings.max_root_fields)
    return Documents(
        build_schema(),
        limits,
        settings.document_cache_entries,
        settings.document_cache_mb * 2**20,
        introspection=settings.introspection,
        persisted_queries=settings.persisted_queries,
    )


async def warm(pipeline: Pipeline) -> None:
    """Run the ready examples once: a database plans a new statement in a second when cold, in a millisecond after."""
    for example in read_examples():
        variables = orjson.loads(example.variables) if example.variables else {}
        answer = await pipeline.answer(Request(example.query, variables=variables))
        log.debug("warmed %s: %s", example.title, answer.outcome.value)
