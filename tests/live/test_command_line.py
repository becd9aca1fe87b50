"""The command line as people and scripts meet it: processes, exit statuses, words."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from gateway.cli.exits import Exit
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from seeds.story import story_files
from tests.live.gateway_process import environment_of, gateway_process, run_gateway


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("database")
def test_serve_answers_until_it_is_told_to_end(
    number: signal.Signals, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    with gateway_process("serve", "--port", "0", environment=environment) as gateway:
        ready = httpx.get(f"{gateway.address()}/readyz")
        exit_status = gateway.end(number)
    assert ready.json()["ready"] is True
    assert exit_status == Exit.OK, gateway.said


async def test_serve_migrates_what_it_serves(database: Database, engine_endpoint: Endpoint, tmp_path: Path) -> None:
    await database.execute(Statement("MATCH (m:Migration) DELETE m"))
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    with gateway_process("serve", "--port", "0", environment=environment) as gateway:
        gateway.address()
        assert gateway.end(signal.SIGINT) == Exit.OK
    assert "Migrating: 0001" in gateway.said


def test_a_taken_port_is_said_before_an_engine_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_gateway("demo", "--port", str(port), "--data-dir", str(tmp_path))
    assert ended.returncode == Exit.PORT_TAKEN
    assert f"Port {port} of 127.0.0.1 is taken" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_named_with_what_to_look_at(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{nobody.getsockname()[1]}"
        environment = environment_of(Endpoint(uri, "neo4j", "secret-word"), GATEWAY_DATA_DIR=tmp_path)
        ended = run_gateway("migrate", environment=environment)
    assert ended.returncode == Exit.UNREACHABLE
    assert f"No Neo4j answers at {uri} as user neo4j." in ended.stderr
    assert "NEO4J_URI" in ended.stderr
    assert "secret-word" not in ended.stderr


async def test_migrate_check_fails_until_migrated_and_changes_nothing(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    await database.execute(Statement("MATCH (m:Migration) DELETE m"))
    await database.execute(Statement("DROP INDEX range_account_industry"))
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    before = run_gateway("migrate", "--check", environment=environment)
    again = run_gateway("migrate", "--check", environment=environment)
    migrated = run_gateway("migrate", environment=environment)
    after = run_gateway("migrate", "--check", environment=environment)
    assert [before.returncode, again.returncode, migrated.returncode, after.returncode] == [1, 1, 0, 0]
    assert before.stdout == again.stdout
    assert "Step 0001 (keys_indexes_namespaces) is pending." in before.stdout
    assert "Index range_account_industry is missing" in before.stdout
    assert "Step 0001" in migrated.stderr
    assert after.stdout == ""


def test_generate_gives_the_same_bytes_to_a_file_and_to_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    to_file = run_gateway("generate", "--persons", "20", "--seed", "7", "--out", str(file))
    to_pipe = run_gateway("generate", "--persons", "20", "--seed", "7")
    assert (to_file.returncode, to_pipe.returncode) == (Exit.OK, Exit.OK)
    assert to_pipe.stdout.encode() == file.read_bytes()
    assert len(file.read_bytes().splitlines()) > 20


def test_generate_may_be_cut_short_by_whoever_reads_it() -> None:
    command = f"{sys.executable} -m gateway generate --persons 5000 | head -n 1"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert ended.stdout.count("\n") == 1
    assert ended.stderr == ""


def test_generate_refuses_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    ended = run_gateway("generate", "--out", str(tmp_path / "no" / "such" / "folder"))
    assert ended.returncode == Exit.FAILED
    assert "cannot be written" in ended.stderr


def test_no_engine_on_a_folder_is_a_status_that_scripts_can_ask_for(tmp_path: Path) -> None:
    ended = run_gateway("engine", "status", "--data-dir", str(tmp_path))
    assert ended.returncode == Exit.FAILED
    assert ended.stdout == f"stopped: no engine runs on {tmp_path}\n"
    stopped = run_gateway("engine", "stop", "--data-dir", str(tmp_path))
    assert stopped.returncode == Exit.OK


def test_the_version_is_the_one_that_is_installed() -> None:
    ended = run_gateway("--version")
    assert ended.returncode == Exit.OK
    assert ended.stdout.count(".") == 2


def test_a_command_that_does_not_exist_is_wrong_usage() -> None:
    assert run_gateway("fly").returncode == Exit.USAGE


async def test_resolve_and_rebuild_say_what_they_did(
    database: Database, engine_endpoint: Endpoint, tmp_path: Path
) -> None:
    await load_files(database, story_files())
    environment = environment_of(engine_endpoint, GATEWAY_DATA_DIR=tmp_path)
    ended = [
        run_gateway(*command, environment=environment) for command in (["resolve"], ["rebuild", "--all"], ["rebuild"])
    ]
    assert [each.returncode for each in ended] == [Exit.OK] * 3, [each.stderr for each in ended]
    assert "accounts " in ended[0].stdout
    assert "relations changed 0" not in ended[0].stdout
    assert [each.stdout.strip() for each in ended[1:]] == ["rebuilt 17", "rebuilt 0"]
