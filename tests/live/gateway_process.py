"""A `gateway` command as its own process, as a person or a script runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.store.endpoint import Endpoint

_PATIENCE_S = 300
_ADDRESS = re.compile(r"(http://\S+?)/graphql")


def environment_of(endpoint: Endpoint | None = None, **more: str | Path) -> dict[str, str]:
    """This process's environment, pointed at a server, or at none; a wide terminal keeps lines whole."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    server = {}
    if endpoint is not None:
        server = {"NEO4J_URI": endpoint.uri, "NEO4J_USER": endpoint.user, "NEO4J_PASSWORD": endpoint.password}
    return bare | server | {"COLUMNS": "300"} | {name: str(value) for name, value in more.items()}


def run_gateway(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    command = [sys.executable, "-m", "gateway", *words]
    return subprocess.run(
        command, env=environment or environment_of(), capture_output=True, text=True, check=False, timeout=_PATIENCE_S
    )


class GatewayProcess:
    """A command that serves until it is told to end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._said: list[str] = []
        self._up = threading.Event()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """Everything on its standard error so far."""
        return "".join(self._said)

    def address(self) -> str:
        """Where it serves, as soon as it does. AssertionError with what it said where it does not."""
        self._up.wait(_PATIENCE_S)
        found = _ADDRESS.search(self.said)
        assert found, self.said
        return found[1]

    def end(self, number: signal.Signals) -> int:
        """Its exit status after the signal."""
        self.process.send_signal(number)
        exit_status = self.process.wait(_PATIENCE_S)
        self.listen_to_the_end()
        return exit_status

    def listen_to_the_end(self) -> None:
        """Comes back when it, and whatever it started, has said its last word."""
        self._reader.join(_PATIENCE_S)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._said.append(line)
            if _ADDRESS.search(line):
                self._up.set()
        self._up.set()


@contextmanager
def gateway_process(*words: str, environment: dict[str, str]) -> Iterator[GatewayProcess]:
    """The process, ended with the block where it still runs."""
    command = [sys.executable, "-m", "gateway", *words]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        gateway = GatewayProcess(process)
        try:
            yield gateway
        finally:
            if process.poll() is None:
                process.terminate()
            gateway.listen_to_the_end()
