"""What tests share: one real Neo4j for the whole run, and an empty, migrated database for each test that asks.

Where `NEO4J_URI` is set, that server is used; it must hold nothing, since the tests empty it again and again. Else the
embedded engine is started once, with a data folder of its own. A test that needs either is marked `live`.
"""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator

import hypothesis
import pytest
import pytest_asyncio
from hypothesis import HealthCheck

from gateway.commands.migrate import migrate
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint, configured_endpoint
from gateway.store.engine import running_engine
from graph_schema.migrations import MIGRATIONS

_MAY_EMPTY = "TESTS_MAY_EMPTY_DATABASE"
_HOLDS_DATA = Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace AND NOT n:MergePolicy RETURN 1 LIMIT 1")
_EMPTY = Statement("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
_EMPTY_BUT_HISTORY = Statement(
    "MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
)
_FIRST_DATA = [
    Statement(text)
    for migration in MIGRATIONS
    for text in migration.statements
    if not text.startswith(("CREATE ", "DROP "))
]


def pytest_configure() -> None:
    """Tests run with the defaults, whatever gateway this shell is set up for, and hear every signal.

    A run in the background or under nohup inherits Ctrl-C or SIGHUP silenced, and hands that on to what it starts.
    """
    # How long an example takes says something of the machine and nothing of the product.
    hypothesis.settings.register_profile(
        "whatever machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("whatever machine")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for name in [
        each
        for each in os.environ
        if (each.startswith("GATEWAY_") and each != "GATEWAY_CACHE_DIR") or each == "CACHE_URL"
    ]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m live` and `-m "not live"` follow from what a test asks for."""
    for item in items:
        if "engine_endpoint" in getattr(item, "fixturenames", ()):
            item.add_marker("live")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The defaults, with a free port and a data folder of this run."""
    return Settings(data_dir=tmp_path_factory.mktemp("data"), port=0)


@pytest_asyncio.fixture(scope="session")
async def engine_endpoint(settings: Settings) -> AsyncIterator[Endpoint]:
    """A real Neo4j that may be emptied. Its data is anybody's: tests of a database ask for `database`."""
    server = configured_endpoint(settings)
    if server is not None:
        await _refuse_data(server)
        yield server
        return
    async with running_engine(settings) as engine:
        yield engine


@pytest_asyncio.fixture(scope="session")
async def migrated_database(engine_endpoint: Endpoint) -> AsyncIterator[Database]:
    """One pool of connections for the run. Tests ask for `database`, which is this, emptied."""
    async with open_database(engine_endpoint) as database:
        await database.execute(_EMPTY)
        await migrate(database)
        yield database
        await database.execute(_EMPTY)


@pytest_asyncio.fixture
async def database(migrated_database: Database) -> Database:
    """Migrated, and empty but for the namespaces that a migration brings."""
    return await _emptied(migrated_database)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def module_database(migrated_database: Database) -> Database:
    """The same, emptied once for a whole module: for tests that only read what the module loads."""
    return await _emptied(migrated_database)


async def _emptied(database: Database) -> Database:
    await database.execute(_EMPTY_BUT_HISTORY)
    for statement in _FIRST_DATA:
        await database.execute(statement)
    return database


async def _refuse_data(server: Endpoint) -> None:
    async with open_database(server) as database:
        if not await database.ping(timeout_s=10):
            pytest.exit("NEO4J_URI is set and no Neo4j answers there with these credentials.", returncode=1)
        if os.environ.get(_MAY_EMPTY) != "yes" and await database.read(_HOLDS_DATA):
            pytest.exit(
                "The database that NEO4J_URI points at holds data, and the tests would delete it. "
                f"Unset NEO4J_URI, or say {_MAY_EMPTY}=yes.",
                returncode=1,
            )
