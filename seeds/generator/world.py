"""The world, market after market: as records, or written as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import orjson

from seeds import Record
from seeds.generator.audiences import segments
from seeds.generator.campaigns import campaigns
from seeds.generator.market import PEOPLE_A_MARKET, market


def generate(persons: int, seed: int, events: int = 8) -> Iterator[Record]:
    """The records of a world of `persons`, each with `events` events on average. ValueError for a size below zero."""
    for records in _chapters(persons, seed, events):
        yield from records


def write(
    out: BinaryIO,
    persons: int,
    seed: int,
    events: int = 8,
    progress: Callable[[int], object] | None = None,
) -> int:
    """How many records were written to `out`, a line each; `progress` is told of every hundred persons done."""
    written = 0
    for chapter, records in enumerate(_chapters(persons, seed, events)):
        lines = [orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records]
        out.write(b"".join(lines))
        written += len(lines)
        if progress and chapter:
            progress(min(PEOPLE_A_MARKET, persons - (chapter - 1) * PEOPLE_A_MARKET))
    return written


def _chapters(persons: int, seed: int, events: int) -> Iterator[Iterable[Record]]:
    """What is there once in any world, then each market."""
    if persons < 0 or events < 0:
        raise ValueError(f"A world has no fewer than 0 persons and events: {persons} and {events} asked for.")
    yield [*segments(), *campaigns(seed)]
    for number, first in enumerate(range(0, persons, PEOPLE_A_MARKET)):
        yield market(seed, number, min(PEOPLE_A_MARKET, persons - first), events)
