"""GraphQL over WebSocket, by the protocol `graphql-transport-ws`: any number of operations on one connection.

Whatever breaks the protocol closes the connection with the code that the protocol names; a client that goes away, at
whatever moment, ends its operations and leaves no word in the log. The size of a message is limited by the server
before it is read (`serve_config`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gateway.errors import LocatedError, limit_exceeded
from gateway.pipeline import Outcome
from gateway.transport.draining import SERVICE_RESTART
from gateway.transport.interface import Gateway
from gateway.transport.parameters import request_of
from gateway.transport.refusals import RefusedError

PROTOCOL = "graphql-transport-ws"
INIT_TIMEOUT_S = 5.0
MOST_OPERATIONS = 100
"""At once on one connection."""
_LONGEST_REASON = 120
"""Bytes: a close frame holds no more."""


class _Closing(Exception):  # noqa: N818 - a signal, not a fault
    """The client broke the protocol: the connection ends with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:_LONGEST_REASON].decode(errors="ignore")


class GraphQLSocket:
    """ASGI application of one path. What is under way when the server is told to end may take `drain_s` more."""

    def __init__(self, gateway: Gateway, init_timeout_s: float = INIT_TIMEOUT_S, *, drain_s: float = 30) -> None:
        self._gateway = gateway
        self._drain_s = drain_s
        self._init_timeout_s = init_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not _is_of_this_site(socket):
            await socket.close()  # before it opens: the handshake is refused with 403
            return
        speaks = PROTOCOL in scope.get("subprotocols", ())
        with suppress(WebSocketDisconnect, OSError, RuntimeError):  # gone, at whatever moment
            await socket.accept(subprotocol=PROTOCOL if speaks else None)
            if not speaks:
                await socket.close(4406, f"Subprotocol not acceptable: speak {PROTOCOL}")
                return
            connection = _Connection(socket, self._gateway, self._init_timeout_s)
            draining = asyncio.create_task(self._drained(connection))
            try:
                await connection.serve()
            finally:
                draining.cancel()

    async def _drained(self, connection: _Connection) -> None:
        await self._gateway.draining.wait()
        await connection.drain(self._drain_s)


class _Connection:
    def __init__(self, socket: WebSocket, gateway: Gateway, init_timeout_s: float) -> None:
        self._socket = socket
        self._gateway = gateway
        self._init_timeout_s = init_timeout_s
        self._is_acknowledged = False
        self._is_draining = False
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._endless: set[str] = set()
        """Operations that are subscriptions."""

    async def drain(self, limit_s: float) -> None:
        """End subscriptions, wait for the answers to everything else, within limits, and close."""
        self._is_draining = True
        for id_ in self._endless & self._operations.keys():
            self._operations.pop(id_).cancel()
        if self._operations:
            await asyncio.wait(self._operations.values(), timeout=limit_s)
        await self._end_operations()
        with suppress(WebSocketDisconnect, OSError, RuntimeError):
            await self._socket.close(SERVICE_RESTART, "The server is ending")

    async def serve(self) -> None:
        try:
            try:
                async with asyncio.timeout(self._init_timeout_s):
                    while not self._is_acknowledged:
                        await self._take(await self._message())
            except TimeoutError:
                raise _Closing(4408, "Connection initialisation timeout") from None
            while True:
                await self._take(await self._message())
        except _Closing as closing:
            await self._end_operations()
            await self._socket.close(closing.code, closing.reason)
        finally:
            await self._end_operations()

    async def _message(self) -> Mapping[str, Any]:
        """The next message. Raises `_Closing` for what is none."""
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        text = received.get("text")
        if text is None:
            raise _Closing(4400, "Invalid message: binary, where JSON text is wanted")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise _Closing(4400, "Invalid message: no JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise _Closing(4400, "Invalid message: an object with the string 'type' is wanted")
        return message

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                self._check_payload(message)
                if self._is_acknowledged:
                    raise _Closing(4429, "Too many initialisation requests")
                self._is_acknowledged = True
                await self._send({"type": "connection_ack"})
            case "ping":
                self._check_payload(message)
                await self._send({"type": "pong"})
            case "pong":
                self._check_payload(message)
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                operation = self._operations.pop(_id_of(message), None)
                self._endless.discard(_id_of(message))
                if operation is not None:
                    operation.cancel()
            case other:
                raise _Closing(4400, f"Invalid message: its type is {other[:40]!r}")

    def _check_payload(self, message: Mapping[str, Any]) -> None:
        if not isinstance(message.get("payload") or {}, dict):
            raise _Closing(4400, "Invalid message: its payload is no object")

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if not self._is_acknowledged:
            raise _Closing(4401, "Unauthorized")
        id_, payload = _id_of(message), message.get("payload")
        if self._is_draining:
            return  # the client hears 1012 soon, and asks again elsewhere
        if id_ in self._operations:
            raise _Closing(4409, f"Subscriber for {id_} already exists")
        if not isinstance(payload, dict):
            raise _Closing(4400, "Invalid message: its payload is no object")
        if len(self._operations) >= MOST_OPERATIONS:
            error = limit_exceeded("Operations on one connection", MOST_OPERATIONS, MOST_OPERATIONS + 1)
            await self._send({"id": id_, "type": "error", "payload": [LocatedError(error).formatted()]})
            return
        self._operations[id_] = asyncio.create_task(self._operate(id_, payload))

    async def _operate(self, id_: str, payload: Mapping[str, Any]) -> None:
        """Send the answers of an operation until it ends, or is ended."""
        with suppress(WebSocketDisconnect, OSError, RuntimeError):
            try:
                request = request_of(payload, queries_only=False, fresh=False, request_id="")
            except RefusedError as refusal:
                error = LocatedError(refusal.error).formatted()
                await self._finish({"id": id_, "type": "error", "payload": [error]})
                return
            if self._gateway.streams(request):
                if self._is_draining:
                    return
                self._endless.add(id_)
            async for event in self._gateway.events(request):
                if event.answer.outcome is not Outcome.ANSWERED:
                    errors = orjson.loads(event.answer.body)["errors"]
                    await self._finish({"id": id_, "type": "error", "payload": errors})
                    return
                await self._send({"id": id_, "type": "next", "payload": orjson.Fragment(event.answer.body)})
            await self._finish({"id": id_, "type": "complete"})

    async def _finish(self, message: Mapping[str, Any]) -> None:
        """The last word of an operation, whose id is free again before the client hears it."""
        self._operations.pop(message["id"], None)
        self._endless.discard(message["id"])
        await self._send(message)

    async def _send(self, message: Mapping[str, Any]) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_text(orjson.dumps(message).decode())

    async def _end_operations(self) -> None:
        operations = list(self._operations.values())
        self._operations.clear()
        for operation in operations:
            operation.cancel()
        await asyncio.gather(*operations, return_exceptions=True)


def _id_of(message: Mapping[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise _Closing(4400, "Invalid message: its id is no string")
    return id_


def _is_of_this_site(socket: WebSocket) -> bool:
    """Whether no page of another site opened the connection.

    A browser lets any page open one and read it, so the gateway has to look where the page is from: browsers say so in
    `Origin`, other clients do not.
    """
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == socket.headers.get("host", "").lower()
