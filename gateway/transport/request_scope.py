"""Around every request: its id in logs and headers, headers that browsers want, and the last word on bugs."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import ending, internal
from gateway.observe import current_request_id, request_id_from, request_scope
from gateway.transport.refusals import RefusedError, error_response

log = logging.getLogger(__name__)

_REQUEST_ID = b"x-request-id"
_BROWSER_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cross-origin-resource-policy", b"same-origin"))


class RequestScope:
    """ASGI middleware. `X-Request-Id` is taken from the request where it is sane, made otherwise, and sent back.

    `draining` is set when the server is to end: then it gives up what takes too long.
    """

    def __init__(self, app: ASGIApp, draining: asyncio.Event) -> None:
        self._app = app
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_from(_offered_id(scope))
        with request_scope(request_id):
            await self._answer(scope, receive, send, request_id.encode())

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: bytes) -> None:
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), (_REQUEST_ID, request_id), *_BROWSER_HEADERS]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            log.debug("the client went away before its request was whole")
        except asyncio.CancelledError:
            if started or not self._draining.is_set():
                raise
            await error_response(RefusedError(503, ending()))(scope, receive, send_with_headers)
        except Exception:
            log.exception("a request failed on our side")
            if not started:
                refusal = RefusedError(500, internal(current_request_id()))
                await error_response(refusal)(scope, receive, send_with_headers)


def _offered_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == _REQUEST_ID:
            return str(value, "latin-1")
    return None
