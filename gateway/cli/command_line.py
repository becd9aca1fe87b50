"""The command line itself: every command by its name, in the order in which somebody new meets them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from gateway.cli import engine, importing
from gateway.cli.demo import demo
from gateway.cli.explain import explain
from gateway.cli.generate import generate
from gateway.cli.load import load
from gateway.cli.migrate import migrate
from gateway.cli.rebuild import rebuild
from gateway.cli.resolve import resolve
from gateway.cli.schema import schema
from gateway.cli.screen import OUT
from gateway.cli.serve import serve

_EPILOG = (
    "Exit status: 0 all well, 1 something failed or was refused, 2 wrong usage, 3 no engine, 4 no database, 5 port "
    "taken, 130 interrupted. Settings are read from GATEWAY_... and NEO4J_... variables: the README lists them."
)

command_line = typer.Typer(
    name="gateway",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)

for command in (demo, serve, load, generate, migrate, resolve, rebuild, explain, schema):
    command_line.command()(command)
command_line.add_typer(importing.commands, name="import")
command_line.add_typer(engine.commands, name="engine")


def _show_version(asked: bool) -> None:
    if asked:
        OUT.print(version("customer-graph-gateway"))
        raise typer.Exit


@command_line.callback()
def gateway(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A GraphQL gateway over Neo4j for customer and account data: one query, one statement.

    New here? [bold]gateway demo[/] starts everything with sample data and says where to click.
    """
