"""Settings: read from the environment once, checked once, passed on as one frozen value.

Every variable is `GATEWAY_...`, except the four `NEO4J_...` that point the gateway at a server of your own; without
`NEO4J_URI` the embedded engine is used. Durations and sizes carry their unit in the name.
"""

from __future__ import annotations

import re
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

_BOLT_URI = re.compile(r"(bolt|neo4j)(\+s|\+ssc)?://.+")
_REDIS = ("redis", "rediss", "unix")
Port = Annotated[int, Field(ge=0, le=65535)]


class OperationsMode(StrEnum):
    """What becomes of documents that are not trusted."""

    LOG = "log"
    ENFORCE = "enforce"


class Settings(BaseSettings):
    """What a deployment decides. `Settings()` reads the environment; the README's table is made from it."""

    model_config = SettingsConfigDict(
        env_prefix="GATEWAY_", env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="Address to serve on; loopback unless told otherwise.")
    port: Port = Field(8000, description="Port to serve on.")
    workers: int = Field(
        1, ge=1, le=64, description="Processes that serve; they share the port, the database and the data folder."
    )
    allowed_hosts: str = Field(
        "",
        description="Names in `Host` that are answered, with commas between them; `*` is any. When not given: loopback "
        "and `GATEWAY_HOST`, or any where that is every address.",
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("customer-graph-gateway")),
        description="Folder of the embedded engine's store, password and logs, and of the gateway's own files.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("customer-graph-gateway")),
        description="Folder for the engine's jars, fetched once per version.",
    )

    neo4j_uri: str | None = Field(
        None,
        validation_alias=AliasChoices("NEO4J_URI", "neo4j_uri"),
        description="A Neo4j 5.26+ server (`bolt://`, `neo4j://`, `neo4j+s://`); then no engine is started.",
    )
    neo4j_user: str = Field(
        "neo4j", validation_alias=AliasChoices("NEO4J_USER", "NEO4J_USERNAME", "neo4j_user"), description="Its user."
    )
    neo4j_password: SecretStr = Field(
        SecretStr(""), validation_alias=AliasChoices("NEO4J_PASSWORD", "neo4j_password"), description="Its password."
    )
    neo4j_database: str | None = Field(
        None,
        validation_alias=AliasChoices("NEO4J_DATABASE", "neo4j_database"),
        description="Database on it; its home database when not given.",
    )
    neo4j_pool_size: int = Field(32, ge=1, le=1000, description="Connections to the database at most.")

    engine_heap_mb: int = Field(512, ge=128, description="Java heap of the embedded engine, MiB.")
    engine_page_cache_mb: int = Field(128, ge=8, description="Page cache of the embedded engine, MiB.")
    engine_bolt_port: Port = Field(0, description="Bolt port of the embedded engine; 0 takes a free one.")

    drain_s: int = Field(
        30, ge=0, description="How long requests under way may still take when the gateway is told to end, seconds."
    )
    statement_timeout_ms: int = Field(10_000, ge=1, description="Longest a read statement may run.")
    lookups_waiting: int = Field(
        10_000, ge=1, description="Most lookups that wait for a statement; one more is told when to come back."
    )
    subscriptions_waiting: int = Field(
        10_000, ge=1, description="Most subscriptions at once; one more is told when to come back."
    )
    write_timeout_ms: int = Field(
        30_000, ge=1, description="Longest a mutation may write, its wait for others included."
    )
    idempotency_ttl_s: int = Field(
        86_400, ge=1, description="How long a mutation with an idempotency key can be repeated and answered as before."
    )
    max_body_bytes: int = Field(1_000_000, ge=1_000, description="Largest request body.")
    max_tokens: int = Field(10_000, ge=100, description="Most tokens in a document.")
    max_depth: int = Field(20, ge=1, description="Deepest selection.")
    max_aliases: int = Field(100, ge=0, description="Most aliases in an operation.")
    max_root_fields: int = Field(20, ge=1, description="Most root fields, so statements, in an operation.")
    max_cost: int = Field(
        1_000_000,
        ge=1,
        description="Highest price of an operation, by `@cost` in the schema and its page sizes.",
    )
    introspection: bool = Field(True, description="Whether `__schema` and `__type` are answered.")
    explain: bool = Field(
        False,
        description="Whether `X-Explain: 1` shows how a request was answered; on in a demo on loopback.",
    )
    graphiql: bool = Field(True, description="Whether a browser at /graphql gets GraphiQL.")

    guardrail_person_identities: int = Field(
        50, ge=2, le=500, description="Most identities of a person; beyond it the oldest leave, those of devices first."
    )
    guardrail_account_keys: int = Field(
        50, ge=2, le=500, description="Most source keys of an account or deal; beyond it the latest words count."
    )
    guardrail_unique_namespaces: int = Field(3, ge=0, description="Most namespaces of which a person has one value.")
    guardrail_merge_policies: int = Field(5, ge=1, description="Most merge policies.")
    guardrail_segments: int = Field(4_000, ge=1, description="Segments that are expected at most; more are taken.")
    guardrail_datasets: int = Field(40, ge=1, description="Datasets that are expected at most; more are taken.")
    guardrail_call_records: int = Field(1_000, ge=1, le=10_000, description="Most records in one call.")
    guardrail_record_bytes: int = Field(100_000, ge=1_000, description="Largest record by mutation, as JSON.")
    guardrail_event_bytes: int = Field(10_000, ge=1_000, description="Largest event by mutation, as JSON.")

    cache_url: str = Field(
        "memory://",
        validation_alias=AliasChoices("GATEWAY_CACHE_URL", "CACHE_URL", "cache_url"),
        description="Where answers are kept: `memory://`, or `redis://...` (`rediss://`, `unix://`) for gateways on "
        "several machines, which then see each other's writes.",
    )
    cache_ttl_s: float = Field(
        30, ge=0, description="How long an answer may be served from the cache at most; 0 is off."
    )
    cache_missing_ttl_s: float = Field(5, ge=0, description="How long 'nobody found' may be.")
    cache_bytes: int = Field(67_108_864, ge=0, description="Memory for kept answers, bytes.")
    document_cache_entries: int = Field(1_000, ge=1, description="Documents kept parsed, validated and planned.")
    document_cache_mb: int = Field(64, ge=1, description="Memory for parsed documents, MiB.")
    operations: Path | None = Field(
        None,
        description="Trusted documents: a manifest of persisted queries, an object of documents by id, or a file or "
        "folder of `.graphql`.",
    )
    operations_mode: OperationsMode = Field(
        OperationsMode.LOG,
        description="What becomes of documents that are not trusted: `log` answers them and logs each once, `enforce` "
        "refuses them.",
    )
    persisted_queries: bool = Field(
        True, description="Whether clients may name a document by its hash once they have sent it (APQ)."
    )

    @field_validator("neo4j_uri")
    @classmethod
    def _has_scheme_of_bolt(cls, uri: str | None) -> str | None:
        if uri is not None and not _BOLT_URI.fullmatch(uri):
            scheme, found, _ = uri.partition("://")
            what = f"its scheme is {scheme!r}" if found else "it has no scheme"
            raise PydanticCustomError("uri", "{what}; Neo4j is at bolt://, neo4j:// or neo4j+s://", {"what": what})
        return uri

    @field_validator("cache_url")
    @classmethod
    def _is_memory_or_redis(cls, url: str) -> str:
        scheme = url.partition("://")[0]
        if url != "memory://" and scheme not in _REDIS:
            what = f"its scheme is {scheme!r}" if "://" in url else "it has no scheme"
            raise PydanticCustomError("cache", "{what}; it is memory:// or redis://host:port/0", {"what": what})
        if scheme in _REDIS and find_spec("redis") is None:
            raise PydanticCustomError("cache", "Redis needs the extra: customer-graph-gateway[redis]")
        return url

    @property
    def cache_is_redis(self) -> bool:
        """Whether answers and the journal of writes are kept in Redis."""
        return self.cache_url.partition("://")[0] in _REDIS

    @property
    def embedded(self) -> bool:
        """Whether the gateway brings its own engine."""
        return self.neo4j_uri is None
