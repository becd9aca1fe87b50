"""How answers grow with the graph: the same questions of a small and of a large one, in turn, one at a time."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.compare import UNCACHED, Turns, asked, deep_cursor
from benchmarks.load import load
from benchmarks.operations import GATEWAY, QUESTIONS
from benchmarks.world import World
from gateway.app import build_documents
from gateway.commands.explain_operation import explain_operation
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.database import open_database

_WARM_S = 2.0


@dataclass
class Grown:
    """One question over one graph: what an answer took, round by round, and what its statement costs the database."""

    p50s_ms: list[float] = field(default_factory=list)
    db_hits: int | None = None

    @property
    def p50_ms(self) -> float:
        """Half of the answers took less; the median of the rounds."""
        return median(self.p50s_ms)


async def growth(small: World, large: World, folder: Path, turns: Turns) -> dict[str, tuple[Grown, Grown]]:
    """Each question over the small graph and over the large one. A page that the small one has not is left out."""
    results: dict[str, tuple[Grown, Grown]] = {}
    with ExitStack() as started:
        pairs = [
            (world, started.enter_context(servers.gateway(f"growth-{number}", world.endpoint, folder, **UNCACHED)))
            for number, world in enumerate((small, large))
        ]
        for question in QUESTIONS:
            if small.persons < question.least_persons:
                continue
            found = (Grown(), Grown())
            cursors = [await deep_cursor(server) if question.asks == "a page" else None for _, server in pairs]
            for number, (world, _) in enumerate(pairs):
                if question.asks != "for new records":
                    text, variables = question.texts[GATEWAY], {"email": world.emails[0], "cursor": cursors[number]}
                    found[number].db_hits = await _db_hits(world, text, variables)
            for round_ in range(-1, turns.rounds):
                for number, (world, server) in enumerate(pairs):
                    seconds = _WARM_S if round_ < 0 else turns.seconds
                    seen = await load(server.port, asked(question, GATEWAY, world, cursors[number]), 1, seconds)
                    if round_ >= 0:
                        found[number].p50s_ms.append(seen.percentile_ms(0.5))
            results[question.name] = found
    return results


async def _db_hits(world: World, text: str, variables: dict[str, str | None]) -> int | None:
    async with open_database(world.endpoint, timeout_ms=60_000) as database:
        explained = await explain_operation(
            build_schema(),
            build_documents(Settings()),
            text,
            variables,
            database=database,
            now=datetime.now(UTC).isoformat(),
        )
    return explained.fields[0].db_hits
