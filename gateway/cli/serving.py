"""Serving: the port, the database, what is to be done before the first request, and then requests until told to end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gateway.app import create_app, trusting_documents
from gateway.cli.ending import Ways
from gateway.cli.listening import address_of, listening
from gateway.cli.reaching import reached
from gateway.cli.screen import say
from gateway.cli.server import AnnouncedServer
from gateway.cli.workers import serve_by_workers
from gateway.commands.migrate import migrate
from gateway.plan.trusted import Trust
from gateway.settings import Settings
from gateway.store.database import Database, open_database
from gateway.transport.server import serve_config

Prepare = Callable[[Database], Awaitable[None]]
Announce = Callable[[str], None]


async def serve_until_told(settings: Settings, ways: Ways, prepare: Prepare, announce: Announce) -> None:
    """Serve until a signal says to end, then close what was opened, the engine last.

    `prepare` gets the migrated database before the first request is answered, `announce` the address right after.
    """
    documents = trusting_documents(settings)
    with listening(settings.host, settings.port, shared=settings.workers > 1) as listener:
        async with reached(settings) as endpoint:
            async with open_database(endpoint, data_dir=settings.data_dir) as database:
                await migrate(database, lambda step: say(f"Migrating: {step}"))
                await prepare(database)
            _say_what_is_trusted(documents.trust)
            address = address_of(listener)
            if settings.workers > 1:
                await serve_by_workers(settings, endpoint, listener, ways, lambda: announce(address))
            else:
                config = serve_config(create_app(settings, endpoint, documents), settings)
                server = AnnouncedServer(config, lambda: announce(address))
                with ways.instead(server.end, server.hurry):
                    await server.serve(sockets=[listener])
            say("Ending.")


def _say_what_is_trusted(trust: Trust) -> None:
    if trust.documents:
        others = "others are refused" if trust.enforces else "others are answered and logged"
        say(f"Trusted documents: {len(trust.documents)}; {others}.")
