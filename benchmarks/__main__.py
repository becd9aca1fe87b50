"""The run: `python -m benchmarks [--persons N] [--rounds N] [--seconds S] [--keep NAME]`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import uvloop
from rich.console import Console

from benchmarks import bare, operations, servers
from benchmarks.load import Load, load, post
from benchmarks.operations import GATEWAY, LOADERS, NEO4J_GRAPHQL, QUESTIONS, Question
from benchmarks.report import Figures, keep, show
from benchmarks.servers import Server
from benchmarks.world import world
from gateway.store.endpoint import Endpoint

BARE, CACHED, FLOOR = "bare driver, same statement", "gateway, cached", "constant bytes"
_CACHED_BYTES = 2_000
_WARM_S = 3.0
console = Console()


@dataclass(frozen=True)
class Options:
    """How large and how long."""

    persons: int
    rounds: int
    seconds: float
    keep: str | None
    folder: Path


async def run(options: Options) -> None:
    """Everything: data, contenders, rounds, report."""
    console.print(f"Loading {options.persons:,} people; contenders take turns of {options.seconds:g} s.")
    async with AsyncExitStack() as stack:
        endpoint, emails = await stack.enter_async_context(world(options.folder, options.persons))
        results: dict[str, dict[str, Figures]] = {}
        with ExitStack() as started:
            contenders = _start(started, endpoint, options.folder)
            driver = await stack.enter_async_context(bare.opened(endpoint))
            for question in QUESTIONS:
                console.print(f"{question.name}: {question.about}")
                results[question.name] = await _compare(question, contenders, driver, emails, options)
        with ExitStack() as started:
            results["agent lookup, cached"] = await _cached(started, endpoint, emails, options)
    show(results)
    if options.keep:
        command = (
            f"python -m benchmarks --persons {options.persons} --rounds {options.rounds} --seconds {options.seconds:g}"
        )
        about = (
            f"`{command}`, {datetime.now(UTC):%Y-%m-%d}: answers a second, "
            f"the median of {options.rounds} rounds in turn, all on one machine."
        )
        keep(results, about, options.keep)


def _start(started: ExitStack, endpoint: Endpoint, folder: Path) -> dict[str, Server]:
    uncached = {"GATEWAY_CACHE_TTL_S": "0"}
    contenders = {GATEWAY: started.enter_context(servers.gateway("gateway", endpoint, folder, **uncached))}
    contenders[LOADERS] = started.enter_context(servers.dataloaders(LOADERS, endpoint))
    why_not = servers.install_peers()
    if why_not:
        console.print(f"{NEO4J_GRAPHQL} is left out: {why_not}.")
    else:
        contenders[NEO4J_GRAPHQL] = started.enter_context(servers.neo4j_graphql(NEO4J_GRAPHQL, endpoint))
    return contenders


async def _compare(
    question: Question, contenders: dict[str, Server], driver: bare.Driver, emails: list[str], options: Options
) -> dict[str, Figures]:
    figures = {name: Figures() for name in [*contenders, BARE]}
    for server in contenders.values():
        await _turn(server, question, emails, _WARM_S)
    statement = await bare.statement_of(question.texts[GATEWAY], {"email": emails[0]})
    await driver.turn(statement, emails, question.connections, _WARM_S)
    for _ in range(options.rounds):
        for name, server in contenders.items():
            cpu_s = server.cpu_s
            seen = await _turn(server, question, emails, options.seconds)
            _note(figures[name], seen, (server.cpu_s - cpu_s) / len(seen.latencies_s), server.memory_mb)
        seen, cpu_s = await driver.turn(statement, emails, question.connections, options.seconds)
        _note(figures[BARE], seen, cpu_s / len(seen.latencies_s), 0.0)
    return figures


async def _cached(started: ExitStack, endpoint: Endpoint, emails: list[str], options: Options) -> dict[str, Figures]:
    settings = {"GATEWAY_CACHE_TTL_S": "600"}
    ours = started.enter_context(servers.gateway("cached", endpoint, options.folder, **settings))
    floor = started.enter_context(servers.constant(_CACHED_BYTES))
    card, few = QUESTIONS[0], emails[:500]
    figures = {CACHED: Figures(), FLOOR: Figures()}
    for server in (ours, floor):
        await _turn(server, card, few, _WARM_S)
    for _ in range(options.rounds):
        for name, server in ((CACHED, ours), (FLOOR, floor)):
            cpu_s = server.cpu_s
            seen = await _turn(server, card, few, options.seconds, operations.GATEWAY)
            _note(figures[name], seen, (server.cpu_s - cpu_s) / len(seen.latencies_s), server.memory_mb)
    return figures


async def _turn(
    server: Server, question: Question, emails: list[str], seconds: float, wording: str | None = None
) -> Load:
    words = wording or (server.name if server.name in question.texts else GATEWAY)
    return await load(server.port, _requests(question, words, emails), question.connections, seconds)


def _requests(question: Question, words: str, emails: list[str]) -> Iterator[bytes]:
    text = question.texts[words]
    if not question.varied:
        return itertools.repeat(post(orjson.dumps({"query": text})))
    made = [post(orjson.dumps({"query": text, "variables": {"email": email}})) for email in emails]
    random.Random(1).shuffle(made)
    return itertools.cycle(made)


def _note(figures: Figures, seen: Load, cpu_s: float, memory_mb: float) -> None:
    figures.rates.append(seen.rate)
    figures.p50s_ms.append(seen.percentile_ms(0.5))
    figures.p99s_ms.append(seen.percentile_ms(0.99))
    figures.cpus_ms.append(cpu_s * 1000)
    figures.memory_mb = max(figures.memory_mb, memory_mb)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--keep", metavar="NAME", help="write NAME.md, NAME.json and NAME.svg into benchmarks/")
    parser.add_argument("--folder", type=Path, help="where data and engine stay for another run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = Options(given.persons, given.rounds, given.seconds, given.keep, given.folder or Path(folder))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(options))


if __name__ == "__main__":
    main()
