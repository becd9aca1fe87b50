"""`gateway serve --workers`: real processes on one port, exact with each other, replaced when they die."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from gateway.cli.exits import Exit
from gateway.store.endpoint import Endpoint
from tests.live.gateway_process import GatewayProcess, environment_of, gateway_process, run_gateway

pytestmark = pytest.mark.live

PATIENCE_S = 120
ADA = {"namespace": "Email", "value": "ada@x.example"}
READ = {"query": "query($i: IdentityInput!) { person(identity: $i) { jobTitle } }", "variables": {"i": ADA}}


def write(title: str) -> dict[str, Any]:
    record = {"person": {"identities": [ADA], "attributes": {"jobTitle": title}}}
    query = 'mutation($r: [RecordInput!]!) { ingestRecords(dataset: "d", records: $r) { refused } }'
    return {"query": query, "variables": {"r": [record]}}


@contextmanager
def serving(endpoint: Endpoint | None, folder: Path) -> Iterator[GatewayProcess]:
    environment = environment_of(endpoint, GATEWAY_DATA_DIR=folder)
    with gateway_process("serve", "--port", "0", "--workers", "2", environment=environment) as gateway:
        gateway.address()
        yield gateway


def workers_of(gateway: GatewayProcess) -> list[psutil.Process]:
    below = psutil.Process(gateway.process.pid).children()
    return [each for each in below if "gateway.cli.worker" in " ".join(each.cmdline())]


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def until(condition: Callable[[], bool], gateway: GatewayProcess) -> None:
    patience = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < patience, gateway.said
        time.sleep(0.05)


def ask(client: httpx.Client, body: dict[str, Any]) -> httpx.Response:
    answer = client.post("/graphql", json=body)
    assert "errors" not in answer.json(), answer.text
    return answer


@contextmanager
def client_of(worker: psutil.Process, gateway: GatewayProcess) -> Iterator[httpx.Client]:
    """A client with one connection, to this worker: connects again until it has it."""
    limits = httpx.Limits(max_connections=1, keepalive_expiry=3_600)
    for _ in range(200):
        with httpx.Client(base_url=gateway.address(), timeout=PATIENCE_S, limits=limits) as client:
            ours = ask(client, READ).extensions["network_stream"].get_extra_info("client_addr")[1]
            if ours in {each.raddr.port for each in worker.net_connections() if each.raddr}:
                yield client
                return
    raise AssertionError("one worker takes all connections")


@pytest.mark.usefixtures("database")
def test_every_worker_answers_and_sees_at_once_what_another_wrote(engine_endpoint: Endpoint, tmp_path: Path) -> None:
    with serving(engine_endpoint, tmp_path) as gateway:
        first, second = workers_of(gateway)
        with client_of(first, gateway) as one, client_of(second, gateway) as other:
            hits = 0
            for number in range(100):
                writer, reader = (one, other) if number % 2 else (other, one)
                ask(reader, READ)
                hits += ask(reader, READ).headers["x-cache"] == "HIT"
                ask(writer, write(f"title {number}"))
                for client in (reader, writer):
                    assert ask(client, READ).json() == {"data": {"person": {"jobTitle": f"title {number}"}}}
            assert hits == 100, "so it is no wonder of caches that are empty"
        assert gateway.end(signal.SIGTERM) == Exit.OK, gateway.said
    assert gateway.said.count("Serving on") == 1
    assert is_gone(first)
    assert is_gone(second)


def test_a_worker_that_dies_is_replaced_and_the_engine_is_the_parents(tmp_path: Path) -> None:
    with serving(None, tmp_path) as gateway:
        killed, stays = workers_of(gateway)
        below = psutil.Process(gateway.process.pid).children(recursive=True)
        (engine,) = (each for each in below if "java" in each.name())
        killed.kill()
        for _ in range(20):
            assert httpx.post(f"{gateway.address()}/graphql", json=READ, timeout=PATIENCE_S).status_code == 200
        until(lambda: len(workers_of(gateway)) == 2 and killed not in workers_of(gateway), gateway)
        (new,) = (each for each in workers_of(gateway) if each != stays)
        with client_of(new, gateway) as client:
            assert ask(client, READ).json() == {"data": {"person": None}}
        assert engine.is_running()
        assert gateway.end(signal.SIGINT) == Exit.OK, gateway.said
    assert f"(process {killed.pid}) ended by signal 9; another one is started" in gateway.said
    assert [each for each in (stays, new, engine) if not is_gone(each)] == []


@pytest.mark.usefixtures("database")
def test_workers_end_by_themselves_when_their_parent_is_gone(engine_endpoint: Endpoint, tmp_path: Path) -> None:
    with serving(engine_endpoint, tmp_path) as gateway:
        workers = workers_of(gateway)
        gateway.process.kill()
        until(lambda: all(map(is_gone, workers)), gateway)


def test_what_keeps_workers_from_starting_is_told_once_and_ends_the_command(
    engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=no_folder)
    ended = run_gateway("serve", "--port", "0", "--workers", "2", environment=environment)
    assert ended.returncode == Exit.FAILED, ended.stderr
    assert "A worker could not start" in ended.stderr
