"""A load generator: many connections, one request in flight on each, with little work of its own.

Written on asyncio's protocols, since an ordinary HTTP client costs several times what the fastest contender does. It
reads answers that carry a Content-Length, which all contenders send.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import cast

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Load:
    """What one run saw: answers a second, and how long the answers took, sorted."""

    seconds: float
    latencies_s: Sequence[float]
    failures: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies_s) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The latency that this share of the answers stayed under, in milliseconds."""
        place = min(len(self.latencies_s) - 1, int(len(self.latencies_s) * share))
        return self.latencies_s[place] * 1000


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last is there."""

    def __init__(self, requests: Iterator[bytes], until: float, seen: list[float], bad: list[bytes]) -> None:
        self._requests, self._until, self._seen, self._bad = requests, until, seen, bad
        self._received = bytearray()
        self._sent_at = 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._go_on(perf_counter())

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        end = received.find(_END_OF_HEAD)
        if end < 0:
            return
        head = bytes(received[:end]).lower()
        at = head.find(_LENGTH) + len(_LENGTH)
        size = int(head[at : head.find(b"\r", at) if b"\r" in head[at:] else len(head)])
        if len(received) < end + len(_END_OF_HEAD) + size:
            return
        now = perf_counter()
        self._seen.append(now - self._sent_at)
        body = received[end + len(_END_OF_HEAD) :]
        if not head.startswith(b"http/1.1 200") or body.startswith(b'{"errors"'):
            self._bad.append(bytes(received[:500]))
        received.clear()
        self._go_on(now)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def _go_on(self, now: float) -> None:
        request = next(self._requests, None) if now < self._until else None
        if request is None:
            self._transport.close()
            return
        self._sent_at = perf_counter()
        self._transport.write(request)


async def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Send requests to a server on this machine for that long, or until there are no more: whole HTTP requests."""
    seen: list[float] = []
    bad: list[bytes] = []
    loop = asyncio.get_running_loop()
    began = perf_counter()
    protocols = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(
            lambda: _Connection(requests, began + seconds, seen, bad), "127.0.0.1", port
        )
        protocols.append(protocol)
    await asyncio.gather(*(each.over for each in protocols))
    spent = perf_counter() - began
    if bad:
        raise RuntimeError(f"{len(bad)} of {len(seen)} answers were not good: {bad[0]!r}")
    return Load(spent, sorted(seen), len(bad))


def post(body: bytes, path: str = "/graphql") -> bytes:
    """A whole POST of a JSON body."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
