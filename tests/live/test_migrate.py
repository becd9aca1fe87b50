"""Migrations take a real Neo4j to the model, once, and remember it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from gateway.commands.check_drift import check_drift
from gateway.commands.load_files import load_files
from gateway.commands.migrate import MigrationError, migrate, pending
from gateway.cypher.statement import Statement
from gateway.store.database import Database
from graph_schema.migrations import MIGRATIONS, Migration
from seeds.story import story_files

_CONSTRAINTS = Statement("SHOW CONSTRAINTS YIELD name")
_INDEXES = Statement("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
_FORGET = Statement("MATCH (m:Migration) DELETE m")
_TERMS = Statement("MATCH (n) WHERE n.search_terms IS NOT NULL RETURN n.id, n.search_terms ORDER BY n.id")
_NAMESPACES = Statement("MATCH (n:Namespace) RETURN n.code ORDER BY n.priority")
_KNOWN = ["CRMID", "b2b_person", "Email", "Phone", "Device", "ECID"]


@pytest_asyncio.fixture
async def bare_database(database: Database) -> AsyncIterator[Database]:
    """As a new server has it: no constraint, no index, no node. Afterwards it is migrated again."""
    for (name,) in await database.read(_CONSTRAINTS):
        await database.execute(Statement(f"DROP CONSTRAINT {name}"))
    for (name,) in await database.read(_INDEXES):
        await database.execute(Statement(f"DROP INDEX {name}"))
    await database.execute(Statement("MATCH (n) DETACH DELETE n"))
    yield database
    await database.execute(_FORGET)
    await migrate(database)


async def test_a_new_database_fits_the_model_after_migrating(bare_database: Database) -> None:
    drift_before = await check_drift(bare_database)
    steps: list[str] = []
    report = await migrate(bare_database, steps.append)
    assert report.applied == MIGRATIONS
    assert steps[0] == "0001 keys indexes namespaces"
    assert len(drift_before) > 40
    assert await check_drift(bare_database) == []
    assert await bare_database.read(_NAMESPACES) == [[code] for code in _KNOWN]


async def test_migrating_again_applies_nothing(database: Database) -> None:
    report = await migrate(database)
    assert report.applied == ()
    assert report.already_applied == len(MIGRATIONS)


async def test_a_migrated_database_has_nothing_pending(database: Database) -> None:
    assert await pending(database) == []


async def test_what_is_pending_is_listed_in_order(bare_database: Database) -> None:
    assert await pending(bare_database) == list(MIGRATIONS)


async def test_a_step_that_was_interrupted_is_run_again_from_its_start(bare_database: Database) -> None:
    first = MIGRATIONS[0]
    for text in first.statements[: len(first.statements) // 2]:
        await bare_database.execute(Statement(text))
    report = await migrate(bare_database)
    assert report.applied == MIGRATIONS
    assert await check_drift(bare_database) == []


async def test_a_namespace_that_was_given_another_priority_keeps_it(database: Database) -> None:
    await database.execute(Statement("MATCH (n:Namespace {code: 'ECID'}) SET n.priority = 60"))
    await database.execute(_FORGET)
    await migrate(database)
    rows = await database.read(Statement("MATCH (n:Namespace {code: 'ECID'}) RETURN n.priority"))
    assert rows == [[60]]


async def test_a_step_that_changed_after_it_was_applied_is_refused_before_anything_is_done(database: Database) -> None:
    changed = replace(MIGRATIONS[0], statements=("CREATE (:Wreck)",))
    later = Migration(len(MIGRATIONS) + 1_000, "later", ("CREATE (:Wreck)",))
    with pytest.raises(MigrationError, match=r"Step 0001 .* has changed since the database took it"):
        await migrate(database, migrations=(changed, later))
    assert await database.read(Statement("MATCH (w:Wreck) RETURN w")) == []


async def test_a_database_of_a_newer_gateway_is_refused(database: Database) -> None:
    with pytest.raises(MigrationError, match="migrated by a newer gateway"):
        await pending(database, migrations=())


async def test_drift_names_what_was_dropped_and_what_was_added(database: Database) -> None:
    await database.execute(Statement("DROP INDEX range_account_industry"))
    await database.execute(Statement("CREATE (:Wreck)-[:SANK]->(:Account {id: 'acc_drift', key: 'k'})"))
    try:
        assert await check_drift(database) == [
            "Index range_account_industry is missing: Account.industry is found by scanning.",
            "The label Wreck is in use and not in the model.",
            "The relationship type SANK is in use and not in the model.",
        ]
    finally:
        await database.execute(_FORGET)
        await migrate(database)


async def test_what_was_loaded_before_there_was_a_search_is_found_after_migrating(database: Database) -> None:
    await load_files(database, story_files())
    terms = await database.read(_TERMS)
    assert len(terms) > 20
    await database.execute(Statement("MATCH (n) WHERE n.search_terms IS NOT NULL REMOVE n.search_terms"))
    await database.execute(Statement("MATCH (m:Migration {name: 'full_text_search'}) DELETE m"))
    await migrate(database)
    assert await database.read(_TERMS) == terms


async def test_two_gateways_that_migrate_at_once_both_succeed(bare_database: Database) -> None:
    await asyncio.gather(migrate(bare_database), migrate(bare_database))
    assert await check_drift(bare_database) == []
    assert await pending(bare_database) == []
