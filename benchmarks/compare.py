"""The gateway and its peers over one graph: each is asked each question in turn, so that all see the same machine."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
from rich.console import Console

from benchmarks import bare, operations, servers
from benchmarks.figures import Figures
from benchmarks.load import load, post
from benchmarks.operations import GATEWAY, LOADERS, NEO4J_GRAPHQL, Question
from benchmarks.servers import Server
from benchmarks.world import World

BARE, CACHED, FLOOR = "bare driver, same statement", "gateway, cached", "constant bytes"
UNCACHED = {"GATEWAY_CACHE_TTL_S": "0"}
_CACHED_BYTES = 2_000
_WARM_S = 3.0
_WARM_CONNECTIONS = 4


@dataclass(frozen=True)
class Turns:
    """How many rounds there are, and how long each contender's turn lasts, in seconds."""

    rounds: int
    seconds: float


class Comparison:
    """Contenders that are started over a world. Use it as a context manager."""

    def __init__(self, world: World, folder: Path, turns: Turns) -> None:
        self._world, self._folder, self._turns = world, folder, turns
        self._started = ExitStack()
        self._contenders: dict[str, Server] = {}
        self._cursors: dict[str, str] = {}

    def __enter__(self) -> Comparison:
        endpoint = self._world.endpoint
        start = self._started.enter_context
        self._contenders[GATEWAY] = start(servers.gateway("gateway", endpoint, self._folder, **UNCACHED))
        self._contenders[LOADERS] = start(servers.dataloaders(LOADERS, endpoint))
        why_not = servers.install_peers()
        if why_not:
            Console().print(f"{NEO4J_GRAPHQL} is left out: {why_not}.")
        else:
            self._contenders[NEO4J_GRAPHQL] = start(servers.neo4j_graphql(NEO4J_GRAPHQL, endpoint))
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    async def ask(self, question: Question, connections: int | None = None) -> dict[str, Figures]:
        """What each contender did with a question, ours first. Over as many connections as the question says."""
        contenders = {name: one for name, one in self._contenders.items() if name in question.texts}
        figures = {name: Figures() for name in contenders}
        many = connections or question.connections
        if question.asks == "a page":
            await self._find_cursors(contenders)
        for name, server in list(contenders.items()):
            try:
                await load(server.port, self._requests(question, name), min(many, _WARM_CONNECTIONS), _WARM_S)
            except RuntimeError as trouble:
                Console().print(f"{name} is left out of {question.name}: {trouble}"[:300])
                del contenders[name], figures[name]
        async with bare.opened(self._world.endpoint) as driver:
            statement = None
            if question.asks != "for new records":
                statement = await bare.statement_of(question.texts[GATEWAY], self._variables(question))
                figures[BARE] = Figures()
                await driver.turn(statement, self._world.emails, many, _WARM_S)
            for _ in range(self._turns.rounds):
                for name, server in contenders.items():
                    requests = self._requests(question, name)
                    await _turn(figures[name], server, self._world, requests, many, self._turns.seconds)
                if statement is not None:
                    with _Spent(psutil.Process(), self._world.engine) as spent:
                        seen = await driver.turn(statement, self._world.emails, many, self._turns.seconds)
                    figures[BARE].note(seen, spent.ours_s, spent.engine_s, 0.0)
        return figures

    def _requests(self, question: Question, contender: str) -> Iterator[bytes]:
        return asked(question, contender, self._world, self._cursors.get(contender))

    def _variables(self, question: Question) -> dict[str, str]:
        if question.asks == "a page":
            return {"cursor": self._cursors[GATEWAY]}
        return {"email": self._world.emails[0]} if question.asks == "by e-mail" else {}

    async def _find_cursors(self, contenders: Mapping[str, Server]) -> None:
        self._cursors = dict.fromkeys(contenders, operations.offset_cursor())
        self._cursors[GATEWAY] = await deep_cursor(contenders[GATEWAY])


async def cached(world: World, folder: Path, turns: Turns) -> dict[str, Figures]:
    """Agent lookups out of the cache, against an endpoint that always answers the same bytes."""
    card = operations.QUESTIONS[0]
    with ExitStack() as started:
        settings = {"GATEWAY_CACHE_TTL_S": "600"}
        ours = started.enter_context(servers.gateway("cached", world.endpoint, folder, **settings))
        floor = started.enter_context(servers.constant(_CACHED_BYTES))
        contenders = {CACHED: ours, FLOOR: floor}
        figures = {name: Figures() for name in contenders}
        requests = itertools.cycle([post_of(card.texts[GATEWAY], {"email": each}) for each in world.emails[:500]])
        for server in contenders.values():
            await load(server.port, requests, card.connections, _WARM_S)
        for _ in range(turns.rounds):
            for name, server in contenders.items():
                await _turn(figures[name], server, world, requests, card.connections, turns.seconds)
    return figures


async def _turn(
    figures: Figures, server: Server, world: World, requests: Iterator[bytes], connections: int, seconds: float
) -> None:
    with _Spent(server.process, world.engine) as spent:
        seen = await load(server.port, requests, connections, seconds)
    figures.note(seen, spent.ours_s, spent.engine_s, server.memory_mb)


def asked(question: Question, contender: str, world: World, cursor: str | None) -> Iterator[bytes]:
    """Requests of a question in the words of a contender, for ever."""
    text = question.texts[contender]
    match question.asks:
        case "by e-mail":
            return (post_of(text, {"email": email}) for email in itertools.cycle(world.emails))
        case "a page":
            return itertools.repeat(post_of(text, {"cursor": cursor}))
        case "for new records":
            return (post_of(text, {"records": operations.new_people(contender, each)}) for each in _new_numbers())
        case _:
            return itertools.repeat(post_of(text))


async def deep_cursor(server: Server) -> str:
    """The cursor before page 1,000, which a client of the gateway comes to by walking."""
    cursor: str | None = None
    for _ in range(operations.WALKED):
        answer = await asyncio.to_thread(server.ask, operations.WALK, {"cursor": cursor})
        cursor = str(answer["data"]["persons"]["pageInfo"]["endCursor"])
    assert cursor is not None
    return cursor


def post_of(text: str, variables: Mapping[str, object] | None = None) -> bytes:
    """A whole request for a document."""
    return post(orjson.dumps({"query": text, "variables": variables} if variables else {"query": text}))


def _new_numbers() -> Iterator[int]:
    """Numbers that no run had before."""
    return itertools.count(time.time_ns())


class _Spent:
    """Processor seconds that a contender and the engine used within the block."""

    ours_s = engine_s = 0.0

    def __init__(self, ours: psutil.Process, engine: psutil.Process) -> None:
        self._processes = ours, engine

    def __enter__(self) -> _Spent:
        self._before = [_cpu_s(each) for each in self._processes]
        return self

    def __exit__(self, *_: object) -> None:
        after = [_cpu_s(each) for each in self._processes]
        self.ours_s, self.engine_s = (now - then for now, then in zip(after, self._before, strict=True))


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
