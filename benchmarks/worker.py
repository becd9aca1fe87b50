"""One worker of the gateway: how soon it answers after its start, and what it holds after many different lookups."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.compare import post_of
from benchmarks.load import load
from benchmarks.operations import GATEWAY, QUESTIONS
from benchmarks.world import World

LOOKUPS = 100_000
_CONNECTIONS = 64
_FOR_EVER = 3_600.0


@dataclass(frozen=True)
class Worker:
    """`start_s` is from its start until it has answered its first question; memory is in megabytes."""

    start_s: float
    first_mb: float
    lookups: int
    then_mb: float


async def worker(world: World, folder: Path) -> Worker:
    """A worker with its cache on, asked for up to 100,000 people of whom each is another."""
    text = QUESTIONS[0].texts[GATEWAY]
    emails = world.emails[:LOOKUPS]
    began = time.perf_counter()
    with servers.gateway("worker", world.endpoint, folder, GATEWAY_CACHE_TTL_S="3600") as server:
        server.ask(text, {"email": emails[0]})
        start_s, first_mb = time.perf_counter() - began, server.memory_mb
        requests = (post_of(text, {"email": each}) for each in emails)
        lookups = 0
        while lookups < len(emails) - _CONNECTIONS:
            seen = await load(server.port, itertools.islice(requests, 5_000), _CONNECTIONS, _FOR_EVER)
            lookups += len(seen.latencies_s)
        return Worker(start_s, first_mb, lookups, server.memory_mb)
