"""In front of everything: a POST in bytes that were answered before, whose answer is at hand, is answered here.

What such a request goes through otherwise (its id, its host, the table of paths, media types, the limits of bodies)
costs several times what finding the answer does. So what all headers that matter come to is worked out once, by the
same rules, and remembered by their bytes. Whatever is not plain, or not at hand, goes on as if nobody had looked at it.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import Any, cast

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.observe import new_request_id, request_id_from
from gateway.pipeline import Answer
from gateway.transport.allowed_hosts import foreign_host
from gateway.transport.answer_headers import answer_headers
from gateway.transport.graphql_endpoint import plain_media_type
from gateway.transport.interface import Gateway
from gateway.transport.request_scope import BROWSER_HEADERS, REQUEST_ID

_PATH = "/graphql"
_REQUEST_ID = REQUEST_ID.encode()
_RELEVANT = frozenset(
    {
        *(b"host", b"accept", b"content-type", b"content-encoding", b"expect", b"upgrade"),
        *(b"cache-control", b"x-explain"),
    }
)
"""Headers by which it is decided whether and how a POST is answered."""
_MOST_VERDICTS = 1_000


class KnownRequests:
    """ASGI middleware. `allowed` are the hosts that are answered, None for all."""

    def __init__(self, app: ASGIApp, gateway: Gateway, allowed: frozenset[str] | None) -> None:
        self._app = app
        self._gateway = gateway
        self._allowed = allowed
        self._verdicts: dict[tuple[tuple[bytes, bytes], ...], str | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != _PATH:
            await self._app(scope, receive, send)
            return
        media_type = self._media_type(scope["headers"])
        if media_type is None:
            await self._app(scope, receive, send)
            return
        begun = _Begun(receive)
        if begun.is_whole:
            answer = self._gateway.at_hand(begun.message["body"])
            if answer is not None:
                headers = _headers(answer, media_type, _request_id(scope["headers"]))
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": answer.body})
                return
        await self._app(scope, begun.receive, send)

    def _media_type(self, headers: list[tuple[bytes, bytes]]) -> str | None:
        """In what media type a request of these headers is answered; None where it has to be looked at closely."""
        relevant = tuple([header for header in headers if header[0] in _RELEVANT])
        try:
            return self._verdicts[relevant]
        except KeyError:
            pass
        if len(self._verdicts) >= _MOST_VERDICTS:
            self._verdicts.clear()
        request = Request({"type": "http", "method": "POST", "path": _PATH, "headers": list(relevant)})
        verdict = plain_media_type(request) if foreign_host(request.headers, self._allowed) is None else None
        self._verdicts[relevant] = verdict
        return verdict


class _Begun:
    """A body that is being read: its first message, where that is there, and how to go on receiving for others.

    What does not wait needs no limit of time around it, which would cost as much as all else here.
    """

    __slots__ = ("_reading", "_receive", "_waits_for", "message")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._reading = cast("Coroutine[Any, Any, Message]", receive())
        self._waits_for = None
        self.message: Message = {}
        try:
            self._waits_for = self._reading.send(None)
        except StopIteration as done:
            self.message = done.value

    @property
    def is_whole(self) -> bool:
        """Whether the message that is there is all of the body."""
        return "body" in self.message and not self.message.get("more_body", False)

    async def receive(self) -> Message:
        """The first message, and then what comes after it."""
        if self.message:
            message, self.message = self.message, {}
            return message
        if self._waits_for is not None:
            return await self
        return await self._receive()

    def __await__(self) -> Generator[Any, None, Message]:
        """What was begun by hand goes on when what it waits for is there."""
        waits_for, self._waits_for = self._waits_for, None
        yield waits_for
        return (yield from self._reading.__await__())


def _request_id(headers: list[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == _REQUEST_ID:
            return request_id_from(value.decode("latin-1"))
    return new_request_id()


def _headers(answer: Answer, media_type: str, request_id: str) -> list[tuple[bytes, bytes]]:
    """Those that the answer would have by the ordinary way."""
    return [
        *((name.encode(), value.encode()) for name, value in answer_headers(answer).items()),
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"vary", b"Accept"),
        (_REQUEST_ID, request_id.encode()),
        *BROWSER_HEADERS,
    ]
