"""The sample story into an empty database: what the demo shows."""

from __future__ import annotations

from functools import partial

from gateway.cli.samples import story_files
from gateway.cli.screen import say
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.journal import bump

_IS_EMPTY = Statement("RETURN NOT EXISTS { MATCH (:Identity) } AND NOT EXISTS { MATCH (:Account) } AS empty")


async def load_story(database: Database, settings: Settings) -> None:
    """Load the story where there are neither people nor accounts; leave anything else alone."""
    ((empty,),) = await database.read(_IS_EMPTY)
    if not empty:
        return
    say("Loading the sample data")
    await load_files(database, story_files(), on_commit=partial(bump, settings.data_dir))
