"""Serving: the port, the database, what is to be done before the first request, and then requests until told to end."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable

import uvicorn

from gateway.app import create_app, trusting_documents
from gateway.cli.ending import Ways
from gateway.cli.exits import Exit, fail
from gateway.cli.listening import address_of, listening
from gateway.cli.reaching import reached
from gateway.cli.screen import say
from gateway.commands.migrate import migrate
from gateway.plan.trusted import Trust
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.transport.server import Server, serve_config

Prepare = Callable[[Database], Awaitable[None]]
Announce = Callable[[str], None]


async def serve_until_told(settings: Settings, ways: Ways, prepare: Prepare, announce: Announce) -> None:
    """Serve until a signal says to end, then close what was opened, the engine last.

    `prepare` gets the migrated database before the first request is answered, `announce` the address right after.
    """
    documents = trusting_documents(settings)
    with listening(settings.host, settings.port) as listener:
        async with reached(settings) as endpoint:
            async with open_database(endpoint) as database:
                await migrate(database, lambda step: say(f"Migrating: {step}"))
                await prepare(database)
            config = serve_config(create_app(settings, endpoint, documents), settings)
            server = _Server(config, lambda: announce(address_of(listener)))
            _say_what_is_trusted(documents.trust)
            with ways.instead(server.end, server.hurry):
                await server.serve(sockets=[listener])
            say("Ending.")


def _say_what_is_trusted(trust: Trust) -> None:
    if trust.documents:
        others = "others are refused" if trust.enforces else "others are answered and logged"
        say(f"Trusted documents: {len(trust.documents)}; {others}.")


class _Server(Server):
    """A server that says when it is up, or why it is not."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's word for an application that did not start; it has logged why
            fail(Exit.FAILED, "The gateway could not start; the lines above say why.")
        self._announce()
