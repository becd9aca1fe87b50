"""Golden operations on a real Neo4j with the story: what they answer, what they cost, and that both ways agree."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from gateway.app import build_documents, build_pipeline
from gateway.commands.explain_operation import explain_operation
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.observe import Stages
from gateway.pipeline import Pipeline, Request, Run
from gateway.plan.operation import read_operation
from gateway.schema.build import build_schema, build_strawberry_schema
from gateway.schema.ordinary import execute_ordinarily, ordinary_context
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files
from tests.operations.cases import CASES, Case

pytestmark = pytest.mark.live

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
_CRM_ALONE = Statement("""
CREATE (:MergePolicy {id: "mpo_000000000000000000000001", name: "CRM alone", stitching: "GRAPH", version: 1,
  merge: "DATASET_PRECEDENCE", datasets: ["crm"], is_default: false})
""")
BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(module_database: Database) -> Database:
    report = await load_files(module_database, story_files())
    assert report.refused == 0
    assert report.waiting == 0
    await module_database.execute(_CRM_ALONE)
    return module_database


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(story: Database, settings: Settings) -> AsyncIterator[Pipeline]:
    pipeline = build_pipeline(settings, story)
    pipeline._clock = lambda: NOW
    yield pipeline


async def answered(pipeline: Pipeline, case: Case) -> bytes:
    return (await pipeline.answer(Request(case.text, variables=case.variables, fresh=True))).body


@BY_NAME
async def test_an_operation_answers_as_its_golden_answer_says(pipeline: Pipeline, case: Case) -> None:
    answer = orjson.loads(await answered(pipeline, case))
    case.check("json", orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")


@BY_NAME
async def test_the_ordinary_executor_gives_the_same_bytes(pipeline: Pipeline, case: Case) -> None:
    document = build_documents(Settings()).read(case.text)
    operation = read_operation(pipeline.schema, case.text, document, None, case.variables)
    run = Run(Request(case.text, variables=case.variables), operation, Stages(), NOW.isoformat())
    assert await execute_ordinarily(pipeline, run) == await answered(pipeline, case)


async def test_strawberrys_own_execute_takes_the_same_way(pipeline: Pipeline) -> None:
    (case,) = [each for each in CASES if each.name == "agent_card"]
    document = build_documents(Settings()).read(case.text)
    operation = read_operation(pipeline.schema, case.text, document, None, case.variables)
    run = Run(Request(case.text, variables=case.variables), operation, Stages(), NOW.isoformat())
    result = await build_strawberry_schema().execute(
        case.text, variable_values=case.variables, context_value=ordinary_context(pipeline, run)
    )
    assert result.errors is None
    assert result.data == orjson.loads(await answered(pipeline, case))["data"]


@BY_NAME
async def test_no_label_is_scanned_where_an_index_exists(story: Database, case: Case) -> None:
    explanation = await explain_operation(
        build_schema(), build_documents(Settings()), case.text, case.variables, database=story
    )
    assert [each.needless_scans for each in explanation.fields] == [()] * len(explanation.fields)


ORDERS = ["{ personScore: DESC }", "{ personScore: ASC }", "{ fullName: ASC }", "{ lifetimeValue: DESC }"]
WAYS = [
    ("first", "after", "hasPreviousPage", "hasNextPage", 1),
    ("last", "before", "hasNextPage", "hasPreviousPage", -1),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("size", "cursor", "begun", "more", "step"), WAYS)
async def test_pages_in_either_direction_join_to_the_whole_list(
    pipeline: Pipeline, order: str, size: str, cursor: str, begun: str, more: str, step: int
) -> None:
    query = f"""query($cursor: String, $size: Int) {{
      persons(orderBy: [{order}], {size}: $size, {cursor}: $cursor) {{
      edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    whole = orjson.loads((await pipeline.answer(Request(query, variables={"size": 500}))).body)["data"]["persons"]
    expected = [each["node"]["id"] for each in whole["edges"]]
    found: list[str] = []
    place = None
    while True:
        page = orjson.loads((await pipeline.answer(Request(query, variables={"size": 3, "cursor": place}))).body)
        edges, info = page["data"]["persons"]["edges"], page["data"]["persons"]["pageInfo"]
        assert info[begun] is (place is not None)
        assert [info["startCursor"], info["endCursor"]] == [edges[0]["cursor"], edges[-1]["cursor"]]
        shown = [each["node"]["id"] for each in edges]
        found = found + shown if step == 1 else shown + found
        place = edges[::step][-1]["cursor"]
        if not info[more]:
            break
    assert found == expected
    assert len(found) == 17


@pytest.mark.parametrize(
    "arguments", ["first: 1, last: 1", 'first: 1, before: "x"', 'last: 1, after: "x"', 'after: "x", before: "x"']
)
async def test_both_directions_at_once_are_refused(pipeline: Pipeline, arguments: str) -> None:
    answer = orjson.loads((await pipeline.answer(Request(f"{{ persons({arguments}) {{ nodes {{ id }} }} }}"))).body)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_INPUT"]


async def test_a_cursor_of_another_parent_is_refused(pipeline: Pipeline) -> None:
    query = """query($key: String!, $after: String) { account(key: $key) { people(first: 1, after: $after) {
      nodes { id } pageInfo { endCursor } } } }"""
    keys = ["northwind-group@crm.Salesforce", "northwind-turbines@crm.Salesforce"]
    first = orjson.loads((await pipeline.answer(Request(query, variables={"key": keys[0]}))).body)
    cursor = first["data"]["account"]["people"]["pageInfo"]["endCursor"]
    other = await pipeline.answer(Request(query, variables={"key": keys[1], "after": cursor}))
    (error,) = orjson.loads(other.body)["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_CURSOR", ["account", "people"])


async def test_the_readme_query_answers_as_the_readme_says(pipeline: Pipeline) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    query = text.split("```graphql\n")[1].split("```")[0]
    told = text.split("```json\n")[1].split("```")[0]
    assert orjson.loads((await pipeline.answer(Request(query))).body) == orjson.loads(told)
