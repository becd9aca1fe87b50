"""Every benchmark, one after the other: `python -m tests.speed`."""

from __future__ import annotations

import uvloop

from tests.speed.bench_load import bench
from tests.speed.bench_reading import bench_reading

if __name__ == "__main__":
    uvloop.run(bench(10_000))
    uvloop.run(bench_reading(100_000))
