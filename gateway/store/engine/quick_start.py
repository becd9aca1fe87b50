"""An archive of loaded classes with which the engine starts in half the time, made once per cache folder and Java.

Making it is one start of an empty engine and one long stop, some 25 s, which every later start repays with 4 s. It
needs Java 25. Nothing depends on it: where it cannot be made, the engine starts without.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from gateway.cypher.statement import Statement
from gateway.errors import GatewayError
from gateway.settings import Settings
from gateway.store.database import open_database
from gateway.store.endpoint import Endpoint
from gateway.store.engine.configuration import Jvm, java_command, write_configuration
from gateway.store.engine.file_lock import locked, try_lock
from gateway.store.engine.folder import EngineFolder, prepare
from gateway.store.engine.process import Launch, endpoint_of, free_port, launch, wait_until_ready
from gateway.store.engine.report import Report
from gateway.store.engine.trouble import EngineError

log = logging.getLogger(__name__)

STAGE = "Making later starts quick (once)"
FIRST_JAVA = 25
_NEEDED_BYTES = 600 * 2**20
_STOP_LIMIT_S = 180
# What the first queries of any gateway load classes for: the planner, indexes, writes, subqueries.
_EXERCISES = (
    "CREATE CONSTRAINT once IF NOT EXISTS FOR (n:Exercise) REQUIRE n.key IS UNIQUE",
    "UNWIND range(1, 9) AS i MERGE (n:Exercise {key: toString(i)}) SET n.at = datetime() MERGE (n)-[:NEXT]->(:End)",
    "MATCH (n:Exercise {key: '1'}) CALL (n) { MATCH (n)-[:NEXT]->(e) WITH e ORDER BY e.key LIMIT 5 "
    "RETURN collect(e) AS ends } RETURN n {.*}, ends, COUNT { (n)-->() } AS total",
)


async def quick_starting(jvm: Jvm, home: Path, settings: Settings, report: Report) -> Jvm:
    """The same with an archive in `home`; as it was where its Java, the disk or the folder does not let us."""
    if jvm.jre.major < FIRST_JAVA:
        return jvm
    archive = archive_of(jvm, home)
    if not archive.exists() and _may_be_made(archive):
        try:
            async with locked(home / "quick-start.lock"):
                if not archive.exists():
                    report(STAGE, 0, 0)
                    await _make(archive, home / "quick-start", settings, jvm)
        except (EngineError, GatewayError, OSError, TimeoutError) as trouble:
            log.info("the engine starts without an archive of its classes: %s", trouble)
            _give_up(archive)
    # A damaged archive is found out by the checksums that the last two options ask for, and not used.
    options = (f"-XX:AOTCache={archive}", "-XX:+UnlockDiagnosticVMOptions", "-XX:+VerifySharedSpaces")
    return replace(jvm, options=options) if archive.exists() else jvm


def archive_of(jvm: Jvm, home: Path) -> Path:
    """Where the archive for these jars and this Java is: the JVM takes it for the very files it was made of only."""
    key = hashlib.sha256((jvm.jre.home / "release").read_bytes())
    for jar in jvm.jars:
        key.update(f"{jar} {jar.stat().st_mtime_ns}\n".encode())
    return home / f"quick-start-{key.hexdigest()[:16]}.aot"


def _may_be_made(archive: Path) -> bool:
    return not _failed(archive).exists() and shutil.disk_usage(archive.parent).free > _NEEDED_BYTES


async def _make(archive: Path, training: Path, settings: Settings, jvm: Jvm) -> None:
    shutil.rmtree(training, ignore_errors=True)
    unfinished = training / archive.name
    try:
        folder = EngineFolder(training)
        password, port = prepare(folder), free_port(0)
        write_configuration(folder, settings, port)
        # What the compiler makes is not kept, so the cheaper one is enough, and the archive is smaller.
        options = (f"-XX:AOTCacheOutput={unfinished}", "-XX:TieredStopAtLevel=1")
        command = java_command(folder, settings, replace(jvm, options=options))
        async with _trainee(folder, command, port) as watchdog:
            endpoint = endpoint_of(port, password)
            await wait_until_ready(folder, endpoint)
            await _exercise(endpoint)
            running = folder.running()
            assert running is not None
            os.kill(running.pid, signal.SIGTERM)
            await asyncio.wait_for(watchdog.wait(), _STOP_LIMIT_S)
        if not unfinished.exists():
            raise EngineError("The JVM wrote none.")
        unfinished.replace(archive)
    finally:
        shutil.rmtree(training, ignore_errors=True)


@asynccontextmanager
async def _trainee(folder: EngineFolder, command: list[str], port: int) -> AsyncIterator[Process]:
    """The watchdog of an engine without data: killed, with all it started, when the block is left before its end."""
    lock = try_lock(folder.lock)
    assert lock is not None
    try:
        watchdog = await launch(Launch(folder, lock, command, port, os.getpid()))
    finally:
        os.close(lock)
    try:
        yield watchdog
    finally:
        if watchdog.returncode is None:
            os.killpg(watchdog.pid, signal.SIGKILL)
            await watchdog.wait()


async def _exercise(endpoint: Endpoint) -> None:
    async with open_database(endpoint) as database:
        for text in _EXERCISES:
            await database.execute(Statement(text))


def _failed(archive: Path) -> Path:
    return archive.with_suffix(".failed")


def _give_up(archive: Path) -> None:
    with suppress(OSError):
        _failed(archive).touch()
