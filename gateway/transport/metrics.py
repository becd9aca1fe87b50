"""`/metrics`: what a process counts, in the text format of Prometheus. With several workers, of whichever answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response

from gateway.store.cache import Counts
from gateway.transport.interface import Gateway

_TYPE = "text/plain; version=0.0.4"


def metrics(gateway: Gateway) -> Callable[[Request], Awaitable[Response]]:
    """The counters and gauges of a gateway; none while it does not run."""

    async def respond(_: Request) -> Response:
        counts = gateway.counts()
        lines = [] if counts is None else _lines(counts)
        return Response("".join(lines), headers={"cache-control": "no-store"}, media_type=_TYPE)

    return respond


def _lines(counts: Counts) -> Iterator[str]:
    asked = counts.hits + counts.misses
    yield from _metric("cache_hits_total", "counter", "Lookups that were answered out of the cache.", counts.hits)
    yield from _metric("cache_misses_total", "counter", "Lookups that were not.", counts.misses)
    if asked:
        yield from _metric("cache_hit_ratio", "gauge", "Hits of all lookups so far, 0 to 1.", counts.hits / asked)
    about = "Answers that were let go before their time, because memory was full."
    yield from _metric("cache_evictions_total", "counter", about, counts.evictions)
    yield from _metric("cache_entries", "gauge", "Answers that this process keeps.", counts.entries)
    yield from _metric("cache_bytes", "gauge", "Memory that they take, about.", counts.bytes)


def _metric(name: str, kind: str, about: str, value: float | None) -> Iterator[str]:
    """A metric's lines; none for what is another's to tell, as the size of what Redis keeps."""
    if value is not None:
        yield f"# HELP gateway_{name} {about}\n# TYPE gateway_{name} {kind}\ngateway_{name} {value:.12g}\n"
