"""Trusted documents in a gateway that serves: told at the start, warmed, answered by id; others logged or refused."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx
import pytest

from gateway.app import build_pipeline, trusting_documents
from gateway.cli.exits import Exit
from gateway.cypher.statement import Statement
from gateway.pipeline import Request
from gateway.settings import Settings
from gateway.store.database import Database, Row
from gateway.store.endpoint import Endpoint
from gateway.warming import warm
from tests.live.gateway_process import environment_of, gateway_process, run_gateway
from tests.operations.cases import CASES

CARD = "query Card($id: ID!) { person(id: $id) { fullName } }"
ASKED = {"documentId": "card", "variables": {"id": "per_" + "0" * 24}}


def operations(folder: Path) -> Path:
    file = folder / "operations.json"
    file.write_text(json.dumps({"card": CARD}))
    return file


class Watched:
    """A database that remembers the texts of its statements."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.texts: set[str] = set()

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        self.texts.add(statement.text)
        return await self._database.read(statement, timeout_ms)


async def test_statements_of_trusted_documents_are_warm_before_anybody_asks(database: Database, tmp_path: Path) -> None:
    wanted = [each for each in CASES if each.name in ("agent_card", "account_graph", "pipeline_by_stage")]
    for case in wanted:
        (tmp_path / f"{case.name}.graphql").write_text(case.text)
    settings = Settings(data_dir=tmp_path, operations=tmp_path)
    watched, documents = Watched(database), trusting_documents(settings)
    pipeline = build_pipeline(settings, watched, documents)
    await warm(pipeline, documents.trust)
    warmed = set(watched.texts)
    for case in wanted:
        answer = await pipeline.answer(Request(case.text, variables=case.variables, fresh=True))
        assert b'"errors"' not in answer.body
    assert watched.texts == warmed


@pytest.mark.usefixtures("database")
def test_serve_answers_trusted_documents_by_id_and_refuses_others_where_told(
    engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    words = ("serve", "--port", "0", "--operations", str(operations(tmp_path)), "--operations-mode", "enforce")
    with gateway_process(*words, environment=environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)) as gateway:
        url = f"{gateway.address()}/graphql"
        named = httpx.post(url, json=ASKED)
        other = httpx.post(url, json={"query": "{ __typename }"})
        assert gateway.end(signal.SIGINT) == Exit.OK, gateway.said
    assert named.json() == {"data": {"person": None}}
    assert other.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "Trusted documents: 1; others are refused." in gateway.said


@pytest.mark.usefixtures("database")
def test_serve_answers_and_logs_others_unless_told_to_refuse_them(engine_endpoint: Endpoint, tmp_path: Path) -> None:
    environment = environment_of(
        engine_endpoint, GATEWAY_DATA_DIR=tmp_path, GATEWAY_OPERATIONS=str(operations(tmp_path))
    )
    with gateway_process("serve", "--port", "0", environment=environment) as gateway:
        url = f"{gateway.address()}/graphql"
        others = [httpx.post(url, json={"query": "query Other { __typename }"}).json() for _ in range(2)]
        assert gateway.end(signal.SIGINT) == Exit.OK, gateway.said
    assert others == [{"data": {"__typename": "Query"}}] * 2
    assert gateway.said.count("a document that is not trusted: Other") == 1


def test_a_broken_file_of_operations_is_told_before_anything_is_started(tmp_path: Path) -> None:
    file = tmp_path / "operations.json"
    file.write_text(json.dumps({"card": "query Card {\n  persn { id }\n}"}))
    folder = tmp_path / "data"
    ended = run_gateway("serve", "--port", "0", "--operations", str(file), "--data-dir", str(folder))
    assert ended.returncode == Exit.USAGE
    assert f"{file}, document 'card', line 2, column 3: Cannot query field 'persn'" in ended.stderr
    assert not folder.exists()
