"""`gateway rebuild`: the stored values of people made anew by the default merge policy."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from gateway.cli.ending import run_to_end
from gateway.cli.options import DataDir, settings_with
from gateway.cli.progress import progress
from gateway.cli.reaching import reached_database
from gateway.cli.screen import OUT
from gateway.commands.migrate import migrate
from gateway.commands.rebuild_people import forget_stored, rebuild_people
from gateway.settings import Settings
from gateway.store.caches import teller
from gateway.store.epoch import bump_policies


def rebuild(
    everybody: Annotated[bool, typer.Option("--all", help="Everybody, also where all is as it should be.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make the stored values of people anew where they are not by the default merge policy.

    Lists are filtered and ordered by stored values. A gateway that serves does this by itself after the default policy
    was changed; this command does it now, and shows how far it is. Interrupted, it goes on from there the next time.
    """
    settings = settings_with(data_dir=data_dir)
    made = run_to_end(lambda _: _rebuilt(settings, everybody=everybody))
    OUT.print(f"rebuilt {made:,}")


async def _rebuilt(settings: Settings, *, everybody: bool) -> int:
    async with reached_database(settings) as database:
        await migrate(database)
        changed = partial(bump_policies, settings.data_dir, await teller(settings, database))
        if everybody:
            await forget_stored(database)
            changed()
        with progress() as report:
            return await rebuild_people(
                database,
                lambda done, total: report("Rebuilding people", done, total),
                changed,
            )
