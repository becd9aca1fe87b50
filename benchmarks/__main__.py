"""The run: `python -m benchmarks [--persons N] [--copies N] [--rounds N] [--seconds S] [--only PART] [--keep NAME]`."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks.compare import Comparison, Turns, cached
from benchmarks.growth import growth
from benchmarks.operations import QUESTIONS
from benchmarks.report import Report
from benchmarks.worker import worker
from benchmarks.world import world

PARTS = ("together", "alone", "growth", "worker")
console = Console()


@dataclass(frozen=True)
class Options:
    """How large, how long, and which parts."""

    persons: int
    copies: int
    turns: Turns
    parts: list[str]
    keep: str | None
    folder: Path

    @property
    def about(self) -> str:
        """The command that makes the same run, and what it did."""
        command = f"python -m benchmarks --persons {self.persons} --copies {self.copies}"
        command += f" --rounds {self.turns.rounds} --seconds {self.turns.seconds:g}"
        return (
            f"`{command}`, {datetime.now(UTC):%Y-%m-%d}: {self.persons * self.copies:,} people; "
            f"medians of {self.turns.rounds} rounds in turn, all on one machine."
        )


async def run(options: Options) -> None:
    """Everything: data, contenders, rounds, report."""
    report = Report(options.about)
    async with AsyncExitStack() as stack:
        console.print(f"Making a graph of {options.persons * options.copies:,} people")
        large = await stack.enter_async_context(world(options.folder, options.persons, options.copies))
        if {"together", "alone"} & set(options.parts):
            with Comparison(large, options.folder, options.turns) as comparison:
                for question in [each for each in QUESTIONS if large.persons >= each.least_persons]:
                    console.print(f"{question.name}: {question.about}")
                    if "together" in options.parts:
                        report.together[question.name] = await comparison.ask(question)
                    if "alone" in options.parts and question.asks == "by e-mail":
                        report.alone[question.name] = await comparison.ask(question, connections=1)
        if "together" in options.parts:
            report.together["agent lookup, cached"] = await cached(large, options.folder, options.turns)
        if "growth" in options.parts and options.copies > 1:
            console.print("The same over a small graph and the large one")
            small = await stack.enter_async_context(world(options.folder, options.persons))
            report.sizes = (small.persons, large.persons)
            report.grown = await growth(small, large, options.folder, options.turns)
        if "worker" in options.parts:
            console.print("One worker, many different lookups")
            report.worker = await worker(large, options.folder)
    report.show()
    if options.keep:
        report.keep(options.keep)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000, help="how many people are generated and loaded")
    parser.add_argument("--copies", type=int, default=10, help="how many times they stand in the graph")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--keep", metavar="NAME", help="write NAME.md, NAME.json and NAME.svg into benchmarks/")
    parser.add_argument("--folder", type=Path, help="where data and engine stay for another run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = Options(
            given.persons,
            given.copies,
            Turns(given.rounds, given.seconds),
            given.only or list(PARTS),
            given.keep,
            given.folder or Path(folder),
        )
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(options))


if __name__ == "__main__":
    main()
