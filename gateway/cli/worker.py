"""One worker of `gateway serve --workers`: a process that serves on a socket which its parent listens on.

The parent sends what is to be done by standard input, and hears on standard output when the worker is up. Standard
input stays open as long as the parent lives: a worker whose parent is gone ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from gateway.app import create_app
from gateway.cli.ending import Ways, run_to_end
from gateway.cli.server import AnnouncedServer
from gateway.observe import set_up_logging
from gateway.settings import Settings
from gateway.store.endpoint import Endpoint
from gateway.transport.server import serve_config

UP = b"up\n"
"""What a worker says when it can be asked."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker has to know: `listener` is the descriptor of the socket."""

    settings: Settings
    endpoint: Endpoint
    listener: int
    log_level: int


def main() -> None:
    """Serve until told to end; the exit status is that of `gateway serve`."""
    errand: Errand = pickle.load(sys.stdin.buffer)
    set_up_logging(level=errand.log_level)
    try:
        run_to_end(lambda ways: _serve(errand, ways))
    except typer.Exit as ended:
        sys.exit(ended.exit_code)


async def _serve(errand: Errand, ways: Ways) -> None:
    with socket.socket(fileno=errand.listener) as listener:
        config = serve_config(create_app(errand.settings, errand.endpoint), errand.settings)
        server = AnnouncedServer(config, _say_up)
        with _while_parent_lives(server.end), ways.instead(server.end, server.hurry):
            await server.serve(sockets=[listener])


def _say_up() -> None:
    os.write(sys.stdout.fileno(), UP)


@contextmanager
def _while_parent_lives(end: Callable[[], None]) -> Iterator[None]:
    """Calls `end` when the other end of standard input is gone."""
    loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()

    def heard() -> None:
        if not os.read(descriptor, 1):
            loop.remove_reader(descriptor)
            end()

    loop.add_reader(descriptor, heard)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)


if __name__ == "__main__":
    main()
