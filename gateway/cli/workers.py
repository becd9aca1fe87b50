"""`gateway serve --workers`: processes that serve on one port, watched by the one that owns it and the engine.

Each has a socket of its own on the port, or the first that wakes would take all connections. The parent keeps them:
when a worker dies, who connects to its socket waits for the one that replaces it. The parent alone hears the
terminal: workers are sessions of their own, and are told to end by it, or end by themselves when it is gone.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterable
from contextlib import suppress

from gateway.cli.ending import Ways
from gateway.cli.exits import Exit, fail
from gateway.cli.listening import listening_beside
from gateway.cli.worker import UP, Errand
from gateway.settings import Settings
from gateway.store.endpoint import Endpoint

log = logging.getLogger(__name__)

_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_LIVED_S = 10.0
"""A worker that lived so long is replaced at once; after shorter lives the pause doubles."""
_TO_CLEAN_UP_S = 10.0
"""Beyond the time for requests under way, until a worker is killed that does not end."""


async def serve_by_workers(
    settings: Settings, endpoint: Endpoint, listener: socket.socket, ways: Ways, announce: Callable[[], None]
) -> None:
    """Serve by `settings.workers` processes until told to end. `announce` is called once, when all of them are up.

    Ends the command in words where a worker does not start at all.
    """
    workers = _Workers(settings, endpoint, listener)
    with ways.instead(workers.end, workers.hurry):
        try:
            await workers.serve(announce)
        finally:
            await workers.kill()


class _Workers:
    def __init__(self, settings: Settings, endpoint: Endpoint, listener: socket.socket) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._listeners = [listener, *(listening_beside(listener) for _ in range(settings.workers - 1))]
        self._processes: dict[int, Process] = {}
        self._told = asyncio.Event()

    async def serve(self, announce: Callable[[], None]) -> None:
        """Keep the workers alive until they are told to end, and have ended."""
        numbers = range(1, self._settings.workers + 1)
        up = {number: asyncio.Event() for number in numbers}
        keeping = [asyncio.create_task(self._keep(number, up[number])) for number in numbers]
        announcing = asyncio.create_task(_announced(announce, up.values()))
        try:
            await asyncio.gather(*keeping)
        finally:
            for task in (*keeping, announcing):
                task.cancel()

    def end(self) -> None:
        """Listen no more, and let every worker end when its last answer is sent."""
        self._told.set()
        for listener in self._listeners:
            listener.close()
        self._tell_all()
        asyncio.get_running_loop().call_later(self._settings.drain_s + _TO_CLEAN_UP_S, self._kill_all)

    def hurry(self) -> None:
        """Let every worker end without waiting for anybody."""
        self._tell_all()
        asyncio.get_running_loop().call_later(_TO_CLEAN_UP_S, self._kill_all)

    async def kill(self) -> None:
        """End what still runs, at once."""
        self._kill_all()
        await asyncio.gather(*(each.wait() for each in self._processes.values()))

    async def _keep(self, number: int, up: asyncio.Event) -> None:
        """Start a worker, and another one when it dies, until told to end."""
        pause_s = _PAUSE_S
        while not self._told.is_set():
            begun = asyncio.get_running_loop().time()
            process = await self._started(number)
            if await _is_up(process):
                up.set()
            status = await process.wait()
            if self._told.is_set():
                return
            if not up.is_set():
                fail(Exit.FAILED, "A worker could not start; the lines above say why.")
            log.warning("worker %d (process %d) ended %s; another one is started", number, process.pid, _how(status))
            lived = asyncio.get_running_loop().time() - begun > _LIVED_S
            pause_s = _PAUSE_S if lived else min(pause_s * 2, _LONGEST_PAUSE_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), pause_s)

    async def _started(self, number: int) -> Process:
        listener = self._listeners[number - 1].fileno()
        errand = Errand(self._settings, self._endpoint, listener, logging.getLogger().level)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gateway.cli.worker"),
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=(listener,),
            start_new_session=True,
        )
        self._processes[number] = process
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(errand))
        if self._told.is_set():
            _tell(process)
        return process

    def _tell_all(self) -> None:
        for process in self._processes.values():
            _tell(process)

    def _kill_all(self) -> None:
        for process in self._processes.values():
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()


async def _announced(announce: Callable[[], None], up: Iterable[asyncio.Event]) -> None:
    for each in up:
        await each.wait()
    announce()


def _tell(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)


async def _is_up(process: Process) -> bool:
    """Whether a worker says that it can be asked; waits for it."""
    assert process.stdout is not None
    return await process.stdout.readline() == UP


def _how(status: int) -> str:
    return f"by signal {-status}" if status < 0 else f"with status {status}"
