"""A program that owns an engine and ends as programs do: `python -m tests.live.engine_owner DATA_DIR`.

It says the engine's port, writes one node after another, and tells of each when it is acknowledged.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.engine import running_engine


async def own(settings: Settings) -> None:
    """Never returns."""
    async with running_engine(settings) as endpoint, open_database(endpoint) as database:
        print(endpoint.uri.rpartition(":")[2], flush=True)
        number = 0
        while True:
            number += 1
            await database.execute(Statement("CREATE (:Written {number: $number})", {"number": number}))
            print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(own(Settings(data_dir=Path(sys.argv[1]))))
