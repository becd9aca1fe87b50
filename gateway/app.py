"""The application: settings and a database become something that serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.pipeline import Pipeline
from gateway.plan.documents import Documents, Limits
from gateway.schema.build import build_schema
from gateway.schema.ordinary import execute_ordinarily
from gateway.settings import Settings
from gateway.store.cache import AnswerCache
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from gateway.store.epoch import Epoch
from gateway.store.graph import Graph, Reader


def build_pipeline(settings: Settings, database: Reader) -> Pipeline:
    """The pipeline over a database."""
    schema = build_schema()
    limits = Limits(settings.max_tokens, settings.max_depth, settings.max_aliases, settings.max_root_fields)
    graph = Graph(
        database=database,
        answers=AnswerCache(settings.cache_url, settings.cache_entries),
        epoch=Epoch(settings.data_dir),
        ttl_s=settings.cache_ttl_s,
        missing_ttl_s=settings.cache_missing_ttl_s,
    )
    documents = Documents(schema, limits, settings.document_cache_entries)
    return Pipeline(schema, documents, graph, execute_ordinarily, settings.document_cache_entries)


@asynccontextmanager
async def open_pipeline(settings: Settings, endpoint: Endpoint) -> AsyncIterator[tuple[Pipeline, Database]]:
    """A pipeline over its own pool of connections, closed on the way out."""
    async with open_database(
        endpoint, pool_size=settings.neo4j_pool_size, timeout_ms=settings.statement_timeout_ms
    ) as database:
        pipeline = build_pipeline(settings, database)
        try:
            yield pipeline, database
        finally:
            await pipeline.graph.answers.close()
