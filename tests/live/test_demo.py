"""`gateway demo`: everything at once, twice side by side, and again with what was there before."""

from __future__ import annotations

import json
import re
import signal
import time
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import psutil
import pytest

from gateway.cli.exits import Exit
from gateway.store.endpoint import Endpoint
from tests.live.gateway_process import GatewayProcess, environment_of, gateway_process, run_gateway

pytestmark = pytest.mark.live

_PERSONS = {"query": "{ persons(first: 1) { totalCount } }"}
_NEWCOMER = {
    "entity": "person",
    "observedAt": "2026-11-01T00:00:00Z",
    "identities": [{"namespace": "Email", "value": "new@demo.example"}],
    "attributes": {"firstName": "Nia"},
}


def test_two_demos_run_side_by_side_and_each_keeps_its_own_data(tmp_path: Path) -> None:
    first_folder, second_folder = tmp_path / "first", tmp_path / "second"
    newcomer = tmp_path / "newcomer.jsonl"
    newcomer.write_text(json.dumps(_NEWCOMER))
    with _demo(first_folder) as first, _demo(second_folder) as second:
        at_first, told = _persons(first), _persons(second)
        loaded = run_gateway("load", str(newcomer), "--data-dir", str(first_folder))
        assert loaded.returncode == Exit.OK, loaded.stderr
        assert (_persons(first), _persons(second)) == (at_first + 1, told)
        engines = _engines_below(first) + _engines_below(second)
        assert first.end(signal.SIGINT) == Exit.OK, first.said
        assert second.end(signal.SIGTERM) == Exit.OK, second.said
    assert at_first == told > 10
    assert len(engines) == 2
    assert [engine for engine in engines if engine.is_running()] == []

    with _demo(first_folder) as again:
        assert _persons(again) == at_first + 1
        assert "Loading the sample data" not in again.said
        assert again.end(signal.SIGINT) == Exit.OK, again.said


@pytest.mark.usefixtures("database")
def test_the_question_that_the_demo_prints_can_be_asked(engine_endpoint: Endpoint, tmp_path: Path) -> None:
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    with gateway_process("demo", "--port", "0", environment=environment) as demo:
        address = demo.address()
        question = _printed_question(demo)
        answer = httpx.post(f"{address}/graphql", content=question, headers={"content-type": "application/json"})
        assert demo.end(signal.SIGINT) == Exit.OK, demo.said
    assert answer.json() == {"data": {"person": {"fullName": "Ada Lindqvist", "jobTitle": "VP Data Platforms"}}}


def _demo(folder: Path) -> AbstractContextManager[GatewayProcess]:
    return gateway_process("demo", "--port", "0", "--data-dir", str(folder), environment=environment_of())


def _persons(demo: GatewayProcess) -> int:
    answer = httpx.post(f"{demo.address()}/graphql", json=_PERSONS, timeout=30).json()
    return int(answer["data"]["persons"]["totalCount"])


def _engines_below(demo: GatewayProcess) -> list[psutil.Process]:
    below = psutil.Process(demo.process.pid).children(recursive=True)
    return [each for each in below if "java" in each.name()]


def _printed_question(demo: GatewayProcess) -> str:
    until = time.monotonic() + 10
    while not (found := re.search(r"-d '(.*)'", demo.said)):
        assert time.monotonic() < until, demo.said
        time.sleep(0.05)
    return found[1]
