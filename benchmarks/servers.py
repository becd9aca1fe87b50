"""Contenders as processes of this machine: started, waited for, watched and ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil

from gateway.store.endpoint import Endpoint

PEERS = Path(__file__).parent / "peers"
_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Server:
    """A contender that listens."""

    name: str
    port: int
    process: psutil.Process

    @property
    def memory_mb(self) -> float:
        """Memory it holds now, megabytes."""
        return float(self.process.memory_info().rss) / 1e6

    def ask(self, text: str, variables: Mapping[str, Any]) -> Any:
        """The answer to one operation, decoded."""
        return _ask(self.port, text, variables)


@contextmanager
def served(name: str, command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    """A contender while the block runs. Raises RuntimeError where it does not come up and answer."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=said, stderr=said)
        try:
            _wait(process, name, port)
        except RuntimeError as trouble:
            process.kill()
            said.seek(0)
            raise RuntimeError(f"{trouble}: {said.read().decode(errors='replace')[-2_000:]}") from None
    try:
        yield Server(name, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def gateway(name: str, endpoint: Endpoint, folder: Path, **settings: str) -> AbstractContextManager[Server]:
    """The gateway, with settings by the names of its environment variables."""
    port = free_port()
    environment = {**_database(endpoint), "GATEWAY_PORT": str(port), "GATEWAY_DATA_DIR": str(folder / name), **settings}
    return served(name, [sys.executable, "-m", "gateway", "serve"], environment, port)


def constant(size: int) -> AbstractContextManager[Server]:
    """The endpoint that answers the same bytes to everything."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.contenders.constant", str(port), str(size)]
    return served("constant bytes", command, {}, port)


def dataloaders(name: str, endpoint: Endpoint) -> AbstractContextManager[Server]:
    """The ordinary Strawberry server."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.contenders.dataloaders", str(port)]
    return served(name, command, _database(endpoint), port)


def neo4j_graphql(name: str, endpoint: Endpoint) -> AbstractContextManager[Server]:
    """@neo4j/graphql on graphql-yoga, where Node.js is."""
    port = free_port()
    return served(name, ["node", str(PEERS / "server.mjs"), str(port)], _database(endpoint), port)


def install_peers() -> str | None:
    """Install what the peers need, in exact versions; in words why that cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "Node.js is not here"
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=PEERS, capture_output=True, text=True, check=False
    )
    return None if done.returncode == 0 else "npm could not install it"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _database(endpoint: Endpoint) -> dict[str, str]:
    return {"NEO4J_URI": endpoint.uri, "NEO4J_USER": endpoint.user, "NEO4J_PASSWORD": endpoint.password}


def _wait(process: subprocess.Popen[bytes], name: str, port: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended with {process.returncode} before it answered")
        try:
            _ask(port, "{ __typename }", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{name} did not answer within {_PATIENCE_S:.0f} s")


def _ask(port: int, text: str, variables: Mapping[str, Any]) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        orjson.dumps({"query": text, "variables": variables}),
        {"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
        return orjson.loads(answer.read())
