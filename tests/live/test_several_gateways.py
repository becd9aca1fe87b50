"""Gateways with data folders of their own over one database and one Redis: each sees what the others write."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import ASGIApp, Message

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline
from gateway.product import Product
from gateway.settings import Settings
from gateway.store.caches import followed
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from gateway.transport.routes import build_app
from tests.live.counting import Counting
from tests.live.gateway_process import environment_of, gateway_process, run_gateway
from tests.store.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.live

CARD = """
query Card($identity: IdentityInput!) {
  person(identity: $identity) {
    fullName
    accounts(first: 2) { nodes { name opportunities(first: 2) { nodes { name } } } }
    segmentMemberships { status segment { name description } }
  }
}
"""
WRITE = 'mutation Write($r: [RecordInput!]!) { ingestRecords(dataset: "d", records: $r) { refused } }'
WATCH = "subscription Watch($identity: IdentityInput!) { personChanged(identity: $identity) { person { fullName } } }"


def email(name: str) -> dict[str, str]:
    return {"namespace": "Email", "value": f"{name}@x.example"}


def person(name: str, **attributes: Any) -> dict[str, Any]:
    return {"person": {"identities": [email(name)], "attributes": attributes}}


def world(name: str) -> list[dict[str, Any]]:
    """A person with something at each level that the card shows, and another who has nothing to do with it."""
    membership = {
        "segment": name, "person": email(name), "status": "REALIZED", "lastQualifiedAt": "2026-11-25T00:00:00Z",
    }  # fmt: skip
    return [
        person(name, fullName="Ada"),
        person(f"not-{name}", fullName="Ben"),
        {"account": {"key": name, "attributes": {"name": "Acme"}}},
        {"accountPerson": {"accountKey": name, "person": email(name)}},
        {"opportunity": {"key": name, "accountKey": name, "attributes": {"name": "Deal"}}},
        {"segment": {"name": name, "description": "shiny"}},
        {"segmentMembership": membership},
    ]


def changes(name: str) -> list[dict[str, Any]]:
    """One at each level, each of which shows in the card."""
    return [
        person(name, fullName="Ada II"),
        {"account": {"key": name, "attributes": {"name": "Acme II"}}},
        {"opportunity": {"key": name, "accountKey": name, "attributes": {"name": "Deal II"}}},
        {"segment": {"name": name, "description": "shinier"}},
    ]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="module")
def two_gateways(
    module_database: Database,
    engine_endpoint: Endpoint,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[httpx.Client]]:
    """Clients of two real gateway processes that share a database and a Redis, and no folder."""
    with ExitStack() as stack:
        running = [
            stack.enter_context(gateway_process("serve", "--port", "0", environment=environment))
            for environment in (
                settings_of(engine_endpoint, redis, tmp_path_factory.mktemp(name)) for name in ("one", "other")
            )
        ]
        yield [stack.enter_context(httpx.Client(base_url=each.address(), timeout=60)) for each in running]


def settings_of(endpoint: Endpoint, redis: RedisServer, folder: Path) -> dict[str, str]:
    return environment_of(endpoint, GATEWAY_DATA_DIR=folder, CACHE_URL=redis.url)


def card(client: httpx.Client, name: str) -> tuple[str, str]:
    """The answer, and whether it came out of the cache."""
    answer = client.post("/graphql", json={"query": CARD, "variables": {"identity": email(name)}})
    assert "errors" not in answer.json(), answer.text
    return answer.text, answer.headers["x-cache"]


def write(client: httpx.Client, *records: dict[str, Any]) -> None:
    answer = client.post("/graphql", json={"query": WRITE, "variables": {"r": list(records)}}).json()
    assert answer == {"data": {"ingestRecords": {"refused": 0}}}


def test_a_write_through_one_gateway_makes_the_next_lookup_of_another_new_at_every_level(
    two_gateways: list[httpx.Client],
) -> None:
    one, other = two_gateways
    write(one, *world("ada"))
    for client in two_gateways:  # the first makes what both keep
        card(client, "ada"), card(client, "not-ada")
    for number, change in enumerate(changes("ada")):
        writer, reader = (one, other) if number % 2 else (other, one)
        before, kept = card(reader, "ada")
        assert kept == "HIT"
        write(writer, change)
        after, kept = card(reader, "ada")
        assert kept == "MISS", change
        assert after != before, change
        assert card(writer, "ada") == (after, "HIT")
        assert card(reader, "not-ada")[1] == "HIT"


def test_a_gateway_hears_of_records_that_a_command_loads_elsewhere(
    two_gateways: list[httpx.Client], engine_endpoint: Endpoint, redis: RedisServer, tmp_path: Path
) -> None:
    one = two_gateways[0]
    write(one, *world("eve"))
    card(one, "eve")
    assert card(one, "eve")[1] == "HIT"
    record = {"entity": "person", "identities": [email("eve")], "attributes": {"fullName": "Eve by file"}}
    (tmp_path / "one.jsonl").write_bytes(orjson.dumps(record))
    environment = settings_of(engine_endpoint, redis, tmp_path / "third")
    loaded = run_gateway("load", str(tmp_path / "one.jsonl"), environment=environment)
    assert loaded.returncode == 0, loaded.stderr
    text, kept = card(one, "eve")
    assert (kept, "Eve by file" in text) == ("MISS", True)


def test_a_subscription_to_one_gateway_hears_of_a_write_through_another(two_gateways: list[httpx.Client]) -> None:
    one, other = two_gateways
    body = {"query": WATCH, "variables": {"identity": email("fay")}}
    with other.stream("POST", "/graphql", json=body, headers={"accept": "text/event-stream"}) as stream:
        data = (line for line in stream.iter_lines() if line.startswith("data: "))
        assert '"person":null' in next(data)
        write(one, person("fay", fullName="Fay"))
        assert '"fullName":"Fay"' in next(data)


def test_gateways_answer_without_redis_and_keep_answers_again_when_it_is_back(
    two_gateways: list[httpx.Client], redis: RedisServer
) -> None:
    """The last test of the two: it takes their Redis away."""
    one, other = two_gateways
    write(one, *world("gus"))
    card(one, "gus")
    redis.stop()
    for client in two_gateways:
        assert card(client, "gus")[1] == "MISS"
    write(one, person("gus", fullName="Gus II"))
    assert "Gus II" in card(other, "gus")[0]
    redis.start()
    ends = time.monotonic() + 60
    while not all(card(client, "gus")[1] == "HIT" for client in two_gateways):
        assert time.monotonic() < ends, "they keep nothing again"
    write(one, person("gus", fullName="Gus III"))
    assert "Gus III" in card(other, "gus")[0]


@asynccontextmanager
async def serving(settings: Settings, database: Database, counting: Counting) -> AsyncIterator[ASGIApp]:
    """The whole application over a database that is counted."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Pipeline, Database]]:
        pipeline = build_pipeline(settings, counting)
        async with followed(pipeline.graph.journal, database):
            yield pipeline, database

    product = Product(opened, lambda *_: [], 10)
    app = build_app(product, settings)
    async with product.running(app):
        yield app


