"""GraphQL over WebSocket: the protocol's order, its close codes, and clients that go away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from gateway.settings import Settings
from gateway.transport import web_socket
from gateway.transport.routes import build_app
from tests.transport.conftest import Address, serving
from tests.transport.schema_gateway import SchemaGateway

Dial = Callable[..., AbstractAsyncContextManager[ClientConnection]]
COUNT = {"query": "subscription($to: Int) { count(to: $to) }"}


@pytest.fixture
def gateway() -> SchemaGateway:
    return SchemaGateway()


@pytest.fixture
def address(gateway: SchemaGateway, settings: Settings) -> Any:
    with serving(build_app(gateway, settings), settings) as address:
        yield address


@pytest.fixture
def dial(address: Address) -> Dial:
    @asynccontextmanager
    async def opened(protocol: str = "graphql-transport-ws", **more: Any) -> AsyncIterator[ClientConnection]:
        host, port = address
        async with connect(f"ws://{host}:{port}/graphql", subprotocols=[Subprotocol(protocol)], **more) as socket:
            yield socket

    return opened


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(orjson.dumps(message).decode())


async def hear(socket: ClientConnection) -> Any:
    return orjson.loads(await asyncio.wait_for(socket.recv(), 10))


async def started(socket: ClientConnection) -> None:
    await say(socket, type="connection_init", payload={"token": "x"})
    assert await hear(socket) == {"type": "connection_ack"}


async def closed_with(socket: ClientConnection) -> int:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    return int(socket.close_code or 0)


async def test_a_query_is_answered_once_and_a_subscription_until_its_end(dial: Dial) -> None:
    async with dial() as socket:
        await started(socket)
        await say(socket, id="q", type="subscribe", payload={"query": "{ hello }"})
        assert await hear(socket) == {"id": "q", "type": "next", "payload": {"data": {"hello": "hello world"}}}
        assert await hear(socket) == {"id": "q", "type": "complete"}
        await say(socket, id="q", type="subscribe", payload={**COUNT, "variables": {"to": 2}})
        heard = [await hear(socket) for _ in range(3)]
        assert [each["type"] for each in heard] == ["next", "next", "complete"]
        assert heard[1]["payload"] == {"data": {"count": 2}}


async def test_what_is_wrong_before_it_runs_is_an_error_and_leaves_the_connection_open(dial: Dial) -> None:
    async with dial() as socket:
        await started(socket)
        for payload in ({"query": "{ nothing }"}, {"query": 1}, {}):
            await say(socket, id="q", type="subscribe", payload=payload)
            heard = await hear(socket)
            assert (heard["id"], heard["type"]) == ("q", "error")
            assert heard["payload"][0]["extensions"]["code"]
        await say(socket, type="ping", payload={})
        assert await hear(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    "text",
    ["[]", "1", "null", "true", '"x"', "{", "{}", '{"type": 1}', '{"type": "start"}', '{"type": "subscribe"}',
     '{"type": "subscribe", "id": ""}', '{"type": "subscribe", "id": "a", "payload": []}', '{"type": "complete"}',
     '{"type": "ping", "payload": 1}', b"{}"],
)  # fmt: skip
async def test_a_message_that_is_none_closes_with_4400(dial: Dial, text: str | bytes) -> None:
    async with dial() as socket:
        await started(socket)
        await socket.send(text)
        assert await closed_with(socket) == 4400


async def test_an_operation_before_the_acknowledgement_closes_with_4401(dial: Dial) -> None:
    async with dial() as socket:
        await say(socket, id="q", type="subscribe", payload=COUNT)
        assert await closed_with(socket) == 4401


async def test_a_second_initialisation_closes_with_4429(dial: Dial) -> None:
    async with dial() as socket:
        await started(socket)
        await say(socket, type="connection_init")
        assert await closed_with(socket) == 4429


async def test_an_id_that_is_in_use_closes_with_4409(dial: Dial) -> None:
    async with dial() as socket:
        await started(socket)
        await say(socket, id="q", type="subscribe", payload=COUNT)
        await say(socket, id="q", type="subscribe", payload=COUNT)
        assert await closed_with(socket) == 4409


async def test_a_client_that_says_nothing_is_closed_with_4408(
    gateway: SchemaGateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_socket.GraphQLSocket.__init__, "__defaults__", (0.1,))
    with serving(build_app(gateway, settings), settings) as (host, port):
        protocols = [Subprotocol("graphql-transport-ws")]
        async with connect(f"ws://{host}:{port}/graphql", subprotocols=protocols) as socket:
            assert await closed_with(socket) == 4408


async def test_another_protocol_is_closed_with_4406(dial: Dial) -> None:
    async with dial("graphql-ws") as socket:
        assert await closed_with(socket) == 4406


async def test_a_message_that_is_too_large_is_not_read(dial: Dial) -> None:
    async with dial() as socket:
        await started(socket)
        await say(socket, id="q", type="subscribe", payload={"query": "x" * 1_000_001})
        assert await closed_with(socket) == 1009


async def test_a_page_of_another_site_cannot_connect(dial: Dial) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with dial(origin="http://elsewhere.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_completed_subscription_says_no_more_and_its_id_is_free(dial: Dial, gateway: SchemaGateway) -> None:
    async with dial() as socket:
        await started(socket)
        await say(socket, id="q", type="subscribe", payload=COUNT)
        await hear(socket)
        await say(socket, id="q", type="complete")
        await say(socket, id="last", type="subscribe", payload={"query": "{ hello }"})
        while (await hear(socket))["id"] != "last":
            pass
        assert (await hear(socket)) == {"id": "last", "type": "complete"}
        await say(socket, id="q", type="subscribe", payload={**COUNT, "variables": {"to": 1}})
        assert [(await hear(socket))["type"] for _ in range(2)] == ["next", "complete"]
    await _ended(gateway)


async def test_a_client_that_goes_away_ends_its_operations_and_leaves_no_word_in_the_log(
    dial: Dial, gateway: SchemaGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with dial() as socket:
        await started(socket)
        for number in range(20):
            await say(socket, id=str(number), type="subscribe", payload=COUNT)
        await hear(socket)
        socket.transport.abort()
    await _ended(gateway)
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


async def _ended(gateway: SchemaGateway) -> None:
    async with asyncio.timeout(10):
        while gateway.under_way:
            await asyncio.sleep(0.01)
