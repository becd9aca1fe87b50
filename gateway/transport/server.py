"""uvicorn, set up and guarded: it has no limit of time or size for headers, so one is added here.

A connection that owes a request's headers has ten seconds for them and about 16 KiB; a parser error is answered with
GraphQL error JSON. Everything after the headers is the application's to limit.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.errors import ErrorCode, GatewayError, limit_exceeded
from gateway.settings import Settings
from gateway.transport.refusals import JSON_TYPE, error_body

_SLICE_BYTES = 4_096
"""What the parser is fed at once: by so much a header may pass its limit unseen."""
_GRACEFUL_SHUTDOWN_S = 5
_KEEP_ALIVE_S = 15


def serve_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the application is served: loopback unless told otherwise, no access log, logging left as it was set up."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN_S,
    )


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with a limit of time and size for headers."""

    header_limit_bytes = 16_384
    header_timeout_s = 10.0

    _owed: asyncio.TimerHandle | None = None
    """Runs while the client owes the rest of a request's headers, or of a body that nobody reads any more."""
    _pending_bytes = 0
    """What came since the last piece of a body or end of headers: unfinished headers or trailers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._start_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), _SLICE_BYTES):
            piece = data[start : start + _SLICE_BYTES]
            self._pending_bytes += len(piece)
            super().data_received(piece)
            self._check_headers()
            if self.transport.is_closing():
                return
        if self.cycle is None or self.cycle.response_complete:
            self._start_waiting()

    def on_headers_complete(self) -> None:
        self._pending_bytes = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._pending_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._pending_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn answers to bytes that are no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, GatewayError(ErrorCode.BAD_INPUT, msg))

    def _check_headers(self) -> None:
        if self._pending_bytes > self.header_limit_bytes and not self.transport.is_closing():
            error = limit_exceeded("Bytes of the request's headers", self.header_limit_bytes, self._pending_bytes)
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, error)

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
