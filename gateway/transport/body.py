"""Request bodies: bytes within a limit of size and time, then one JSON object within a limit of nesting."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from starlette.requests import Request

from gateway.errors import ErrorCode, GatewayError, limit_exceeded
from gateway.transport.media_types import parse_media_type
from gateway.transport.refusals import JSON_TYPE, RefusedError, bad_request, shown, too_large

_BODY_TIMEOUT_S = 30.0
_MAX_NESTING = 64
"""Levels of JSON: variables of the deepest filter stay far below."""


async def read_body(request: Request, limit_bytes: int, timeout_s: float = _BODY_TIMEOUT_S) -> bytes:
    """The JSON text that was sent, unread. Raises `RefusedError` (408, 413, 415) that names what was found instead."""
    check_media(request)
    try:
        async with asyncio.timeout(timeout_s):
            return await _read(request, limit_bytes)
    except TimeoutError:
        error = GatewayError(ErrorCode.TIMEOUT, f"The body did not arrive within {timeout_s:g} s.")
        raise RefusedError(408, error, {"connection": "close"}) from None


def check_media(request: Request) -> None:
    """Raise `RefusedError` (415) where the headers do not say that the body is plain JSON."""
    _check_content_type(request)
    _check_content_encoding(request)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object that a body is. Raises `RefusedError` (400) that names what was found instead."""
    value = json_value(body, "The body")
    if isinstance(value, list):
        raise bad_request(
            f"The body is an array of {len(value)}: requests are not taken in batches.",
            "Send each request on its own, or ask for several root fields in one operation.",
        )
    if not isinstance(value, dict):
        raise bad_request(f"The body is {named(value)} where an object is wanted.")
    return value


def json_value(text: bytes, what: str) -> object:
    """The JSON in `text`, nested within bounds; `what` names it in the refusal. Raises `RefusedError` (400)."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as trouble:
        raise _not_json(text, what, trouble) from None
    if text.count(b"{") + text.count(b"[") > _MAX_NESTING:
        _check_nesting(value, what)
    return value


def named(value: object) -> str:
    """What kind of JSON a value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
    return "an object"


def _check_content_type(request: Request) -> None:
    sent = request.headers.getlist("content-type")
    hint = "Send the header `Content-Type: application/json`."
    if not sent:
        raise bad_request("The request has no Content-Type.", hint, status=415)
    media_type = parse_media_type(sent[0]) if len(sent) == 1 else None
    if media_type is None or media_type.essence != JSON_TYPE:
        raise bad_request(f"The Content-Type is {shown(', '.join(sent))}.", hint, status=415)
    if not media_type.is_utf_8:
        charset = shown(media_type.parameters["charset"])
        raise bad_request(f"The charset is {charset}.", "Send UTF-8.", status=415)


def _check_content_encoding(request: Request) -> None:
    encoding = ", ".join(request.headers.getlist("content-encoding")).strip()
    if encoding.lower() not in ("", "identity"):
        raise bad_request(
            f"The body is encoded as {shown(encoding)}.",
            "Send it without Content-Encoding: compressed requests are not read.",
            status=415,
            accept_encoding="identity",
        )


async def _read(request: Request, limit_bytes: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise too_large(limit_bytes, int(announced))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise too_large(limit_bytes, len(body))
    return bytes(body)


def _not_json(text: bytes, what: str, trouble: orjson.JSONDecodeError) -> RefusedError:
    if not text.strip():
        return bad_request(f"{what} is empty.", 'Send JSON such as {"query": "{ __typename }"}.')
    try:
        text.decode()
    except UnicodeDecodeError as found:
        return bad_request(f"{what} is not UTF-8: byte {found.start} is 0x{text[found.start]:02x}.")
    return bad_request(f"{what} is not JSON: {trouble}.")


def _check_nesting(value: object, what: str) -> None:
    """Raise LIMIT_EXCEEDED where it is too deep. Goes level by level, so that deep JSON costs no stack."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > _MAX_NESTING:
            error = limit_exceeded(f"Levels of JSON, in {what[0].lower()}{what[1:]}", _MAX_NESTING, depth)
            raise RefusedError(400, error)
        level = [child for parent in level for child in _children(parent)]


def _children(value: object) -> list[object]:
    """The arrays and objects directly inside a JSON value."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [child for child in inside if isinstance(child, dict | list)]
