"""Answers to GET that the client has already are not sent again."""

from __future__ import annotations

import httpx
import pytest

from gateway.shape.answer import CacheNote
from tests.transport.schema_gateway import SchemaGateway

HELLO = {"query": "{ hello }"}


async def test_a_client_that_has_the_answer_is_told_so(client: httpx.AsyncClient, gateway: SchemaGateway) -> None:
    gateway.cache = CacheNote(hit=True, age_s=3, max_age_s=30)
    first = await client.get("/graphql", params=HELLO)
    tag = first.headers["etag"]
    assert tag[0] == tag[-1] == '"'
    again = await client.get("/graphql", params=HELLO, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "age", "vary"):
        assert again.headers[name] == first.headers[name]
    assert "content-type" not in again.headers


@pytest.mark.parametrize("others", ['"x", {}', "W/{}", "*", '{},"x"'])
async def test_the_answer_may_be_one_of_several(client: httpx.AsyncClient, others: str) -> None:
    tag = (await client.get("/graphql", params=HELLO)).headers["etag"]
    headers = {"if-none-match": others.format(tag)}
    assert (await client.get("/graphql", params=HELLO, headers=headers)).status_code == 304
    assert (await client.head("/graphql", params=HELLO, headers=headers)).status_code == 304


@pytest.mark.parametrize("other", ['"x"', "x", ""])
async def test_a_client_that_has_another_gets_this_one(client: httpx.AsyncClient, other: str) -> None:
    answer = await client.get("/graphql", params=HELLO, headers={"if-none-match": other})
    assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello world"}})


async def test_another_answer_or_media_type_has_another_tag(client: httpx.AsyncClient) -> None:
    types = ("application/json", "application/graphql-response+json")
    answers = [
        await client.get("/graphql", params={"query": f'{{ hello(name: "{name}") }}'}, headers={"accept": accept})
        for name in ("a", "b")
        for accept in types
    ]
    assert len({each.headers["etag"] for each in answers}) == 4


async def test_what_is_refused_and_what_comes_by_post_has_no_tag(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.get("/graphql", params={"query": "{ nothing }"}),
        await client.get("/graphql", params={"query": "mutation { greet }"}),
        await client.post("/graphql", json=HELLO, headers={"if-none-match": "*"}),
    ):
        assert "etag" not in answer.headers
        assert answer.status_code != 304
