"""The sample story into an empty database: what the demo shows."""

from __future__ import annotations

from gateway.cli.samples import story_files
from gateway.cli.screen import say
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.caches import teller
from gateway.store.database import Database

_IS_EMPTY = Statement("RETURN NOT EXISTS { MATCH (:Identity) } AND NOT EXISTS { MATCH (:Account) } AS empty")
UNFINISHED = "sample_load_unfinished"
"""A file in the data folder, there while the story is loaded: it says into which database."""


async def load_story(database: Database, settings: Settings) -> None:
    """Load the story where there are neither people nor accounts, or where a load of it was cut off.

    Anything else is left alone: also what somebody put into another database since.
    """
    note = settings.data_dir / UNFINISHED
    into = f"{settings.neo4j_uri or 'the embedded engine'} {settings.neo4j_database or ''}"
    if not (note.is_file() and note.read_text("utf-8") == into):
        ((empty,),) = await database.read(_IS_EMPTY)
        if not empty:
            return
    say("Loading the sample data")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    note.write_text(into, "utf-8")
    await load_files(database, story_files(), on_commit=await teller(settings, database))
    note.unlink()
