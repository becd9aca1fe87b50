"""The server as a command runs it: it says when it is up, and in words why it is not."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable

import uvicorn

from gateway.cli.exits import Exit, fail
from gateway.transport.server import Server

_OBJECTS_BETWEEN_COLLECTIONS = 5_000


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
        _settle()
        self._announce()


def _settle() -> None:
    """Have the collector of garbage leave alone what is there now, and look for more only after many objects.

    A whole collection stopped a serving process for 76 ms, and the small ones took a tenth of its time: nearly all that
    an answer is made of is freed without them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
