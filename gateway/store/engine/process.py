"""One engine's life: start it under its watchdog, wait until it answers, stop it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from gateway.store.endpoint import Endpoint
from gateway.store.engine.file_lock import is_locked
from gateway.store.engine.folder import USER, EngineFolder, Running, check_free_space
from gateway.store.engine.trouble import EngineError

START_LIMIT_S = 120
STOP_LIMIT_S = 25
_PAUSE_S = 0.05
_PROBE_LIMIT_S = 5
_WATCHDOG = Path(__file__).with_name("watchdog.py")
_LAST_WORDS_BYTES = 20_000
_FULL_BYTES = 2**20


class PortTakenError(EngineError):
    """Somebody else listens on the Bolt port."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What it takes to start an engine: its folder with the lock held, the JVM's command, its port, and who owns it."""

    folder: EngineFolder
    lock: int
    command: list[str]
    port: int
    owner_pid: int | None


async def launch(plan: Launch) -> Process:
    """The watchdog process, with a pipe in `stdin` that keeps an owned engine alive; it starts the JVM at once."""
    words = {
        "command": plan.command,
        # More arenas than this cost tens of megabytes and gain nothing at the engine's few native allocations.
        "environment": dict(os.environ) | {"MALLOC_ARENA_MAX": "2"},
        "console": str(plan.folder.console_log),
        "note": str(plan.folder.note),
        "lock": plan.lock,
        "port": plan.port,
        "owner_pid": plan.owner_pid,
    }
    watchdog = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(_WATCHDOG), json.dumps(words)),
        stdin=DEVNULL if plan.owner_pid is None else PIPE,
        stdout=DEVNULL,
        stderr=DEVNULL,
        pass_fds=[plan.lock],
        # Ctrl-C and a closing terminal reach the gateway only, which then stops the engine in order.
        start_new_session=True,
    )
    if plan.owner_pid is None:
        await watchdog.wait()
    return watchdog


async def wait_until_ready(folder: EngineFolder, endpoint: Endpoint) -> None:
    """Returns when the engine answers a query. Raises EngineError when it ends, fills the disk or takes too long."""
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while not await answers(endpoint):
                if not is_locked(folder.lock):
                    raise why_it_ended(folder)
                # On a full disk it neither answers nor ends, and has no room for a line in its log.
                check_free_space(folder.root, _FULL_BYTES)
                await asyncio.sleep(_PAUSE_S)
    except TimeoutError as trouble:
        raise EngineError(
            f"The engine did not answer within {START_LIMIT_S} s.", f"Its log is {folder.logs / 'neo4j.log'}."
        ) from trouble


async def answers(endpoint: Endpoint) -> bool:
    """Whether the database of an endpoint answers a query now. Raises EngineError where it refuses the password."""
    if not await _listens(endpoint):
        return False
    try:
        async with (
            asyncio.timeout(_PROBE_LIMIT_S),
            neo4j.AsyncGraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver,
            driver.session() as session,
        ):
            await (await session.run("RETURN 1")).consume()
    except AuthError as trouble:
        raise EngineError(
            "The engine refuses the password of its data folder.",
            "Put the password back into the folder's file `password`, or begin with an empty GATEWAY_DATA_DIR.",
        ) from trouble
    except (Neo4jError, DriverError, OSError, TimeoutError):
        return False
    return True


async def stop(running: Running, folder: EngineFolder) -> None:
    """Returns when the engine that holds the folder's lock is gone: asked first, made to after that."""
    _signal(running.pid, signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await _gone(folder)
    except TimeoutError:
        _signal(running.pid, signal.SIGKILL)
        await _gone(folder)


def endpoint_of(port: int, password: str) -> Endpoint:
    """The endpoint of an embedded engine."""
    return Endpoint(f"bolt://127.0.0.1:{port}", USER, password)


def free_port(wanted: int) -> int:
    """A port of loopback nobody listens on: the wanted one, or any for 0. Raises EngineError where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as trouble:
            raise port_taken(wanted) from trouble
        port: int = probe.getsockname()[1]
        return port


def port_taken(port: int) -> PortTakenError:
    """The words for a Bolt port somebody else listens on."""
    return PortTakenError(
        f"Port {port} is taken by another program.",
        "Set GATEWAY_ENGINE_BOLT_PORT to a free port, or to 0 to have one chosen.",
    )


def why_it_ended(folder: EngineFolder) -> EngineError:
    """What the logs of an engine that ended while starting tell."""
    words = "\n".join(_last_words(log) for log in (folder.logs / "neo4j.log", folder.console_log))
    see = f"Its logs are in {folder.logs}."
    if "Address already in use" in words:
        return PortTakenError(
            "The engine's Bolt port was taken by another program.", "Start it again, or choose a port."
        )
    if "No space left on device" in words:
        return EngineError(f"The disk of {folder.root} is full.", f"Make room and start again. {see}")
    if "Could not reserve enough space" in words or "insufficient memory" in words:
        return EngineError("There is not enough memory for the engine's heap.", "Lower GATEWAY_ENGINE_HEAP_MB.")
    return EngineError("The engine ended while starting.", see)


async def _listens(endpoint: Endpoint) -> bool:
    # The driver takes half a second over a port nobody listens on; a bare connection is refused at once.
    host, _, port = endpoint.uri.removeprefix("bolt://").partition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True


async def _gone(folder: EngineFolder) -> None:
    while is_locked(folder.lock):
        await asyncio.sleep(_PAUSE_S)


def _last_words(log: Path) -> str:
    try:
        return log.read_bytes()[-_LAST_WORDS_BYTES:].decode(errors="replace")
    except OSError:
        return ""


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
