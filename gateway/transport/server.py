"""uvicorn, set up: where it listens, what speaks HTTP, what it leaves alone."""

from __future__ import annotations

import sys

import uvicorn
from starlette.types import ASGIApp

from gateway.settings import Settings
from gateway.transport.guarded_protocol import GuardedProtocol

_GRACEFUL_SHUTDOWN_S = 5
_KEEP_ALIVE_S = 15


def serve_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the application is served: loopback unless told otherwise, no access log, logging left as it was set up."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http=GuardedProtocol,
        ws="websockets-sansio",
        ws_max_size=settings.max_body_bytes,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN_S,
    )
