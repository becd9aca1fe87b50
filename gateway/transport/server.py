"""uvicorn, set up: where it listens, what speaks HTTP, how it ends, what it leaves alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from gateway.settings import Settings
from gateway.transport.draining import DrainedSocketProtocol, draining_of
from gateway.transport.guarded_protocol import GuardedProtocol

_KEEP_ALIVE_S = 15


def serve_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the application is served: loopback unless told otherwise, no access log, logging left as it was set up."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http=GuardedProtocol,
        ws=DrainedSocketProtocol,
        ws_max_size=settings.max_body_bytes,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.drain_s,
    )


class Server(uvicorn.Server):
    """uvicorn's server, which drains before it ends, and leaves the signals to others."""

    def end(self) -> None:
        """Accept nothing more, and end when the last answer is sent."""
        if self.started and (draining := draining_of(self.lifespan.state)):
            draining.set()
        self.should_exit = True

    def hurry(self) -> None:
        """End without waiting for anybody."""
        self.force_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
