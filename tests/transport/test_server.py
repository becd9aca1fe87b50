"""The real server on a real socket: headers, upgrades, keep-alive, what is no HTTP at all."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gateway.settings import Settings
from gateway.transport.guarded_protocol import GuardedProtocol, JoinedWrites
from gateway.transport.routes import build_app
from gateway.transport.server import Server, serve_config
from tests.transport.conftest import Address
from tests.transport.schema_gateway import SchemaGateway

_PATIENCE_S = 30
QUERY = b'{"query":"{hello}"}'


@contextmanager
def connection(address: Address) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=_PATIENCE_S) as opened:
        yield opened


def post(body: bytes = QUERY, *headers: bytes) -> bytes:
    """A whole POST of /graphql as it goes over the wire."""
    lines = [
        b"POST /graphql HTTP/1.1",
        b"Host: localhost",
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
        *headers,
    ]
    return b"\r\n".join([*lines, b"", body])


def response_of(opened: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the next response on the connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = opened.recv(65_536)
        assert piece, f"the connection ended after {received!r}"
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += opened.recv(65_536)
    return int(status.split()[1]), headers, body


def only_error(body: bytes) -> dict[str, Any]:
    (error,) = json.loads(body)["errors"]
    assert isinstance(error, dict)
    return error


def is_closed(opened: socket.socket) -> bool:
    """Whether the server hung up: waits for it."""
    try:
        return opened.recv(1) == b""
    except ConnectionResetError:
        return True


def test_the_server_answers_and_does_not_say_what_it_is_made_of(server_address: Address) -> None:
    with connection(server_address) as opened:
        opened.sendall(post())
        status, headers, body = response_of(opened)
    assert status == 200
    assert json.loads(body) == {"data": {"hello": "hello world"}}
    assert "server" not in headers


def test_a_connection_is_kept_for_the_next_request_also_after_a_refusal(server_address: Address) -> None:
    with connection(server_address) as opened:
        for body, expected in ((QUERY, 200), (b"null", 400), (QUERY, 200)):
            opened.sendall(post(body))
            assert response_of(opened)[0] == expected


def test_requests_sent_ahead_are_answered_in_order(server_address: Address) -> None:
    queries = [b'{"query":"{hello(name:\\"%d\\")}"}' % number for number in range(20)]
    with connection(server_address) as opened:
        opened.sendall(b"".join(post(query, b"Accept: application/json") for query in queries))
        received = b""
        while received.count(b"hello ") < len(queries):
            received += opened.recv(65_536)
    assert [received.count(b"hello %d" % number) for number in (0, 9, 19)] == [1, 1, 1]
    assert received.index(b"hello 9") < received.index(b"hello 19")


@pytest.mark.parametrize("size", [10_000, 16_000])
def test_headers_of_ordinary_size_pass(server_address: Address, size: int) -> None:
    with connection(server_address) as opened:
        opened.sendall(post(QUERY, b"X-Long: " + b"x" * size))
        assert response_of(opened)[0] == 200


@pytest.mark.parametrize("size", [21_000, 200_000, 5_000_000])
def test_a_header_that_is_too_long_is_refused_with_431(server_address: Address, size: int) -> None:
    with connection(server_address) as opened:
        try:
            opened.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * size)
        except ConnectionError:
            return  # hung up on in the middle of it, which is as good
        status, headers, body = response_of(opened)
        assert status == 431
        assert headers["connection"] == "close"
        assert only_error(body)["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert is_closed(opened)


def test_many_small_headers_and_a_long_address_count_too(server_address: Address) -> None:
    many = b"".join(b"X-%d: y\r\n" % number for number in range(4_000))
    for request in (b"GET /healthz HTTP/1.1\r\n" + many, b"GET /" + b"x" * 30_000 + b" HTTP/1.1\r\n"):
        with connection(server_address) as opened:
            opened.sendall(request)
            assert response_of(opened)[0] == 431


def test_a_long_header_sent_ahead_of_its_turn_is_refused(server_address: Address) -> None:
    with connection(server_address) as opened:
        opened.sendall(post() + b"GET /healthz HTTP/1.1\r\nX-Long: " + b"x" * 30_000)
        received = b""
        while piece := opened.recv(65_536):
            received += piece
    assert b"431 Request Header Fields Too Large" in received


def test_trailers_after_a_body_are_bounded(server_address: Address) -> None:
    head = post(b"", b"Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    with connection(server_address) as opened:
        opened.sendall(head + b"1\r\n \r\n0\r\nX-Trailer: " + b"x" * 30_000)
        assert response_of(opened)[0] == 431


def test_a_body_far_over_the_limit_is_refused_and_the_rest_of_it_is_let_go(server_address: Address) -> None:
    with connection(server_address) as opened:
        opened.sendall(post(b" " * 3_000_000))
        status, _, body = response_of(opened)
        assert status == 413
        assert only_error(body)["extensions"]["asked"] == 3_000_000
        opened.sendall(post())
        assert response_of(opened)[0] == 200


def test_a_chunked_body_over_the_limit_is_refused(server_address: Address) -> None:
    head = post(b"", b"Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    chunk = b"%x\r\n%s\r\n" % (50_000, b" " * 50_000)
    with connection(server_address) as opened:
        opened.sendall(head + chunk * 21)
        status, _, body = response_of(opened)
    assert status == 413
    assert only_error(body)["extensions"]["limit"] == 1_000_000


def test_bytes_that_are_no_http_are_refused_with_a_graphql_error(server_address: Address) -> None:
    with connection(server_address) as opened:
        opened.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        status, headers, body = response_of(opened)
        assert status == 400
        assert headers["content-type"] == "application/json; charset=utf-8"
        assert only_error(body)["extensions"]["code"] == "BAD_INPUT"
        assert is_closed(opened)


@pytest.mark.parametrize(
    ("path", "key", "status"), [(b"/graphql", b"", 400), (b"/elsewhere", b"dGhlIHNhbXBsZSBub25jZQ==", 403)]
)
def test_a_handshake_that_is_none_or_leads_nowhere_is_refused_and_leaves_no_word_in_the_log(
    server_address: Address, caplog: pytest.LogCaptureFixture, path: bytes, key: bytes, status: int
) -> None:
    request = (
        b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n"
        b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    )
    with caplog.at_level(logging.WARNING), connection(server_address) as opened:
        opened.sendall(request % (path, key))
        assert response_of(opened)[0] == status
    assert caplog.records == []


def test_a_client_that_offers_http_2_is_served_by_http_1_again_and_again(server_address: Address) -> None:
    offer = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    with connection(server_address) as opened:
        for headers in (offer, (), offer):
            opened.sendall(post(QUERY, *headers))
            status, _, body = response_of(opened)
            assert (status, json.loads(body)) == (200, {"data": {"hello": "hello world"}})


def test_a_body_that_follows_an_offer_in_pieces_is_read_whole(server_address: Address) -> None:
    request = post(QUERY.ljust(20_000), b"Connection: Upgrade", b"Upgrade: h2c")
    with connection(server_address) as opened:
        for start in range(0, len(request), 1_000):
            opened.sendall(request[start : start + 1_000])
        assert response_of(opened)[0] == 200


def test_this_is_no_proxy(server_address: Address) -> None:
    with connection(server_address) as opened:
        opened.sendall(b"CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: elsewhere.test:443\r\n\r\n")
        status, _, body = response_of(opened)
    assert status == 400
    assert only_error(body)["message"] == "CONNECT is not served here."


class Wire(asyncio.Transport):
    """One end of a connection that nobody holds the other end of."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Alarms:
    """An event loop's timers, rung by hand: what is promised is that they are set and stopped, not how long."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.set: list[tuple[float, asyncio.TimerHandle, Any]] = []

    def call_later(self, delay_s: float, callback: Any, *args: Any) -> asyncio.TimerHandle:
        timer = self._loop.call_later(3_600, callback, *args)
        self.set.append((delay_s, timer, callback))
        return timer

    def ring(self) -> None:
        """Let every timer that was not cancelled go off now."""
        for _, timer, callback in self.set:
            if not timer.cancelled():
                timer.cancel()
                callback()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)


@pytest.fixture
async def guarded() -> tuple[GuardedProtocol, Wire, Alarms]:
    """A connection just made, with its wire and its alarms."""
    settings = Settings()
    config = serve_config(build_app(SchemaGateway(), settings), settings)
    alarms = Alarms(asyncio.get_running_loop())
    protocol = GuardedProtocol(config, ServerState(), {}, alarms)  # type: ignore[arg-type]
    wire = Wire()
    protocol.connection_made(wire)
    return protocol, wire, alarms


Guarded = tuple[GuardedProtocol, Wire, Alarms]


async def test_a_connection_that_sends_nothing_is_closed_without_a_word(guarded: Guarded) -> None:
    _, wire, alarms = guarded
    assert [delay_s for delay_s, _, _ in alarms.set] == [10.0]
    alarms.ring()
    assert wire.closed
    assert wire.written == b""


async def test_headers_that_dribble_in_are_given_up_with_408(guarded: Guarded) -> None:
    protocol, wire, alarms = guarded
    for byte in b"GET /healthz HTTP/1.1\r\nX-A":
        protocol.data_received(bytes([byte]))
    assert len(alarms.set) == 1, "bytes must not buy time"
    alarms.ring()
    assert wire.closed
    assert wire.written.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert only_error(wire.written.partition(b"\r\n\r\n")[2])["extensions"]["code"] == "TIMEOUT"


async def test_headers_that_are_whole_are_not_waited_for_any_more(guarded: Guarded) -> None:
    protocol, wire, alarms = guarded
    protocol.data_received(b"GET /healthz HTTP/1.1\r\n\r\n")
    alarms.ring()
    assert not wire.closed
    await _answered(wire, 1)
    assert wire.written.startswith(b"HTTP/1.1 200 OK\r\n")


async def test_headers_of_the_next_request_are_waited_for_as_long(guarded: Guarded) -> None:
    protocol, wire, alarms = guarded
    protocol.data_received(b"GET /healthz HTTP/1.1\r\n\r\n")
    await _answered(wire, 1)
    protocol.data_received(b"GET /healthz HTTP/1.1\r\nX-A")
    alarms.ring()
    assert wire.closed
    assert b"HTTP/1.1 408" in wire.written


async def test_a_body_that_is_no_longer_wanted_is_not_listened_to_for_ever(guarded: Guarded) -> None:
    protocol, wire, alarms = guarded
    protocol.data_received(post(b"").replace(b"Content-Length: 0", b"Content-Length: 9000000"))
    await _answered(wire, 1)
    protocol.data_received(b" " * 50_000)
    assert not wire.closed
    alarms.ring()
    assert wire.closed
    assert wire.written.count(b"HTTP/1.1") == 1


async def test_a_lost_connection_leaves_no_alarm_behind(guarded: Guarded) -> None:
    protocol, _, alarms = guarded
    protocol.connection_lost(None)
    assert all(timer.cancelled() for _, timer, _ in alarms.set)


async def _answered(wire: Wire, times: int) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while wire.written.count(b"HTTP/1.1") < times:
            await asyncio.sleep(0)


def test_the_server_listens_on_loopback_unless_told_otherwise() -> None:
    settings = Settings()
    assert serve_config(build_app(SchemaGateway(), settings), settings).host == "127.0.0.1"


class RecordingTransport(asyncio.Transport):
    """Where bytes end: what was written at once, and "close"."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.seen.append(bytes(data))

    def close(self) -> None:
        self.seen.append("close")

    def is_closing(self) -> bool:
        return "close" in self.seen


