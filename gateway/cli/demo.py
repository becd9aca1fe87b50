"""`gateway demo`: everything at once, for somebody who has never seen it."""

from __future__ import annotations

import logging
from textwrap import dedent

from rich.markup import escape

from gateway.cli.ending import run_to_end
from gateway.cli.loading import load_story
from gateway.cli.options import DataDir, Host, Port, settings_with
from gateway.cli.screen import say
from gateway.cli.serving import serve_until_told
from gateway.observe import set_up_logging
from gateway.settings import Settings
from gateway.transport.allowed_hosts import is_loopback

_ADA = '{namespace: \\"Email\\", value: \\"ada.lindqvist@northwind.example\\"}'
_QUESTION = f'{{"query": "{{ person(identity: {_ADA}) {{ fullName jobTitle }} }}"}}'
"""On one line: JSON has no line ends inside strings."""


def demo(host: Host = None, port: Port = None, data_dir: DataDir = None) -> None:
    """Start a database and the gateway, load sample data where there is none, and say where to click.

    The database is a real Neo4j, fetched the first time and kept after that; with NEO4J_URI it is yours. What you
    change stays for the next time. Two demos run side by side with other ports and folders:

        gateway demo --port 8001 --data-dir ~/second-demo
    """
    set_up_logging(level=logging.WARNING)
    settings = _with_plans_shown(settings_with(host=host, port=port, data_dir=data_dir))
    run_to_end(
        lambda ways: serve_until_told(
            settings,
            ways,
            lambda database: load_story(database, settings),
            lambda address: _announce(address, settings),
        )
    )


def _with_plans_shown(settings: Settings) -> Settings:
    """Where only this machine is served, and nothing else was said, requests may ask how they are answered."""
    if "explain" in settings.model_fields_set or not is_loopback(settings.host):
        return settings
    return settings.model_copy(update={"explain": True})


def _announce(address: str, settings: Settings) -> None:
    where = f"Neo4j at {settings.neo4j_uri}" if settings.neo4j_uri else str(settings.data_dir)
    say(
        dedent(
            f"""
            [bold]Open {address}/graphql[/] and run one of the tabs. Or ask from a shell:

              curl {address}/graphql -H 'content-type: application/json' -d '{_QUESTION}'

            Ctrl-C ends it; the data stays in {escape(where)}.
            """
        )
    )
