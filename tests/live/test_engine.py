"""The embedded engine for real: started, joined, stopped, and ended in every way that programs end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from gateway.cli.exits import Exit
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.endpoint import Endpoint
from gateway.store.engine import EngineError, engine_status, fetch_jars, running_engine, start_engine, stop_engine
from gateway.store.engine.configuration import Jvm
from gateway.store.engine.file_lock import is_locked
from gateway.store.engine.folder import EngineFolder
from gateway.store.engine.jars import ensure_jars, home_of
from gateway.store.engine.jre import find_jre
from gateway.store.engine.lifetime import cache_of, folder_of
from gateway.store.engine.quick_start import archive_of
from gateway.store.engine.report import silent
from tests.live.gateway_process import run_gateway

pytestmark = pytest.mark.live

Engine = tuple[Settings, Endpoint]

_PATIENCE_S = 60
_WRITTEN = Statement("MATCH (n:Written) RETURN n.number ORDER BY n.number")


@dataclass
class Owner:
    """A process that owns an engine and writes; `acknowledged` are the numbers it was told are written."""

    process: subprocess.Popen[str]
    acknowledged: list[int] = field(default_factory=list)

    def write(self, times: int) -> None:
        """Returns when that many more writes are acknowledged."""
        self.acknowledged += [int(self._line()) for _ in range(times)]

    def read_rest(self) -> None:
        """What was acknowledged before it ended."""
        assert self.process.stdout is not None
        self.acknowledged += [int(line) for line in self.process.stdout if line.endswith("\n")]

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the owner ended early"
        return line


@contextmanager
def engine_owner(data_dir: Path) -> Iterator[Owner]:
    """An owner whose engine answers."""
    command = [sys.executable, "-m", "tests.live.engine_owner", str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            owner = Owner(process)
            owner._line()
            yield owner
        finally:
            process.kill()


async def nobody_left(folder: EngineFolder) -> None:
    """Returns when no process of the engine is there any more."""
    async with asyncio.timeout(_PATIENCE_S):
        while is_locked(folder.lock):
            await asyncio.sleep(0.05)


async def written(endpoint: Endpoint) -> list[int]:
    """The numbers in the store."""
    async with open_database(endpoint) as database:
        return [number for (number,) in await database.read(_WRITTEN)]


def kill_owner(owner: Owner, folder: EngineFolder) -> None:
    owner.process.kill()


def kill_engine(owner: Owner, folder: EngineFolder) -> None:
    """The whole machine loses power, as far as the engine's folder can tell."""
    running = folder.running()
    assert running is not None
    os.kill(running.watchdog_pid, signal.SIGKILL)
    os.kill(running.pid, signal.SIGKILL)


def send(number: signal.Signals) -> Callable[[Owner, EngineFolder], None]:
    def end(owner: Owner, folder: EngineFolder) -> None:
        owner.process.send_signal(number)

    return end


ENDS = (
    (kill_owner, "stopped"),
    (kill_engine, "stale"),
    (send(signal.SIGTERM), "stopped"),
    (send(signal.SIGINT), "stopped"),
    (send(signal.SIGHUP), "stopped"),
)


async def test_however_it_ends_nothing_stays_and_what_was_acknowledged_is_there_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    folder = folder_of(settings)
    acknowledged: Counter[int] = Counter()
    for end, state in ENDS:
        with engine_owner(tmp_path) as owner:
            owner.write(20)
            end(owner, folder)
            owner.read_rest()
            await nobody_left(folder)
            assert engine_status(settings).state == state
        acknowledged.update(owner.acknowledged)
    async with running_engine(settings) as endpoint:
        found = Counter(await written(endpoint))
    assert acknowledged <= found
    # One write of each owner may have been under way: held, and not acknowledged any more.
    assert (found - acknowledged).total() <= len(ENDS)


async def test_an_engine_killed_while_it_makes_its_store_starts_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    folder = folder_of(settings)
    first = asyncio.ensure_future(running_engine(settings).__aenter__())
    async with asyncio.timeout(_PATIENCE_S):
        while not folder.has_store:
            await asyncio.sleep(0.01)
    running = folder.running()
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="ended while starting"):
        await first
    async with running_engine(settings) as endpoint:
        assert await written(endpoint) == []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One engine that is only looked at."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("looked at"), port=0)
    async with running_engine(settings) as endpoint:
        yield settings, endpoint


