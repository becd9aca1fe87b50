"""The watchdog ends what it watches when its owner is gone. Here it watches a small program instead of a JVM."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from gateway.store.engine.file_lock import is_locked, try_lock
from gateway.store.engine.folder import EngineFolder, Running
from gateway.store.engine.process import Launch, launch

WATCHED = [sys.executable, "-I", "-S", "-c", "import time; print('watched', flush=True); time.sleep(600)"]
OWNER = """
import asyncio, os, sys, time
from pathlib import Path
from tests.store.test_engine_watchdog import launched
from gateway.store.engine.folder import EngineFolder

async def own():
    watchdog = await launched(EngineFolder(Path(sys.argv[1])))
    exec(sys.argv[2])
    await asyncio.sleep(600)

asyncio.run(own())
"""


async def launched(folder: EngineFolder, command: list[str] = WATCHED, *, detached: bool = False) -> Process:
    """The watchdog of a program, owned by this process unless detached."""
    lock = try_lock(folder.lock)
    assert lock is not None
    try:
        return await launch(Launch(folder, lock, command, port=7, owner_pid=None if detached else os.getpid()))
    finally:
        os.close(lock)


async def noted(folder: EngineFolder) -> Running:
    """What the watchdog notes, as soon as it has."""
    async with asyncio.timeout(30):
        while (running := folder.running()) is None:
            await asyncio.sleep(0.02)
        return running


async def all_gone(folder: EngineFolder) -> None:
    """Returns when neither the watchdog nor what it watches is there any more: the kernel has dropped their lock."""
    async with asyncio.timeout(30):
        while is_locked(folder.lock):
            await asyncio.sleep(0.02)


@contextmanager
def owner_of(folder: EngineFolder, then: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Another process that owns a watched program, and does this Python after it has started it."""
    command = [sys.executable, "-c", OWNER, str(folder.root), then]
    with subprocess.Popen(command, start_new_session=True) as owner:
        try:
            yield owner
        finally:
            with suppress(ProcessLookupError):
                os.killpg(owner.pid, signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> EngineFolder:
    folder = EngineFolder(tmp_path / "engine")
    folder.logs.mkdir(parents=True)
    return folder


async def test_who_runs_is_noted_while_it_runs(folder: EngineFolder) -> None:
    watchdog = await launched(folder)
    running = await noted(folder)
    assert (running.watchdog_pid, running.owner_pid, running.port) == (watchdog.pid, os.getpid(), 7)
    assert watchdog.stdin is not None
    watchdog.stdin.close()
    await watchdog.wait()
    assert folder.running() is None
    assert not is_locked(folder.lock)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_nothing_stays_when_the_owner_ends_in_whatever_way(folder: EngineFolder, number: signal.Signals) -> None:
    with owner_of(folder) as owner:
        await noted(folder)
        owner.send_signal(number)
        await all_gone(folder)
    assert folder.running() is None


async def test_a_child_of_the_owner_that_holds_its_pipes_open_does_not_keep_it_running(folder: EngineFolder) -> None:
    with owner_of(folder, "os.fork() or (Path(sys.argv[1], 'forked').touch(), time.sleep(600))") as owner:
        async with asyncio.timeout(30):
            while not (folder.root / "forked").exists():
                await asyncio.sleep(0.02)
        owner.kill()
        await all_gone(folder)


async def test_a_watchdog_that_is_asked_to_ends_what_it_watches(folder: EngineFolder) -> None:
    watchdog = await launched(folder)
    await noted(folder)
    watchdog.terminate()
    await all_gone(folder)
    assert await watchdog.wait() == 0x100 - signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
async def test_what_is_watched_ends_with_its_watchdog(folder: EngineFolder) -> None:
    watchdog = await launched(folder)
    await noted(folder)
    watchdog.kill()
    await all_gone(folder)


async def test_a_program_that_ends_by_itself_ends_its_watchdog_with_its_exit_status(folder: EngineFolder) -> None:
    watchdog = await launched(folder, [sys.executable, "-I", "-S", "-c", "raise SystemExit(5)"])
    assert await watchdog.wait() == 5
    assert folder.running() is None


async def test_without_an_owner_it_stays_until_it_is_told(folder: EngineFolder) -> None:
    starter = await launched(folder, detached=True)
    running = await noted(folder)
    assert starter.returncode == 0
    assert running.owner_pid is None
    assert running.watchdog_pid != starter.pid
    assert os.getsid(running.watchdog_pid) != os.getsid(0)
    os.kill(running.watchdog_pid, signal.SIGTERM)
    await all_gone(folder)


async def test_what_it_says_is_in_the_log(folder: EngineFolder) -> None:
    watchdog = await launched(folder, [sys.executable, "-I", "-S", "-c", "print('so it goes')"])
    await watchdog.wait()
    assert folder.console_log.read_text() == "so it goes\n"
