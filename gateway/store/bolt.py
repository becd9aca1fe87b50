"""Read statements over connections of our own, where the driver's cost would be most of theirs.

The driver takes 0.65 ms of the processor for a statement, and as long again until its answer is seen; this takes 0.15.
It speaks as much of Bolt 5.1 to 5.4 as one read needs, to one server and unencrypted (`bolt://`): for everything else
there is the driver. So it is for whatever goes wrong here (a lost connection, a value that is more than plain, a
failure): who reads asks the driver then, which tries again and says what is the matter. Reading twice changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from struct import pack
from typing import Any, cast
from urllib.parse import urlsplit

from gateway.cypher.statement import Statement
from gateway.store.endpoint import Endpoint

packstream: Any = None
try:  # the driver's own coding of values, in Rust: not for others to use, so it may go at any time
    from neo4j._codec.packstream import Structure
    from neo4j._codec.packstream import v1 as packstream
except ImportError:  # pragma: no cover
    Structure = None

_HANDSHAKE = b"\x60\x60\xb0\x17" + b"\x00\x03\x04\x05" + bytes(12)
"""What Bolt begins with, and the versions that are spoken: 5.4 and the three before it."""
_VERSIONS = range(1, 5)
_HELLO, _LOGON, _RUN, _PULL = b"\x01", b"\x6a", b"\x10", b"\x3f"
_SUCCESS, _RECORD, _FAILURE = 0x70, 0x71, 0x7F
_LONGEST_CHUNK = 65_535
_DEFAULT_PORT = 7687
_CONNECT_S = 5.0
_GRACE_S = 5.0
"""After a statement's own limit of time, which the server keeps, until its connection is given up."""


class NotReadError(Exception):
    """The driver has to be asked. `code` is what the server said, where it said anything."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code


class _OtherVersionError(NotReadError):
    """The server speaks no version of Bolt that is spoken here."""


class BoltReads:
    """At most `connections` to a server, opened when they are needed. For one event loop."""

    def __init__(self, endpoint: Endpoint, user_agent: str, connections: int) -> None:
        address = urlsplit(endpoint.uri)
        self._address = (address.hostname or "localhost", address.port or _DEFAULT_PORT)
        self._greeting = _message(
            _HELLO,
            {"user_agent": user_agent, "bolt_agent": {"product": user_agent}, "notifications_minimum_severity": "OFF"},
        ) + _message(_LOGON, {"scheme": "basic", "principal": endpoint.user, "credentials": endpoint.password})
        self._extra = {"mode": "r", **({"db": endpoint.database} if endpoint.database else {})}
        self._pull = _message(_PULL, {"n": -1})
        self._free = connections
        self._idle: list[_Connection] = []
        self._useless = ""
        """Why nothing can be read this way any more."""

    @staticmethod
    def reach(endpoint: Endpoint) -> bool:
        """Whether this can speak with a server of that address: one server, unencrypted."""
        address = urlsplit(endpoint.uri)
        return packstream is not None and address.scheme == "bolt" and not address.query

    async def rows(self, statement: Statement, limit_ms: int) -> list[list[Any]]:
        """The rows of a read statement. Raises `NotReadError` where it has to be read by the driver."""
        asked = self._asked(statement, limit_ms)
        connection = await self._connection()
        alarm = asyncio.get_running_loop().call_later(limit_ms / 1000 + _GRACE_S, connection.abort)
        try:
            rows = [_plain(each) for each in await connection.ask(asked, 2)]
        except BaseException:
            connection.abort()  # what it would be asked next, it might answer with the rest of this
            self._free += 1
            raise
        finally:
            alarm.cancel()
        self._free += 1
        self._idle.append(connection)
        if self._useless:
            self._end_idle()
        return rows

    async def close(self) -> None:
        """Close the connections, each when nobody reads by it any more."""
        self._useless = "closed"
        self._end_idle()
        await asyncio.sleep(0)  # it takes a turn of the loop

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop().abort()

    def _asked(self, statement: Statement, limit_ms: int) -> bytes:
        extra = {**self._extra, "tx_timeout": limit_ms}
        try:
            return _message(_RUN, statement.text, dict(statement.parameters), extra) + self._pull
        except (TypeError, ValueError, OverflowError) as trouble:
            raise NotReadError("a parameter is more than plain") from trouble

    async def _connection(self) -> _Connection:
        """A connection that is this caller's, to be given back to `_idle` and `_free`."""
        if self._useless or not self._free:
            raise NotReadError(self._useless or "all connections are in use")
        self._free -= 1
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        try:
            return await self._opened()
        except BaseException:
            self._free += 1
            raise

    async def _opened(self) -> _Connection:
        try:
            async with asyncio.timeout(_CONNECT_S):
                host, port = self._address
                _, connection = await asyncio.get_running_loop().create_connection(_Connection, host, port)
                try:
                    await connection.greet(self._greeting)
                except _OtherVersionError:
                    self._useless = "the server speaks another version"
                    raise
                except BaseException:
                    connection.abort()
                    raise
        except (OSError, TimeoutError) as trouble:
            raise NotReadError("no connection") from trouble
        return connection


