"""Around every request: its id in logs and headers, headers that browsers want, and the last word on bugs."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import internal
from gateway.observe import current_request_id, request_id_from, request_scope
from gateway.transport.refusals import RefusedError, error_response

log = logging.getLogger(__name__)

_REQUEST_ID = "x-request-id"
_RESOURCE_POLICY = b"cross-origin-resource-policy"


class RequestScope:
    """ASGI middleware. `X-Request-Id` is taken from the request where it is sane, made otherwise, and sent back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request_scope(request_id_from(Headers(scope=scope).get(_REQUEST_ID))):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = message["headers"] = list(message.get("headers", ()))
                headers.append((_REQUEST_ID.encode(), current_request_id().encode()))
                headers.append((b"x-content-type-options", b"nosniff"))
                if not any(name == _RESOURCE_POLICY for name, _ in headers):
                    headers.append((_RESOURCE_POLICY, b"same-origin"))
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            log.debug("the client went away before its request was whole")
        except Exception:
            log.exception("a request failed on our side")
            if not started:
                refusal = RefusedError(500, internal(current_request_id()))
                await error_response(refusal)(scope, receive, send_with_headers)
