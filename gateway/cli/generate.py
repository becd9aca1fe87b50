"""`gateway generate`: sample data of any size, the same bytes for the same seed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from gateway.cli.exits import Exit, fail
from gateway.cli.samples import generator
from gateway.cli.screen import say

_STANDARD_OUTPUT = "-"


def generate(
    persons: Annotated[int, typer.Option(help="How many people; everything else grows with them.")] = 1_000,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = 1,
    events: Annotated[int, typer.Option(help="Web and campaign events a person, on average.")] = 8,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to; - is standard output.")] = _STANDARD_OUTPUT,
) -> None:
    """Write believable sample data: people, companies, roles, deals, campaigns and events.

    The records are JSON Lines, as [bold]gateway load[/] reads them:

        gateway generate --persons 100000 --seed 7 | gateway load -
    """
    write = generator()
    try:
        with _opened(out) as file:
            written = write(file, persons, seed, events)
    except ValueError as refusal:
        fail(Exit.USAGE, str(refusal))
    except OSError as trouble:
        if isinstance(trouble, BrokenPipeError):
            raise
        fail(Exit.FAILED, f"{out} cannot be written: {trouble.strerror}.")
    if out != _STANDARD_OUTPUT:
        say(f"Wrote {written:,} records to {out}.")


@contextmanager
def _opened(out: str) -> Iterator[BinaryIO]:
    if out == _STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with Path(out).open("wb") as file:
            yield file
