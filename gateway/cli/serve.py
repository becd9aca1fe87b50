"""`gateway serve`: the gateway over a database, and nothing put into it but what migrations bring."""

from __future__ import annotations

from gateway.cli.ending import run_to_end
from gateway.cli.options import DataDir, Host, Mode, Operations, Port, Workers, settings_with
from gateway.cli.screen import say
from gateway.cli.serving import serve_until_told
from gateway.observe import set_up_logging
from gateway.store.database import Database


def serve(
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    workers: Workers = None,
    operations: Operations = None,
    operations_mode: Mode = None,
) -> None:
    """Serve the graph: over your own Neo4j where NEO4J_URI points at one, over the embedded engine otherwise.

    The database is migrated first. Ctrl-C and SIGTERM end it when the last answer is sent; an engine that it started
    ends with it and keeps its data.
    """
    set_up_logging()
    settings = settings_with(
        host=host,
        port=port,
        data_dir=data_dir,
        workers=workers,
        operations=operations,
        operations_mode=operations_mode,
    )
    run_to_end(lambda ways: serve_until_told(settings, ways, _prepare_nothing, _announce))


async def _prepare_nothing(_: Database) -> None:
    return


def _announce(address: str) -> None:
    say(f"Serving on {address}/graphql")
