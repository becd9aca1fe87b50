"""HTTP/1.1 on a connection, guarded: uvicorn has no limit of time or size for headers, so one is added here.

A connection that owes a request's headers has ten seconds for them and about 16 KiB; what is no HTTP is answered with
GraphQL error JSON. Everything after the headers is the application's to limit.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.errors import ErrorCode, GatewayError, limit_exceeded
from gateway.transport.draining import draining_of
from gateway.transport.refusals import JSON_TYPE, error_body

_SLICE_BYTES = 4_096
"""What the parser is fed at once: by so much a header may pass its limit unseen."""


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with limits for headers, and every offer but that of WebSocket declined."""

    header_limit_bytes = 16_384
    header_timeout_s = 10.0

    _owed: asyncio.TimerHandle | None = None
    """Runs while the client owes the rest of a request's headers, or of a body that nobody reads any more."""
    _pending_bytes = 0
    """What came since the last piece of a body or end of headers: unfinished headers or trailers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        joined = JoinedWrites(cast(asyncio.Transport, transport), self.loop)
        super().connection_made(cast(asyncio.Transport, joined))
        self._start_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        for start in range(0, len(data), _SLICE_BYTES):
            self._feed(data[start : start + _SLICE_BYTES])
            if self.transport.is_closing():
                return
        if self.cycle is None or self.cycle.response_complete:
            self._start_waiting()

    def on_headers_complete(self) -> None:
        self._pending_bytes = 0
        self._stop_waiting()
        if not self.parser.should_upgrade() or self._should_upgrade():
            super().on_headers_complete()
            draining = draining_of(self.app_state)
            if draining is not None and draining.is_set() and self.cycle is not None:
                self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self._pending_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._pending_bytes = 0
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection on, as it is."""
        self.transport = cast(JoinedWrites, self.transport).bare()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn answers to bytes that are no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, GatewayError(ErrorCode.BAD_INPUT, msg))

    def _feed(self, piece: bytes) -> None:
        self._pending_bytes += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as offer:
            if self._should_upgrade():
                self._stop_waiting()
                self.handle_websocket_upgrade()
            else:
                self._decline(piece[offer.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("The bytes received are not an HTTP/1.1 request.")
        if self._pending_bytes > self.header_limit_bytes and not self.transport.is_closing():
            error = limit_exceeded("Bytes of the request's headers", self.header_limit_bytes, self._pending_bytes)
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, error)

    def _decline(self, rest: bytes) -> None:
        """Read a request that offers an upgrade again, without the offer.

        The parser takes what follows such a head for the other protocol, so the body would be lost: Java's HTTP
        client offers HTTP/2 with every first request.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("CONNECT is not served here.")
            return
        kept = [name + b": " + value for name, value in self.headers if name != b"connection"]
        if not self.parser.should_keep_alive():
            kept.append(b"connection: close")
        head = b"%s %s HTTP/%s" % (method, self.url, self.parser.get_http_version().encode())
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets its own
        self._feed(b"\r\n".join([head, *kept, b"", rest]))

    def _start_waiting(self) -> None:
        if self._owed is None:
            self._owed = self.loop.call_later(self.header_timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._owed is not None:
            self._owed.cancel()
            self._owed = None

    def _give_up(self) -> None:
        if self._pending_bytes:
            message = f"The request's headers did not arrive within {self.header_timeout_s:g} s."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, GatewayError(ErrorCode.TIMEOUT, message))
        self.transport.close()

    def _refuse(self, status: HTTPStatus, error: GatewayError) -> None:
        """Answer and hang up: after this nothing on the connection can be trusted to be a request."""
        body = error_body(error)
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            f"content-type: {JSON_TYPE}; charset=utf-8",
            f"content-length: {len(body)}",
            "cache-control: no-store",
            "connection: close",
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.transport.close()


class JoinedWrites:
    """A transport whose writes of one turn of the loop go out as one: head and body of an answer, mostly.

    uvicorn writes them one after the other. Each would be a packet, and a call of the operating system on both ends.
    """

    __slots__ = ("_bare", "_loop", "_pieces")

    def __init__(self, bare: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._bare = bare
        self._loop = loop
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Have bytes sent in this turn, after those that wait already."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)

    def close(self) -> None:
        """Close when everything is sent."""
        self._flush()
        self._bare.close()

    def bare(self) -> asyncio.Transport:
        """The transport alone, nothing left to be sent."""
        self._flush()
        return self._bare

    def _flush(self) -> None:
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self._bare.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bare, name)