class _Connection(asyncio.Protocol):
    """Splits what comes into messages, and hands them over when as many requests are answered as were sent."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._version: bytes | None = None
        self._parts: list[bytes] = []
        self._messages: list[bytes] = []
        self._unanswered = 0
        self._answer: asyncio.Future[list[bytes]] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def greet(self, greeting: bytes) -> None:
        """Agree on a version and say who we are."""
        await self._sent(_HANDSHAKE, 1)
        version = self._version or bytes(4)
        if version[:2] != b"\0\0" or version[2] not in _VERSIONS or version[3] != 5:
            self.abort()
            raise _OtherVersionError("the server speaks another version")
        await self.ask(greeting, 2)

    async def ask(self, messages: bytes, count: int) -> list[bytes]:
        """The records that answer so many messages."""
        answers = await self._sent(messages, count)
        for each in answers:
            if each[1] == _FAILURE:
                said = cast("Mapping[str, Any]", _fields(each)[0])
                raise NotReadError("the server refused", str(said.get("code", "")))
        return [each for each in answers if each[1] == _RECORD]

    def abort(self) -> None:
        """End it, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(NotReadError("the connection was lost"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._version is None:
            if len(self._received) < 4:
                return
            self._version = bytes(self._received[:4])
            del self._received[:4]
            self._answered()
        self._split()

    async def _sent(self, data: bytes, count: int) -> list[bytes]:
        if self._transport is None or self._transport.is_closing():
            raise NotReadError("the connection was lost")
        self._messages, self._unanswered = [], count
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        return await self._answer

    def _split(self) -> None:
        """Take whole chunks out of what was received; an empty one ends a message, or is a sign of life."""
        received, at, end = self._received, 0, len(self._received)
        while at + 2 <= end:
            size = received[at] << 8 | received[at + 1]
            if at + 2 + size > end:
                break
            if size:
                self._parts.append(bytes(received[at + 2 : at + 2 + size]))
            elif self._parts:
                message, self._parts = b"".join(self._parts), []
                self._messages.append(message)
                if message[1] != _RECORD:
                    self._answered()
            at += 2 + size
        del received[:at]

    def _answered(self) -> None:
        self._unanswered -= 1
        if self._unanswered == 0 and self._answer is not None and not self._answer.done():
            self._answer.set_result(self._messages)


def _message(tag: bytes, *fields: Any) -> bytes:
    """A message in chunks, as it goes over the wire."""
    buffer = packstream.PackableBuffer()
    packstream.Packer(buffer).pack_struct(tag, fields)
    data = bytes(buffer.data)
    chunks = [data[at : at + _LONGEST_CHUNK] for at in range(0, len(data), _LONGEST_CHUNK)]
    return b"".join([*(pack(">H", len(each)) + each for each in chunks), b"\0\0"])


def _plain(record: bytes) -> list[Any]:
    (row,) = _fields(record)
    return cast("list[Any]", row)


def _fields(message: bytes) -> Sequence[Any]:
    unpacker = packstream.Unpacker(packstream.UnpackableBuffer(message))
    count, _ = unpacker.unpack_structure_header()
    return [unpacker.unpack(_ONLY_PLAIN) for _ in range(count)]


def _refuse(_: Any) -> Any:
    raise NotReadError("a value is more than plain")


_ONLY_PLAIN = {Structure: _refuse}
