"""The application: settings and an endpoint become something that serves, and everything is closed on the way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette

from gateway.commands.keep_people_stored import keep_people_stored
from gateway.domain.guardrails import guardrails_of
from gateway.operations_file import read_operations
from gateway.pipeline import Pipeline
from gateway.plan.documents import Documents, Limits
from gateway.plan.trusted import Trust
from gateway.product import Product
from gateway.schema.build import build_schema
from gateway.schema.ordinary import execute_ordinarily
from gateway.schema.writes import open_desk
from gateway.settings import OperationsMode, Settings
from gateway.store.caches import PoliciesEpoch, followed, open_cache
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from gateway.store.epoch import MERGE_POLICIES, Epoch, bump_policies
from gateway.store.graph import Graph, Reader
from gateway.store.merge_policies import MergePolicies
from gateway.store.sharing import SharedReads
from gateway.transport.routes import build_app
from gateway.warming import warm

POLICIES_MAX_AGE_S = 30
"""How long a change of merge policies may stay unseen that a process without our data folder made."""


def create_app(settings: Settings, endpoint: Endpoint, documents: Documents | None = None) -> Starlette:
    """The application over a database. Raises `OperationsError` where trusted documents are none."""
    documents = documents or trusting_documents(settings)

    def beside(pipeline: Pipeline, database: Database) -> list[Coroutine[Any, Any, None]]:
        epoch = Epoch(settings.data_dir, MERGE_POLICIES)
        changed = partial(bump_policies, settings.data_dir, pipeline.graph.journal.note)
        follow = keep_people_stored(database, epoch, changed)
        return [warm(pipeline, documents.trust), follow]

    product = Product(partial(open_pipeline, settings, endpoint, documents), beside, settings.subscriptions_waiting)
    return build_app(product, settings, lifespan=product.running)


@asynccontextmanager
async def open_pipeline(
    settings: Settings, endpoint: Endpoint, documents: Documents
) -> AsyncIterator[tuple[Pipeline, Database]]:
    """A pipeline over its own pool of connections, closed on the way out."""
    async with open_database(
        endpoint,
        pool_size=settings.neo4j_pool_size,
        timeout_ms=settings.statement_timeout_ms,
        write_timeout_ms=settings.write_timeout_ms,
        data_dir=settings.data_dir,
    ) as database:
        database = database.within(guardrails_of(settings))
        pipeline = build_pipeline(settings, database, documents)
        pipeline.graph.policies.expire()
        async with followed(pipeline.graph.journal, database):
            yield pipeline, database


def build_pipeline(settings: Settings, database: Reader, documents: Documents | None = None) -> Pipeline:
    """The pipeline over whatever reads statements; over a `Database` it writes too."""
    documents = documents or trusting_documents(settings)
    journal, answers = open_cache(settings)
    read = database.read_plain if isinstance(database, Database) else database.read
    graph = Graph(
        database=database,
        answers=answers,
        ttl_s=settings.cache_ttl_s,
        missing_ttl_s=settings.cache_missing_ttl_s,
        policies=MergePolicies(database.read, PoliciesEpoch(settings, journal), POLICIES_MAX_AGE_S),
        journal=journal,
        shared=SharedReads(read, settings.statement_timeout_ms, settings.lookups_waiting),
    )
    desk = open_desk(database, settings, journal) if isinstance(database, Database) else None
    ordinary = partial(execute_ordinarily, desk=desk)
    return Pipeline(build_schema(), documents, graph, ordinary, settings.document_cache_entries)


def trusting_documents(settings: Settings) -> Documents:
    """The reader of documents, which knows the trusted ones. Raises `OperationsError` where they are not valid."""
    if settings.operations is None:
        return build_documents(settings)
    enforces = settings.operations_mode is OperationsMode.ENFORCE
    return build_documents(settings, Trust(read_operations(settings.operations), enforces=enforces))


def build_documents(settings: Settings, trust: Trust | None = None) -> Documents:
    """The reader of documents, with the limits that the settings say."""
    limits = Limits(
        settings.max_tokens, settings.max_depth, settings.max_aliases, settings.max_root_fields, settings.max_cost
    )
    return Documents(
        build_schema(),
        limits,
        settings.document_cache_entries,
        settings.document_cache_mb * 2**20,
        introspection=settings.introspection,
        persisted_queries=settings.persisted_queries,
        trust=trust,
    )
