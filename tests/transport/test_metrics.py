"""`/metrics` in the text format of Prometheus."""

from __future__ import annotations

import httpx

from gateway.store.cache import Counts
from tests.transport.schema_gateway import SchemaGateway


async def values_of(client: httpx.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split(" ") for line in lines)}


async def test_the_cache_tells_its_hits_evictions_and_size(client: httpx.AsyncClient, gateway: SchemaGateway) -> None:
    gateway.counted = Counts(hits=75, misses=25, evictions=3, entries=22, bytes=67_108_863)
    assert await values_of(client) == {
        "gateway_cache_hits_total": 75,
        "gateway_cache_misses_total": 25,
        "gateway_cache_hit_ratio": 0.75,
        "gateway_cache_evictions_total": 3,
        "gateway_cache_entries": 22,
        "gateway_cache_bytes": 67_108_863,
    }


async def test_every_metric_says_what_it_is(client: httpx.AsyncClient, gateway: SchemaGateway) -> None:
    gateway.counted = Counts(hits=1, misses=1, evictions=0, entries=1, bytes=1)
    text = (await client.get("/metrics")).text
    for name in await values_of(client):
        assert f"# HELP {name} " in text
        assert f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}\n" in text


async def test_what_is_in_redis_is_counted_there(client: httpx.AsyncClient, gateway: SchemaGateway) -> None:
    gateway.counted = Counts(hits=0, misses=0)
    assert await values_of(client) == {"gateway_cache_hits_total": 0, "gateway_cache_misses_total": 0}


async def test_a_gateway_that_does_not_run_yet_has_none(client: httpx.AsyncClient) -> None:
    assert await values_of(client) == {}
