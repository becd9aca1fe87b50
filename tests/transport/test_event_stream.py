"""Server-sent events on the same path: streamed where that is asked for, resumed from the last event that was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import orjson
import pytest

from tests.transport.schema_gateway import SchemaGateway

COUNT = "subscription($to: Int) { count(to: $to) }"


async def stream(client: httpx.AsyncClient, query: str, accept: str = "text/event-stream", **more: Any) -> bytes:
    body = {"query": query, "variables": {"to": 3}}
    answer = await client.post("/graphql", json=body, headers={"accept": accept, **more.get("headers", {})})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    return answer.content


def parsed(content: bytes) -> list[Mapping[str, str]]:
    blocks = [block for block in content.decode().split("\n\n") if block and not block.startswith(":")]
    return [dict(line.partition(":")[::2] for line in block.split("\n")) for block in blocks]


async def test_every_answer_is_an_event_and_the_last_says_that_it_is_complete(client: httpx.AsyncClient) -> None:
    content = await stream(client, COUNT)
    assert b"\r" not in content
    events = parsed(content)
    assert [each["event"].strip() for each in events] == ["next", "next", "next", "complete"]
    assert orjson.loads(events[2]["data"]) == {"data": {"count": 3}}
    assert events[2]["id"].strip() == "3"
    assert events[3]["data"] == ""


async def test_a_stream_goes_on_after_the_last_event_that_was_seen(client: httpx.AsyncClient) -> None:
    events = parsed(await stream(client, COUNT, headers={"last-event-id": "2"}))
    assert [each.get("id", "").strip() for each in events] == ["3", ""]


async def test_a_refused_operation_is_an_event_too(client: httpx.AsyncClient) -> None:
    events = parsed(await stream(client, "{ nothing }"))
    assert [each["event"].strip() for each in events] == ["next", "complete"]
    assert orjson.loads(events[0]["data"])["errors"]


async def test_a_query_is_answered_with_json_by_a_client_that_takes_both(client: httpx.AsyncClient) -> None:
    accept = "application/graphql-response+json, application/json, text/event-stream"
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": accept})
    assert answer.headers["content-type"].startswith("application/graphql-response+json")
    assert answer.json() == {"data": {"hello": "hello world"}}
    assert parsed(await stream(client, COUNT, accept))[0]["event"].strip() == "next"


async def test_a_subscription_by_get_is_streamed_and_a_mutation_is_not_run(
    client: httpx.AsyncClient, gateway: SchemaGateway
) -> None:
    parameters = {"query": COUNT, "variables": '{"to": 1}'}
    answer = await client.get("/graphql", params=parameters, headers={"accept": "text/event-stream"})
    assert len(parsed(answer.content)) == 2
    mutation = {"query": "mutation { greet }"}
    answer = await client.get("/graphql", params=mutation, headers={"accept": "text/event-stream"})
    assert orjson.loads(parsed(answer.content)[0]["data"])["errors"]


@pytest.mark.parametrize("accept", ["text/event-stream;q=0", "text/*"])
async def test_a_client_that_does_not_ask_for_events_gets_none(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": accept})
    assert answer.status_code == 406
