"""The short way of a plain POST to /graphql: JSON in, an answer out, and nothing special asked for.

What a request goes through otherwise (hosts, the table of paths, media types, limits of bodies) costs more than its
answer does. What all headers that matter come to is therefore worked out once, by the same rules, and remembered by
their bytes. Whatever is not plain, or is to be refused, goes the ordinary way as if nobody had looked at it.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import Any, cast

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.pipeline import Answer
from gateway.transport.allowed_hosts import foreign_host
from gateway.transport.graphql_endpoint import GraphQLEndpoint, Wanted, headers_of, status_of
from gateway.transport.refusals import RefusedError

_PATH = "/graphql"
_RELEVANT = frozenset(
    {
        *(b"host", b"accept", b"content-type", b"content-encoding", b"expect", b"upgrade"),
        *(b"cache-control", b"x-explain"),
    }
)
"""Headers by which it is decided whether and how a POST is answered."""
_MOST_VERDICTS = 1_000


class PlainPosts:
    """ASGI middleware. `allowed` are the hosts that are answered, None for all."""

    def __init__(self, app: ASGIApp, endpoint: GraphQLEndpoint, allowed: frozenset[str] | None) -> None:
        self._app = app
        self._endpoint = endpoint
        self._allowed = allowed
        self._verdicts: dict[tuple[tuple[bytes, bytes], ...], Wanted | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == _PATH:
            wanted = self._wanted(scope["headers"])
            if wanted is not None:
                begun = _Begun(receive)
                receive = begun.receive
                answer = await self._answer(begun, wanted)
                if answer is not None:
                    await _send(answer, wanted, send)
                    return
        await self._app(scope, receive, send)

    async def _answer(self, begun: _Begun, wanted: Wanted) -> Answer | None:
        if not begun.is_whole:
            return None
        try:
            return await self._endpoint.plain_answer(begun.message["body"], wanted)
        except RefusedError:
            return None  # in the right words by the ordinary way

    def _wanted(self, headers: list[tuple[bytes, bytes]]) -> Wanted | None:
        """How a request of these headers is answered; None where it has to be looked at closely."""
        relevant = tuple([header for header in headers if header[0] in _RELEVANT])
        try:
            return self._verdicts[relevant]
        except KeyError:
            pass
        if len(self._verdicts) >= _MOST_VERDICTS:
            self._verdicts.clear()
        request = Request({"type": "http", "method": "POST", "path": _PATH, "headers": list(relevant)})
        foreign = foreign_host(request.headers, self._allowed) is not None
        verdict = self._verdicts[relevant] = None if foreign else self._endpoint.plainly_wanted(request)
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


async def _send(answer: Answer, wanted: Wanted, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in headers_of(answer, wanted.media_type).items()]
    headers += ((b"content-length", str(len(answer.body)).encode()), (b"vary", b"Accept"))
    await send({"type": "http.response.start", "status": status_of(answer, wanted.media_type), "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
