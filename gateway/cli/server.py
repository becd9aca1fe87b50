"""The server as a command runs it: it says when it is up, and in words why it is not."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from gateway.cli.exits import Exit, fail
from gateway.transport.server import Server


class AnnouncedServer(Server):
    """Calls `announce` when it can be asked; ends the command in words where it could not start."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's word for an application that did not start; it has logged why
            fail(Exit.FAILED, "The gateway could not start; the lines above say why.")
        self._announce()
