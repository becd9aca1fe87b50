"""What the gateway adds to the database: `python -m tests.speed.bench_reading [PERSONS]`, on an engine of its own.

Two tables. Every golden operation through the pipeline against its statements run bare through the driver, turn by
turn on one connection: the ratio of the medians is to be at most 1.5. And three levels of lists in a graph of 10,000
people and in one ten times as large: the ratio is to be at most 1.3.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import neo4j
import uvloop
from rich.console import Console
from rich.table import Table

from gateway.app import build_documents, build_pipeline
from gateway.commands.explain_operation import explain_operation
from gateway.commands.ingest.rows import copies
from gateway.commands.load_files import load_files
from gateway.commands.migrate import migrate
from gateway.cypher.statement import Statement
from gateway.pipeline import Pipeline, Request
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.store.endpoint import Endpoint
from gateway.store.engine import running_engine
from seeds.story import story_files
from tests.operations.cases import CASES, Case

WARM_UP, ROUNDS = 60, 120
AT_MOST, AT_MOST_GROWN = 1.5, 1.3
_NOW = "2026-11-22T12:00:00+00:00"
_DROP = Statement("MATCH ()-[edge]->() CALL (edge) { DELETE edge } IN TRANSACTIONS OF 2000 ROWS")
_EMPTY = Statement(
    "MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace CALL (n) { DELETE n } IN TRANSACTIONS OF 5000 ROWS"
)
THREE_LEVELS = """
query Three($first: Int = 20) {
  accounts(first: $first) { totalCount nodes { name
    people(first: 10) { edges { role node { fullName
      opportunities(first: 5) { edges { role node { name stage } } } } } } } }
}
"""
# Ten people a company and two deals a person, however many people there are: only the size of the graph differs.
_AUDIT = "created_at: datetime('2026-03-01T08:00:00Z'), last_modified_at: datetime('2026-03-01T08:00:00Z')"
_GROW = f"""
UNWIND range($from, $to) AS company
CALL (company) {{
  CREATE (account:Account {{id: 'acc_' + company, key: toString(company), name: 'Company ' + company, {_AUDIT}}})
  WITH account, company
  UNWIND range(0, 9) AS number
  CREATE (person:Person {{id: 'per_' + company + '_' + number, full_name: 'Person ' + number, {_AUDIT}}})
  CREATE (person)-[role:WORKS_FOR {copies("WORKS_FOR", "person", "account")}]->(account)
  SET role.role = 'Buyer', role.is_primary = false, role.is_active = true, role.is_direct = true
  WITH account, person, company, number
  UNWIND range(0, 1) AS second
  WITH *, company + '_' + number + '_' + second AS key
  CREATE (deal:Opportunity {{id: 'opp_' + key, key: key, name: 'Deal', stage: 'Open', state: 'OPEN',
    is_closed: false, is_won: false, {_AUDIT}}})
  CREATE (deal)-[:BELONGS_TO {copies("BELONGS_TO", "deal", "account")}]->(account)
  CREATE (person)-[:INVOLVED_IN {{role: 'Buyer', is_primary: true}}]->(deal)
}} IN TRANSACTIONS OF 100 ROWS
"""

Turn = Callable[[], Awaitable[object]]


async def bench_reading(persons: int) -> None:
    """Print both tables; `persons` is the size of the larger graph."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", engine_bolt_port=0)
        async with (
            running_engine(settings) as endpoint,
            open_database(endpoint, pool_size=1, timeout_ms=600_000) as database,
            _driver(endpoint) as driver,
            driver.session(default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            await migrate(database)
            await load_files(database, story_files())
            Console().print(await _golden(database, session, settings))
            Console().print(await _grown(database, settings, persons))


def _driver(endpoint: Endpoint) -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(
        endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF"
    )


async def _golden(database: Database, session: neo4j.AsyncSession, settings: Settings) -> Table:
    table = Table("operation", "statements", "pipeline ms", "bare ms", "ratio", title="through the pipeline, and bare")
    pipeline = build_pipeline(settings, database)
    for case in CASES:
        statements = await _statements(case, settings)
        pipeline_ms, bare_ms = await _medians_ms(_through(pipeline, case), _bare(session, statements))
        ratio = pipeline_ms / bare_ms if statements else 0.0
        row = (case.name, str(len(statements)), f"{pipeline_ms:.2f}", f"{bare_ms:.2f}", _shown(ratio, AT_MOST))
        table.add_row(*row)
    return table


async def _grown(database: Database, settings: Settings, persons: int) -> Table:
    table = Table("people", "median ms", "db hits", "ratio", title="accounts(first: 20) with lists at three levels")
    pipeline = build_pipeline(settings, database)
    case = Case("three_levels", THREE_LEVELS, 1, {})
    await database.execute(_DROP)
    await database.execute(_EMPTY)
    first_ms, grown = 0.0, 0
    for size in (persons // 10, persons):
        await database.execute(Statement(_GROW, {"from": 10_000_000 + grown // 10, "to": 10_000_000 + size // 10 - 1}))
        await database.execute(Statement("CALL db.prepareForReplanning()"))
        grown = size
        median_ms, _ = await _medians_ms(_through(pipeline, case), _nothing)
        first_ms = first_ms or median_ms
        explanation = await explain_operation(
            build_schema(), build_documents(settings), case.text, {}, database=database, now=_NOW
        )
        hits = sum(each.db_hits or 0 for each in explanation.fields)
        table.add_row(f"{size:,}", f"{median_ms:.2f}", f"{hits:,}", _shown(median_ms / first_ms, AT_MOST_GROWN))
    return table


async def _statements(case: Case, settings: Settings) -> list[Statement]:
    explanation = await explain_operation(
        build_schema(), build_documents(settings), case.text, case.variables, now=_NOW
    )
    return [each.statement for each in explanation.fields if each.statement is not None]


def _through(pipeline: Pipeline, case: Case) -> Turn:
    request = Request(case.text, variables=case.variables, fresh=True)

    async def turn() -> object:
        return await pipeline.answer(request)

    return turn


def _bare(session: neo4j.AsyncSession, statements: list[Statement]) -> Turn:
    async def turn() -> object:
        results = [await session.run(each.text, dict(each.parameters)) for each in statements]
        return [[record.values() async for record in each] for each in results]

    return turn


async def _nothing() -> None:
    pass


async def _medians_ms(one: Turn, other: Turn) -> tuple[float, float]:
    """Median times of two ways to do a thing, turn by turn, so that whatever slows the machine slows both."""
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP + ROUNDS):
        for way, turn in enumerate((one, other)):
            began = time.perf_counter()
            await turn()
            if number >= WARM_UP:
                spent[way].append(time.perf_counter() - began)
    return statistics.median(spent[0]) * 1_000, statistics.median(spent[1]) * 1_000


def _shown(ratio: float, at_most: float) -> str:
    return f"[{'green' if ratio <= at_most else 'red'}]{ratio:.2f}[/]"


if __name__ == "__main__":
    uvloop.run(bench_reading(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
