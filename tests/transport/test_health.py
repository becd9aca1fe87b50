"""Paths beside the API, and what is said where nothing is served."""

from __future__ import annotations

import logging

import httpx
import pytest
from graphql import build_schema

from gateway.pipeline import Answer, Request
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import Ready, SchemaGateway


class Broken(SchemaGateway):
    """A gateway with a bug in the one place that promises not to raise."""

    async def answer(self, request: Request) -> Answer:
        raise ZeroDivisionError("secret detail")


async def test_the_process_says_that_it_is_alive_while_the_engine_is_not() -> None:
    async with client_of(SchemaGateway(readiness=Ready(False, "the engine is starting"))) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "words": "the engine is starting"})


async def test_ready_is_200_and_never_stored(client: httpx.AsyncClient) -> None:
    response = await client.get("/readyz")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


async def test_the_schema_is_served_as_text_that_parses(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert build_schema(response.text).query_type is not None


async def test_the_schema_is_not_served_where_introspection_is_off() -> None:
    async with client_of(SchemaGateway(), introspection=False) as client:
        response = await client.get("/schema.graphql")
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_the_root_leads_to_the_api(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.status_code == 307
    assert response.headers["location"] == "/graphql"


async def test_a_path_that_nobody_serves_is_404_with_a_graphql_error(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphq")
    assert response.status_code == 404
    (error,) = response.json()["errors"]
    assert error["message"] == "Nothing is served at '/graphq'."
    assert error["extensions"]["code"] == "NOT_FOUND"


async def test_a_method_that_a_path_does_not_take_is_405_with_a_graphql_error(client: httpx.AsyncClient) -> None:
    response = await client.post("/healthz")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["errors"][0]["message"] == "POST of '/healthz' is not served: Method Not Allowed."


async def test_a_bug_is_internal_with_the_request_id_and_is_logged_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with client_of(Broken()) as client:
        response = await client.post("/graphql", json={"query": "{ hello }"}, headers={"x-request-id": "trace-9"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] == response.headers["x-request-id"] == "trace-9"
    assert "secret" not in response.text
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert "secret detail" in str(record.exc_info[1])
