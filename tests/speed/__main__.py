"""Every benchmark, one after the other: `python -m tests.speed`."""

from __future__ import annotations

import uvloop

from tests.speed.bench_load import bench

if __name__ == "__main__":
    uvloop.run(bench(10_000))