def process_of(settings: Settings) -> psutil.Process:
    return psutil.Process(engine_status(settings).pid)


def test_it_listens_on_loopback_only_and_on_one_port(engine: Engine) -> None:
    settings, endpoint = engine
    listening = [each for each in process_of(settings).net_connections() if each.status == psutil.CONN_LISTEN]
    assert [f"{each.laddr.ip.removeprefix('::ffff:')}:{each.laddr.port}" for each in listening] == [
        endpoint.uri.removeprefix("bolt://")
    ]


def test_its_password_is_random_and_in_a_file_that_only_its_owner_reads(engine: Engine) -> None:
    settings, endpoint = engine
    file = folder_of(settings).password_file
    assert file.read_text() == endpoint.password
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert endpoint.password not in " ".join(process_of(settings).cmdline())


@pytest.mark.parametrize("password", ["neo4j", ""])
async def test_another_password_is_refused(engine: Engine, password: str) -> None:
    async with open_database(replace(engine[1], password=password)) as database:
        assert not await database.ping(timeout_s=10)


def test_empty_it_takes_less_than_half_a_gigabyte(engine: Engine) -> None:
    assert process_of(engine[0]).memory_info().rss < 500 * 2**20


def test_its_status_says_where_and_for_whom_it_runs(engine: Engine) -> None:
    settings, endpoint = engine
    status = engine_status(settings)
    assert (status.state, status.bolt_uri, status.owner_pid) == ("running", endpoint.uri, os.getpid())


async def test_a_second_owner_joins_and_leaves_it_running(engine: Engine) -> None:
    settings, endpoint = engine
    async with running_engine(settings) as joined:
        assert joined == endpoint
    assert await start_engine(settings) == endpoint
    await written(endpoint)


async def test_another_process_joins_and_its_end_does_not_stop_it(engine: Engine) -> None:
    settings, endpoint = engine
    with engine_owner(settings.data_dir) as owner:
        owner.write(1)
        owner.process.kill()
        owner.read_rest()
    assert set(await written(endpoint)) >= set(owner.acknowledged) >= {1}


async def test_two_that_start_at_once_share_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first, second = running_engine(settings), running_engine(settings)
    endpoints = await asyncio.gather(first.__aenter__(), second.__aenter__())
    assert endpoints[0] == endpoints[1]
    await asyncio.gather(first.__aexit__(None, None, None), second.__aexit__(None, None, None))
    assert engine_status(settings).state == "stopped"


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = Settings(data_dir=tmp_path, engine_bolt_port=port)
        with pytest.raises(EngineError, match=f"Port {port} is taken"):
            await start_engine(settings)
    assert engine_status(settings).state == "stopped"


async def test_a_detached_engine_outlives_its_starter_until_it_is_stopped(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    started = run_gateway("engine", "start", "--data-dir", str(tmp_path))
    assert started.returncode == Exit.OK, started.stderr
    try:
        status = engine_status(settings)
        assert (status.state, status.bolt_uri, status.owner_pid) == ("running", started.stdout.strip(), None)
        async with running_engine(settings) as joined:
            assert joined.uri == status.bolt_uri
        assert engine_status(settings) == status
    finally:
        assert await stop_engine(settings)
    assert engine_status(settings).state == "stopped"
    assert not await stop_engine(settings)


async def test_an_archive_of_classes_that_the_jvm_refuses_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    await fetch_jars(Settings())
    home = home_of(cache)
    home.mkdir(parents=True)
    (home / "lib").symlink_to(home_of(cache_of(Settings())) / "lib")
    settings = Settings(data_dir=tmp_path / "data", cache_dir=cache)
    jvm = Jvm(find_jre(), await ensure_jars(cache, silent))
    archive_of(jvm, home).write_text("not an archive")
    async with running_engine(settings) as endpoint:
        assert await written(endpoint) == []
