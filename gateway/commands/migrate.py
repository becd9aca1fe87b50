"""`migrate`: bring a database to the model, one numbered step after the other, and remember each in the graph.

A step that was begun and not ended is run again from its start: its statements can all run twice, so two gateways that
migrate at the same time do no harm either. A step that was applied and has changed since is an error: history is not
rewritten, a new step is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from gateway.commands.fill_search_terms import fill_search_terms
from gateway.cypher.statement import Statement
from gateway.store.database import Database, Transaction
from graph_schema.migrations import MIGRATIONS, Migration

Report = Callable[[str], None]

FILLED_BY: Mapping[str, Callable[[Database], Awaitable[None]]] = {"full_text_search": fill_search_terms}
"""What follows a step by its name, where what is in the graph already needs more than Cypher can say."""

_AWAIT_INDEXES_S = 600
_APPLIED = "MATCH (m:Migration) RETURN m.version, m.name, m.checksum ORDER BY m.version"
_REMEMBER = """
MERGE (m:Migration {version: $version})
ON CREATE SET m.name = $name, m.checksum = $checksum, m.applied_at = datetime()
"""


class MigrationError(Exception):
    """The database's history and ours do not fit; `str()` of it says which step, and what to do."""


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What `migrate` did: the steps applied now, in order, and how many had been before."""

    applied: tuple[Migration, ...]
    already_applied: int


async def migrate(
    database: Database, report: Report | None = None, *, migrations: Iterable[Migration] = MIGRATIONS
) -> MigrationReport:
    """Apply what is pending and wait until every index answers; `report` is told of each step as it begins.

    Raises MigrationError where an applied step has changed or is unknown here, before anything is applied.
    """
    migrations = tuple(migrations)
    waiting = await pending(database, migrations=migrations)
    for migration in waiting:
        if report is not None:
            report(f"{migration.version:04} {migration.name.replace('_', ' ')}")
        await _apply(database, migration)
    await database.execute(Statement("CALL db.awaitIndexes($seconds)", {"seconds": _AWAIT_INDEXES_S}))
    return MigrationReport(tuple(waiting), len(migrations) - len(waiting))


async def pending(database: Database, *, migrations: Iterable[Migration] = MIGRATIONS) -> list[Migration]:
    """The steps that the database has not taken, in order. Raises MigrationError as `migrate` does."""
    migrations = tuple(migrations)
    known = {migration.version: migration for migration in migrations}
    taken = await database.read(Statement(_APPLIED))
    for version, name, checksum in taken:
        _check_step(known.get(version), version, name, checksum)
    done = {version for version, _, _ in taken}
    return [migration for migration in migrations if migration.version not in done]


def _check_step(ours: Migration | None, version: int, name: str, checksum: str) -> None:
    if ours is None:
        raise MigrationError(
            f"The database has taken step {version:04} ({name}), which this version of the gateway does not know. "
            "It was migrated by a newer gateway: use that one."
        )
    if ours.checksum != checksum:
        raise MigrationError(
            f"Step {version:04} ({name}) has changed since the database took it. A step that was applied is history: "
            "put its old text back and write the change as a new step."
        )


async def _apply(database: Database, migration: Migration) -> None:
    remembered = {"version": migration.version, "name": migration.name, "checksum": migration.checksum}
    for text in migration.statements:
        await _in_its_own_transaction(database, Statement(text))
    if migration.name in FILLED_BY:
        await FILLED_BY[migration.name](database)
    await _in_its_own_transaction(database, Statement(_REMEMBER, remembered))


async def _in_its_own_transaction(database: Database, statement: Statement) -> None:
    # Not all in one: Neo4j does not let a transaction change both schema and data. Not auto-commit: two gateways that
    # start together lock each other out now and then, and only a transaction is tried again.
    async def work(transaction: Transaction) -> None:
        await transaction.run(statement)

    await database.write(work)
