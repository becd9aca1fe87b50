"""Ports, and what the logs of an engine that did not start tell."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from gateway.store.engine import EngineError, process
from gateway.store.engine.file_lock import try_lock
from gateway.store.engine.folder import EngineFolder
from gateway.store.engine.process import PortTakenError, answers, endpoint_of, free_port, wait_until_ready, why_it_ended


@pytest.fixture
def folder(tmp_path: Path) -> EngineFolder:
    folder = EngineFolder(tmp_path / "engine")
    folder.logs.mkdir(parents=True)
    return folder


def test_a_port_somebody_listens_on_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Port {port} is taken") as trouble:
            free_port(port)
    assert "GATEWAY_ENGINE_BOLT_PORT" in trouble.value.hint
    assert free_port(port) == port


def test_zero_chooses_a_port_that_can_be_listened_on() -> None:
    port = free_port(0)
    socket.create_server(("127.0.0.1", port)).close()


def test_an_endpoint_is_on_loopback_and_does_not_show_its_password() -> None:
    endpoint = endpoint_of(7777, "secret")
    assert (endpoint.uri, endpoint.user) == ("bolt://127.0.0.1:7777", "neo4j")
    assert "secret" not in repr(endpoint)


async def test_nobody_answers_where_nobody_listens() -> None:
    assert not await answers(endpoint_of(free_port(0), "secret"))


async def test_one_that_is_no_neo4j_does_not_answer() -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as other:
        assert not await answers(endpoint_of(other.sockets[0].getsockname()[1], "secret"))


@pytest.mark.parametrize(
    ("log", "said", "message", "hint"),
    [
        ("neo4j.log", "java.net.BindException: Address already in use", "port was taken", "choose a port"),
        ("neo4j.log", "java.io.IOException: No space left on device", "is full", "Make room"),
        ("console.log", "Could not reserve enough space for 9G object heap", "memory", "GATEWAY_ENGINE_HEAP_MB"),
        ("console.log", "insufficient memory for the Java Runtime", "memory", "GATEWAY_ENGINE_HEAP_MB"),
        ("neo4j.log", "something else", "ended while starting", "Its logs are in"),
    ],
)
def test_the_logs_of_an_engine_that_ended_are_put_in_words(
    folder: EngineFolder, log: str, said: str, message: str, hint: str
) -> None:
    (folder.logs / log).write_text(f"{'before ' * 9000}\n{said}\n")
    trouble = why_it_ended(folder)
    assert message in trouble.message
    assert hint in trouble.hint


def test_an_engine_that_ended_without_a_log_is_said_to_have_ended(folder: EngineFolder) -> None:
    assert why_it_ended(folder).message == "The engine ended while starting."


async def test_one_does_not_wait_for_an_engine_that_is_gone(folder: EngineFolder) -> None:
    with pytest.raises(EngineError, match="ended while starting"):
        await wait_until_ready(folder, endpoint_of(free_port(0), "secret"))


async def test_one_does_not_wait_for_an_engine_whose_disk_is_full(
    folder: EngineFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_FULL_BYTES", 2**60)
    lock = try_lock(folder.lock)
    assert lock is not None
    with pytest.raises(EngineError, match="is full"):
        await wait_until_ready(folder, endpoint_of(free_port(0), "secret"))
    os.close(lock)