async def answer_of(app: ASGIApp, body: bytes) -> bytes:
    """What the application answers to a POST, without the costs of a client."""
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_thousand_equal_lookups_at_once_are_one_statement(
    database: Database, tmp_path: Path, processes: int
) -> None:
    counting = Counting(database)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(redis_server(tmp_path)).url if processes > 1 else "memory://"
        apps = [
            await stack.enter_async_context(
                serving(
                    Settings(data_dir=tmp_path / str(number), cache_url=url, cache_missing_ttl_s=600),
                    database,
                    counting,
                )
            )
            for number in range(processes)
        ]
        for app in apps:  # what a process reads once: namespaces and merge policies
            await answer_of(app, body_of("ben"))
        counting.asked = 0
        answers = await asyncio.gather(
            *(answer_of(apps[number % processes], body_of("ada")) for number in range(1_000))
        )
    assert set(answers) == {b'{"data":{"person":null}}'}
    assert counting.asked == 1


async def test_a_process_that_begins_under_load_reads_what_it_needs_once(database: Database, tmp_path: Path) -> None:
    counting = Counting(database)
    async with serving(Settings(data_dir=tmp_path), database, counting) as app:
        await asyncio.gather(*(answer_of(app, body_of("ada")) for _ in range(200)))
    assert counting.asked <= 4  # the policies, the namespaces (again for who came while they were read), and the lookup


def body_of(name: str) -> bytes:
    return orjson.dumps({"query": CARD, "variables": {"identity": email(name)}})
