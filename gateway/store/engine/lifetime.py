"""Who runs an engine, and for how long: an owner while a block lasts, or nobody until it is told to stop."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gateway.settings import Settings
from gateway.store.endpoint import Endpoint
from gateway.store.engine.configuration import Jvm, java_command, write_configuration
from gateway.store.engine.file_lock import is_locked, try_lock
from gateway.store.engine.folder import EngineFolder, Running, known_password, not_writable, prepare
from gateway.store.engine.jars import ensure_jars, home_of
from gateway.store.engine.jre import find_jre
from gateway.store.engine.process import (
    START_LIMIT_S,
    Launch,
    PortTakenError,
    answers,
    endpoint_of,
    free_port,
    launch,
    stop,
    wait_until_ready,
)
from gateway.store.engine.quick_start import quick_starting
from gateway.store.engine.report import Report, silent
from gateway.store.engine.trouble import EngineError

STAGE = "Starting the engine"
_PAUSE_S = 0.1
_ATTEMPTS = 3
_NOTE_LIMIT_S = 10


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """`running`, `stopped`, or `stale`: it noted that it runs, and is gone. The rest is None where nothing runs.

    `owner_pid` is the process that the engine stops with, None for one that stays until it is told to stop.
    """

    state: Literal["running", "stopped", "stale"]
    pid: int | None = None
    bolt_uri: str | None = None
    since: str | None = None
    owner_pid: int | None = None


@asynccontextmanager
async def running_engine(settings: Settings, report: Report = silent) -> AsyncIterator[Endpoint]:
    """The engine of `settings.data_dir`, joined where one runs already, else started and stopped with the block.

    Raises EngineError where it cannot be had.
    """
    watchdog, endpoint = await _start_or_join(settings, report, os.getpid())
    try:
        yield endpoint
    finally:
        await _let_go(watchdog)


async def start_engine(settings: Settings, report: Report = silent) -> Endpoint:
    """Start an engine that outlives this process, or join the one that runs on the folder already."""
    _, endpoint = await _start_or_join(settings, report, None)
    return endpoint


async def stop_engine(settings: Settings) -> bool:
    """Stop the engine of `settings.data_dir`, whoever owns it; False where none was running."""
    folder = folder_of(settings)
    if not is_locked(folder.lock):
        folder.note.unlink(missing_ok=True)
        return False
    running = await _noted(folder)
    if running is not None:
        await stop(running, folder)
    folder.note.unlink(missing_ok=True)
    return running is not None


def engine_status(settings: Settings) -> EngineStatus:
    """What is known of the engine of `settings.data_dir` without asking it."""
    folder = folder_of(settings)
    running = folder.running()
    if not is_locked(folder.lock):
        return EngineStatus("stopped" if running is None else "stale")
    if running is None:
        return EngineStatus("running")
    uri = endpoint_of(running.port, "").uri
    return EngineStatus("running", running.pid, uri, running.since, running.owner_pid)


async def fetch_jars(settings: Settings, report: Report = silent) -> None:
    """Have all the engine's jars in `settings.cache_dir`, checked. Raises EngineError where they cannot be had."""
    await ensure_jars(cache_of(settings), report)


def folder_of(settings: Settings) -> EngineFolder:
    """Where the engine of these settings keeps its things."""
    return EngineFolder(settings.data_dir.expanduser().resolve() / "engine")


def cache_of(settings: Settings) -> Path:
    """Where the engine's jars are kept, for all data folders."""
    return settings.cache_dir.expanduser().resolve()


async def _start_or_join(settings: Settings, report: Report, owner_pid: int | None) -> tuple[Process | None, Endpoint]:
    folder = folder_of(settings)
    if (endpoint := await _joined(folder)) is not None:
        return None, endpoint
    cache = cache_of(settings)
    jvm = Jvm(find_jre(), await ensure_jars(cache, report))
    jvm = await quick_starting(jvm, home_of(cache), settings, report)
    attempts_left = 1 if settings.engine_bolt_port else _ATTEMPTS
    while True:
        report(STAGE, 0, 0)
        lock = await _locked_or_joined(folder)
        if isinstance(lock, Endpoint):
            return None, lock
        try:
            return await _start(folder, settings, jvm, lock, owner_pid)
        except PortTakenError:
            # Between choosing a free port and listening on it somebody else may take it.
            attempts_left -= 1
            if not attempts_left:
                raise


async def _start(
    folder: EngineFolder, settings: Settings, jvm: Jvm, lock: int, owner_pid: int | None
) -> tuple[Process, Endpoint]:
    try:
        folder.note.unlink(missing_ok=True)
        password = prepare(folder)
        port = free_port(settings.engine_bolt_port)
        write_configuration(folder, settings, port)
        command = java_command(folder, settings, jvm)
        watchdog = await launch(Launch(folder, lock, command, port, owner_pid))
    finally:
        # The engine's processes have inherited the lock: it is free when the last of them is gone.
        os.close(lock)
    endpoint = endpoint_of(port, password)
    try:
        await wait_until_ready(folder, endpoint)
    except BaseException:
        await (_let_go(watchdog) if owner_pid else stop_engine(settings))
        raise
    return watchdog, endpoint


async def _locked_or_joined(folder: EngineFolder) -> int | Endpoint:
    """The folder's lock, or the endpoint of an engine that another process has started, or is just starting."""
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while (lock := try_lock(folder.lock)) is None:
                if (endpoint := await _joined(folder)) is not None:
                    return endpoint
                await asyncio.sleep(_PAUSE_S)
            return lock
    except TimeoutError as trouble:
        raise EngineError(
            f"Another engine holds {folder.root} and does not answer.", "Stop it with `gateway engine stop`."
        ) from trouble
    except OSError as trouble:
        raise not_writable(folder, trouble) from trouble


async def _joined(folder: EngineFolder) -> Endpoint | None:
    running = folder.running()
    if running is None or not is_locked(folder.lock):
        return None
    endpoint = endpoint_of(running.port, known_password(folder))
    return endpoint if await answers(endpoint) else None


async def _noted(folder: EngineFolder) -> Running | None:
    """Who holds the folder, None where nobody does any more. An engine notes itself a moment after its start."""
    try:
        async with asyncio.timeout(_NOTE_LIMIT_S):
            while is_locked(folder.lock):
                if (running := folder.running()) is not None:
                    return running
                await asyncio.sleep(_PAUSE_S)
            return None
    except TimeoutError as trouble:
        raise EngineError(
            f"Another program holds {folder.root} and does not say who it is.", "Try again in a moment."
        ) from trouble


async def _let_go(watchdog: Process | None) -> None:
    """Returns when the engine of a watchdog is gone; at once where it was somebody else's."""
    if watchdog is None:
        return
    assert watchdog.stdin is not None
    watchdog.stdin.close()
    await watchdog.wait()
