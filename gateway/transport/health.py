"""What machines ask: is the process alive, may it have traffic, what is its schema."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import ErrorCode, GatewayError
from gateway.transport.interface import Gateway
from gateway.transport.refusals import JSON_TYPE, RefusedError, error_response

Endpoint = Callable[[Request], Awaitable[Response]]
_UNSTORED = {"cache-control": "no-store"}


async def healthz(_: Request) -> Response:
    """200 as long as the process answers at all; asks nobody else."""
    return Response(orjson.dumps({"status": "ok"}), headers=_UNSTORED, media_type=JSON_TYPE)


def readyz(gateway: Gateway) -> Endpoint:
    """200 where requests can be answered, 503 where not, with the reason in words."""

    async def respond(_: Request) -> Response:
        readiness = await gateway.ready()
        body = orjson.dumps({"ready": readiness.ready, "words": readiness.words})
        return Response(body, 200 if readiness.ready else 503, _UNSTORED, JSON_TYPE)

    return respond


def schema_graphql(gateway: Gateway, published: bool) -> Endpoint:
    """The schema as text; 403 where introspection is off, since this would be a way round it."""

    async def respond(_: Request) -> Response:
        if not published:
            error = GatewayError(ErrorCode.FORBIDDEN, "The schema is not published: introspection is off.")
            return error_response(RefusedError(403, error))
        return Response(gateway.sdl(), headers={"cache-control": "no-cache"}, media_type="text/plain")

    return respond
