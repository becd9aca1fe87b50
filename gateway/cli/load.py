"""`gateway load`: records into the graph, with every line accounted for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.ending import run_to_end
from gateway.cli.exits import Exit, fail
from gateway.cli.options import DataDir, settings_with
from gateway.cli.progress import progress
from gateway.cli.reaching import reached_database
from gateway.cli.screen import OUT, say
from gateway.commands.load_files import STANDARD_INPUT, LoadReport, load_files
from gateway.commands.migrate import migrate
from gateway.settings import Settings
from gateway.store.caches import teller

_GZIP_TRAILER_BYTES = 4
"""At the end of a gzip file stands its unpacked size, modulo 4 GiB."""
_REJECTS = Path("load.rejects.jsonl")


def load(
    files: Annotated[list[Path], typer.Argument(help="Files of JSON Lines, plain or .gz; - is standard input.")],
    rejects: Annotated[Path, typer.Option(help="Where refused lines go.")] = _REJECTS,
    data_dir: DataDir = None,
) -> None:
    """Load records: people, accounts, opportunities, campaigns, relations, segments, events and deletes.

    Lines may come in any order and any number of times: loading a file again changes nothing, so an interrupted load is
    simply run again. A bad line is refused alone: it goes to the rejects file as it stands, ready to be mended and
    loaded, and the reason to the file beside it. Ends with status 0 only where nothing was refused.
    """
    settings = settings_with(data_dir=data_dir)
    for path in files:
        if path != STANDARD_INPUT and not path.is_file():
            fail(Exit.USAGE, f"There is no file {path}.")
    report = run_to_end(lambda _: _loaded(settings, files, rejects))
    _show(report)
    if report.refused:
        raise typer.Exit(Exit.FAILED)


async def _loaded(settings: Settings, files: list[Path], rejects: Path) -> LoadReport:
    async with reached_database(settings) as database:
        await migrate(database)
        total = sum(_size(path) for path in files)
        with progress() as report:
            done = 0

            def advance(_: int, size: int) -> None:
                nonlocal done
                done += size
                report("Loading", done, total)

            return await load_files(
                database, files, rejects=rejects, progress=advance, on_commit=await teller(settings, database)
            )


def _size(path: Path) -> int:
    """Bytes to come, as far as anybody can know."""
    if path == STANDARD_INPUT:
        return 0
    size = path.stat().st_size
    if path.suffix != ".gz" or size < _GZIP_TRAILER_BYTES:
        return size
    with path.open("rb") as file:
        file.seek(-_GZIP_TRAILER_BYTES, os.SEEK_END)
        return max(size, int.from_bytes(file.read(), "little"))


def _show(report: LoadReport) -> None:
    counts = ("read", "loaded", "unchanged", "waiting", "refused")
    OUT.print("  ".join(f"{name} {getattr(report, name):,}" for name in counts))
    if report.joined:
        say(f"{report.joined:,} relations that had waited are joined now.")
    for warning in report.warnings:
        say(f"Warning: {warning}")
    if report.rejects:
        say(f"Refused lines are in {report.rejects}, the reasons in {report.rejects}.reasons.")