async def test_what_is_written_in_one_turn_of_the_loop_goes_out_as_one() -> None:
    bare = RecordingTransport()
    joined = JoinedWrites(bare, asyncio.get_running_loop())
    joined.write(b"head")
    joined.write(b"body")
    assert bare.seen == []
    await asyncio.sleep(0)
    joined.write(b"more")
    await asyncio.sleep(0)
    assert bare.seen == [b"headbody", b"more"]


async def test_a_connection_is_closed_or_handed_on_with_nothing_left_to_be_sent() -> None:
    bare = RecordingTransport()
    joined = JoinedWrites(bare, asyncio.get_running_loop())
    joined.write(b"last")
    assert joined.bare() is bare
    joined.write(b"words")
    joined.close()
    await asyncio.sleep(0)
    assert bare.seen == [b"last", b"words", "close"]
    assert joined.is_closing()


async def test_the_server_is_the_fast_one_and_sends_small_answers_at_once(settings: Settings) -> None:
    """uvloop, httptools, and no waiting for a fuller packet: each is what falls back in silence where it is missing."""
    config = serve_config(build_app(SchemaGateway(), settings), settings)
    assert config.get_loop_factory() is uvloop.new_event_loop
    assert issubclass(GuardedProtocol, HttpToolsProtocol)
    server = Server(config)
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(_PATIENCE_S):
        while not server.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname()[:2])
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        (protocol,) = server.server_state.connections
        assert isinstance(protocol, GuardedProtocol)
        assert protocol.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.end()
        await running
        writer.close()
