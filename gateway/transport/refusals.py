"""What is said when a request does not get as far as the pipeline: a status, and a GraphQL error as JSON."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from gateway.errors import ErrorCode, GatewayError, LocatedError, limit_exceeded

JSON_TYPE = "application/json"
GRAPHQL_RESPONSE_TYPE = "application/graphql-response+json"


_SHOWN_CHARACTERS = 60


class RefusedError(Exception):
    """Raised where the transport finds a request unfit; becomes a response with this status."""

    def __init__(self, status: int, error: GatewayError, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = dict(headers or {})


def error_body(error: GatewayError) -> bytes:
    """A GraphQL response that has this error and no data."""
    return orjson.dumps({"errors": [LocatedError(error).formatted()]})


def error_response(refusal: RefusedError, media_type: str = JSON_TYPE) -> Response:
    """The refusal as the client wanted it: GraphQL error JSON, never stored."""
    headers = {"cache-control": "no-store"} | refusal.headers
    response = Response(error_body(refusal.error), refusal.status, headers)
    response.headers["content-type"] = f"{media_type}; charset=utf-8"
    return response


def bad_request(message: str, hint: str = "", status: int = 400, **headers: str) -> RefusedError:
    """A request that cannot be read; keyword arguments are headers, `_` standing for `-`."""
    error = GatewayError(ErrorCode.BAD_INPUT, message, hint=hint)
    return RefusedError(status, error, {name.replace("_", "-"): value for name, value in headers.items()})


def shown(text: str) -> str:
    """What was found, quoted, and cut where it is long."""
    return repr(text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…")


def too_large(limit_bytes: int, sent_bytes: int) -> RefusedError:
    """A body over the limit; where the client did not announce its size, `sent_bytes` is what came so far."""
    return RefusedError(413, limit_exceeded("Bytes of the request body", limit_bytes, sent_bytes))


def method_not_allowed(found: str, allowed: str, why: str) -> RefusedError:
    """405 with the `Allow` header that has to stand beside it."""
    return bad_request(f"{found} is not served here: {why}", f"Use {allowed}.", status=405, allow=allowed)
