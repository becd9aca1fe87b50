"""How a server ends: what is under way is answered, what would never end is ended, and no connection is kept.

The application's lifespan gives the server an event by the name `DRAINING`; whoever serves sets it, at the moment at
which the server is told to end. From then on each answer says `Connection: close`, streams of subscriptions end so that
their clients come back to another process, and WebSockets are closed with 1012 when their last operation is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

DRAINING = "draining"
SERVICE_RESTART = 1012
"""Clients of `graphql-transport-ws` connect again after this code."""


def draining_of(state: Mapping[str, Any]) -> asyncio.Event | None:
    """The event that tells that the server ends; None where the application has none."""
    return state.get(DRAINING)


class DrainedSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which leaves an open WebSocket to the application when the server ends."""

    def shutdown(self) -> None:
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
