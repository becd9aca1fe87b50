"""A gateway that is told to end while it is asked: what is under way is answered, and nothing new is taken."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.cli.exits import Exit
from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.store.database import Database, Transaction
from gateway.store.endpoint import Endpoint
from tests.live.gateway_process import GatewayProcess, environment_of, gateway_process

pytestmark = pytest.mark.live

PATIENCE_S = 60
PERSON = {"person": {"identities": [{"namespace": "Email", "value": "a@x.example"}]}}
WRITE = {
    "query": 'mutation($r: [RecordInput!]!) { ingestRecords(dataset: "d", records: $r) { created } }',
    "variables": {"r": [PERSON]},
}
WRITTEN = {"data": {"ingestRecords": {"created": 1}}}
WATCH = {
    "query": 'subscription { personChanged(identity: {namespace: "Email", value: "a@x.example"}) { id person { id } } }'
}


@pytest.fixture
def gateway(engine_endpoint: Endpoint, database: Database, tmp_path: Path) -> Iterator[GatewayProcess]:
    with _gateway(engine_endpoint, tmp_path) as process:
        yield process


@contextmanager
def _gateway(endpoint: Endpoint, folder: Path, **more: str) -> Iterator[GatewayProcess]:
    environment = environment_of(endpoint, GATEWAY_DATA_DIR=folder, **more)
    with gateway_process("serve", "--port", "0", environment=environment) as process:
        process.address()
        yield process


@asynccontextmanager
async def writers_wait(database: Database) -> AsyncIterator[None]:
    """While it lasts, the turn to write is ours: every mutation is under way and cannot end."""
    held, let_go = asyncio.Event(), asyncio.Event()

    async def hold(transaction: Transaction) -> None:
        await take_turn(transaction)
        held.set()
        await let_go.wait()

    holding = asyncio.create_task(database.write(hold))
    await asyncio.wait_for(held.wait(), PATIENCE_S)
    try:
        yield
    finally:
        let_go.set()
        await holding


async def waits_for_its_turn(database: Database) -> None:
    """Comes back when a transaction of somebody waits for the turn to write."""
    waiting = Statement("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)")
    async with asyncio.timeout(PATIENCE_S):
        while (await database.read(waiting))[0][0] == 0:
            await asyncio.sleep(0.05)


async def refuses(address: str) -> None:
    """Comes back when nobody listens any more."""
    url = httpx.URL(address)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with socket.socket() as tried:
                if tried.connect_ex((url.host, url.port)):
                    return
            await asyncio.sleep(0.05)


async def ended(gateway: GatewayProcess) -> int:
    return await asyncio.to_thread(gateway.process.wait, PATIENCE_S)


@asynccontextmanager
async def dialled(address: str) -> AsyncIterator[ClientConnection]:
    url = address.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        await opened.send('{"type": "connection_init"}')
        assert orjson.loads(await opened.recv()) == {"type": "connection_ack"}
        yield opened


async def say(opened: ClientConnection, id_: str, payload: dict[str, Any]) -> None:
    await opened.send(orjson.dumps({"id": id_, "type": "subscribe", "payload": payload}).decode())


async def hear(opened: ClientConnection) -> Any:
    return orjson.loads(await asyncio.wait_for(opened.recv(), PATIENCE_S))


async def test_a_request_under_way_is_answered_and_nothing_new_is_taken(
    gateway: GatewayProcess, database: Database
) -> None:
    address = gateway.address()
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:
        async with writers_wait(database):
            asked = asyncio.create_task(client.post("/graphql", json=WRITE))
            await waits_for_its_turn(database)
            gateway.process.send_signal(signal.SIGTERM)
            await refuses(address)
            assert gateway.process.poll() is None
            assert not asked.done()
        answer = await asked
    assert answer.json() == WRITTEN
    assert answer.headers["connection"] == "close"
    assert await ended(gateway) == Exit.OK, gateway.said
    assert "Traceback" not in gateway.said


async def test_connections_that_wait_for_the_next_request_are_closed_at_once(gateway: GatewayProcess) -> None:
    url = httpx.URL(gateway.address())
    with socket.create_connection((url.host, url.port), timeout=PATIENCE_S) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while not received.endswith(b'{"status":"ok"}'):
            received += await asyncio.to_thread(idle.recv, 65_536)
        gateway.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(idle.recv, 1) == b""
    assert await ended(gateway) == Exit.OK


async def test_what_takes_longer_than_the_drain_is_given_up_and_told_so(
    engine_endpoint: Endpoint, database: Database, tmp_path: Path
) -> None:
    with _gateway(engine_endpoint, tmp_path, GATEWAY_DRAIN_S="1") as gateway:
        async with (
            httpx.AsyncClient(base_url=gateway.address(), timeout=PATIENCE_S) as client,
            writers_wait(database),
        ):
            asked = asyncio.create_task(client.post("/graphql", json=WRITE))
            await waits_for_its_turn(database)
            gateway.process.send_signal(signal.SIGTERM)
            answer = await asked
            assert await ended(gateway) == Exit.OK, gateway.said
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


async def test_a_web_socket_is_closed_when_its_last_answer_is_sent(gateway: GatewayProcess, database: Database) -> None:
    """Its subscriptions end, which never would by themselves, and 1012 says that it is worth to connect again."""
    async with dialled(gateway.address()) as opened:
        async with writers_wait(database):
            await say(opened, "watched", WATCH)
            assert (await hear(opened))["type"] == "next"
            await say(opened, "written", WRITE)
            await waits_for_its_turn(database)
            gateway.process.send_signal(signal.SIGTERM)
            await refuses(gateway.address())
        said = await _until_closed(opened)
    assert [(each["id"], each["type"]) for each in said] == [("written", "next"), ("written", "complete")]
    assert said[0]["payload"] == WRITTEN
    assert opened.close_code == 1012
    assert await ended(gateway) == Exit.OK, gateway.said
    assert "Traceback" not in gateway.said


async def _until_closed(opened: ClientConnection) -> list[Any]:
    said = []
    try:
        while True:
            said.append(await hear(opened))
    except ConnectionClosed:
        return said


async def test_a_web_socket_that_only_watches_is_closed_at_once(gateway: GatewayProcess) -> None:
    async with dialled(gateway.address()) as opened:
        await say(opened, "watched", WATCH)
        assert (await hear(opened))["type"] == "next"
        gateway.process.send_signal(signal.SIGTERM)
        assert await _until_closed(opened) == []
    assert opened.close_code == 1012
    assert await ended(gateway) == Exit.OK, gateway.said


async def test_a_stream_of_events_ends_without_being_complete(gateway: GatewayProcess) -> None:
    """So its client comes back with the id of the last event that it saw."""
    async with (
        httpx.AsyncClient(base_url=gateway.address(), timeout=PATIENCE_S) as client,
        client.stream("POST", "/graphql", json=WATCH, headers={"accept": "text/event-stream"}) as stream,
    ):
        lines = stream.aiter_lines()
        while not (await anext(lines)).startswith("data:"):
            pass
        gateway.process.send_signal(signal.SIGTERM)
        rest = [line async for line in lines]
    assert "event: complete" not in rest
    assert await ended(gateway) == Exit.OK, gateway.said
    assert "Traceback" not in gateway.said
