"""`gateway migrate`: bring the database to the model, or say how far it is from it."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.ending import run_to_end
from gateway.cli.exits import Exit, fail
from gateway.cli.options import DataDir, settings_with
from gateway.cli.reaching import reached_database
from gateway.cli.screen import OUT, say
from gateway.commands.check_drift import check_drift
from gateway.commands.migrate import migrate as migrate_database
from gateway.commands.migrate import pending
from gateway.settings import Settings


def migrate(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where something would have to.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring the database to the model: constraints, indexes, and what later versions change.

    Each step is applied once and remembered in the graph. `demo` and `serve` do this by themselves; where many gateways
    share a database, a deployment runs it once before them. With [bold]--check[/] it lists the steps that are pending
    and every difference between the database and the model, and ends with status 1 where there is one.
    """
    settings = settings_with(data_dir=data_dir)
    run_to_end(lambda _: _check(settings) if check else _migrate(settings))


async def _migrate(settings: Settings) -> None:
    async with reached_database(settings) as database:
        report = await migrate_database(database, lambda step: say(f"Step {step}"))
    say(f"{len(report.applied)} steps applied now, {report.already_applied} before.")


async def _check(settings: Settings) -> None:
    async with reached_database(settings) as database:
        steps = [f"Step {each.version:04} ({each.name}) is pending." for each in await pending(database)]
        found = [*steps, *await check_drift(database)]
    for difference in found:
        OUT.print(difference, markup=False)
    if found:
        fail(Exit.FAILED, f"{len(found)} differences from the model.", "gateway migrate applies what is pending.")
    say("The database fits the model.")
