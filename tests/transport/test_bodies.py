"""Request bodies that other servers trip over: each is refused with 4xx, a GraphQL error, and words about itself."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from gateway.settings import Settings
from gateway.transport.body import read_body
from gateway.transport.refusals import RefusedError
from gateway.transport.routes import build_app
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is empty."),
        (b" \n", "The body is empty."),
        (b"null", "The body is null where an object is wanted."),
        (b"true", "The body is true where an object is wanted."),
        (b"1", "The body is a number where an object is wanted."),
        (b'"x"', "The body is a string where an object is wanted."),
        (b"[]", "The body is an array of 0: requests are not taken in batches."),
        (b'[{"query":"{hello}"},{"query":"{hello}"}]', "The body is an array of 2: requests are not taken"),
        (b'{ "not a JSON', "The body is not JSON: "),
        (b'{"query": "{hello}"} {}', "The body is not JSON: "),
        (b'{"query": NaN}', "The body is not JSON: "),
        (b"\xef\xbb\xbf{}", "The body is not JSON: "),
        (b'{"query": "{hello}", "variables": {"a": ' + b"1" * 10_000 + b"}}", "The body is not JSON: number"),
        (b'{"query": "{hello}", "operationName": "\\ud800"}', "The body is not JSON: "),
        (b'{"query": "{hello}", "operationName": "\xed\xa0\x80"}', "The body is not UTF-8: byte 39 is 0xed."),
        (b'{"query": "\xff"}', "The body is not UTF-8: byte 11 is 0xff."),
        ('{"query": "{hello}"}'.encode("utf-16"), "The body is not UTF-8: byte 0 is 0xff."),
        (b'{"query": "{hello}", "variables": {"\\udc00": 1}}', "The body is not JSON: "),
    ],
)
async def test_a_body_that_is_no_request_is_refused_with_400(
    client: httpx.AsyncClient, body: bytes, message: str
) -> None:
    response = await client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["message"].startswith(message)
    assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("levels", [64, 1_000, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"a":', b"}")])
async def test_json_nested_deeply_is_refused_with_400(
    client: httpx.AsyncClient, levels: int, opened: bytes, closed: bytes
) -> None:
    body = b'{"query": "{hello}", "variables": {"a": %s1%s}}' % (opened * levels, closed * levels)
    response = await client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] in ("LIMIT_EXCEEDED", "BAD_INPUT")


async def test_json_nested_as_deep_as_allowed_is_read(client: httpx.AsyncClient) -> None:
    nested = json.loads("[" * 62 + "]" * 62)
    response = await client.post("/graphql", json={"query": "{ hello }", "variables": {"a": nested}})
    assert response.status_code == 200


async def test_nesting_over_the_limit_tells_the_limit(client: httpx.AsyncClient) -> None:
    nested = json.loads("[" * 63 + "]" * 63)
    response = await client.post("/graphql", json={"query": "{ hello }", "variables": {"a": nested}})
    (error,) = response.json()["errors"]
    assert error["message"] == "Levels of JSON, in the body: 65 asked for, 64 allowed."
    assert (error["extensions"]["limit"], error["extensions"]["asked"]) == (64, 65)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "GZIP"])
async def test_a_compressed_body_is_refused_with_415_and_clear_words(client: httpx.AsyncClient, encoding: str) -> None:
    body = gzip.compress(b'{"query": "{hello}"}')
    response = await client.post("/graphql", content=body, headers={**JSON, "content-encoding": encoding})
    assert response.status_code == 415
    assert response.headers["accept-encoding"] == "identity"
    assert response.json()["errors"][0]["message"] == f"The body is encoded as '{encoding}'."


async def test_compressed_bytes_that_do_not_say_so_are_refused_with_400(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", content=gzip.compress(b"{}"), headers=JSON)
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "The body is not UTF-8: byte 1 is 0x8b."


async def test_a_body_at_the_limit_is_read_and_one_byte_more_is_refused_with_413() -> None:
    body = b'{"query": "{hello}"}'.ljust(1_000)
    async with client_of(SchemaGateway(), max_body_bytes=1_000) as client:
        assert (await client.post("/graphql", content=body, headers=JSON)).status_code == 200
        refused = await client.post("/graphql", content=body + b" ", headers=JSON)
    assert refused.status_code == 413
    extensions = refused.json()["errors"][0]["extensions"]
    assert extensions["code"] == "LIMIT_EXCEEDED"
    assert (extensions["limit"], extensions["asked"]) == (1_000, 1_001)


async def test_a_body_that_does_not_announce_its_size_is_cut_off_at_the_limit() -> None:
    sent = 0

    async def receive() -> Message:
        nonlocal sent
        sent += 400
        return {"type": "http.request", "body": b" " * 400, "more_body": True}

    with pytest.raises(RefusedError) as caught:
        await read_body(_post(receive), limit_bytes=1_000)
    assert caught.value.status == 413
    assert sent == 1_200


async def test_an_announced_size_over_the_limit_is_refused_unread() -> None:
    async def receive() -> Message:
        raise AssertionError("the body was read")

    with pytest.raises(RefusedError) as caught:
        await read_body(_post(receive, ("content-length", "1001")), limit_bytes=1_000)
    assert caught.value.error.extensions["asked"] == 1_001


async def test_a_body_that_never_ends_is_given_up() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    with pytest.raises(RefusedError) as caught:
        await read_body(_post(receive), limit_bytes=1_000, timeout_s=0)
    assert caught.value.status == 408


async def test_a_client_that_goes_away_in_the_middle_leaves_no_trace_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nobody is there to send to")

    app = build_app(SchemaGateway(), Settings())
    with caplog.at_level(logging.INFO):
        await app(_post(receive).scope, receive, send)
    assert caplog.records == []
    with pytest.raises(ClientDisconnect):
        await read_body(_post(receive), limit_bytes=1_000)


async def test_a_large_body_in_pieces_is_put_together(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for character in '{"query": "{ hello(name: \\"Zoë\\") }"}'.encode():
            yield bytes([character])

    response = await client.post("/graphql", content=pieces(), headers=JSON)
    assert response.json() == {"data": {"hello": "hello Zoë"}}


def _post(receive: object, *headers: tuple[str, str]) -> Request:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")]
        + [(name.encode(), value.encode()) for name, value in headers],
    }
    return Request(scope, receive)  # type: ignore[arg-type]
