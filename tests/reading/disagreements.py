"""The search for an operation that the gateway and the reading answer differently, and for the smallest such."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

import orjson
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.reading.comparing import Both
from tests.reading.operations import Operation, operations
from tests.reading.world import Record


@dataclass
class Disagreement(Exception):  # noqa: N818 - a find
    """An operation, and in what its two answers differ."""

    operation: Operation
    differences: list[str]

    def described(self, records: list[Record]) -> str:
        """All that is needed to see it again."""
        lines = [orjson.dumps(each).decode() for each in records]
        found = [self.operation.text, orjson.dumps(dict(self.operation.variables)).decode(), *self.differences]
        return "\n".join(["", *lines, "", *found])


async def disagreement(sides: Both, count: int, number: int) -> Disagreement | None:
    """Of that many operations one whose answers differ, made as small as hypothesis can; None where all agree."""
    for operation in several(count, number):
        differences = await sides.differences(operation)
        if differences:
            return await _smallest(sides, count, number) or Disagreement(operation, differences)
    return None


@lru_cache(maxsize=2)
def several(count: int, number: int) -> list[Operation]:
    """That many operations, the same for the same number."""
    made: list[Operation] = []
    _each(made.append, count, number, Phase.generate)
    return made


async def _smallest(sides: Both, count: int, number: int) -> Disagreement | None:
    """Hypothesis wants a plain function: it runs in a thread of its own, and the answers are awaited here."""
    loop = asyncio.get_running_loop()
    found: list[Disagreement] = []

    def agree(operation: Operation) -> None:
        differences = asyncio.run_coroutine_threadsafe(sides.differences(operation), loop).result()
        if differences:
            found.append(Disagreement(operation, differences))
            raise found[-1]

    try:
        await asyncio.to_thread(_each, agree, count, number, Phase.generate, Phase.shrink)
    except Disagreement:
        return found[-1]  # hypothesis ends with the smallest
    return None


def _each(do: Callable[[Operation], None], count: int, number: int, *phases: Phase) -> None:
    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=phases,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(operations())
    def each(operation: Operation) -> None:
        do(operation)

    each()


async def fewest_records(
    records: list[Record], operation: Operation, load: Callable[[list[Record]], Awaitable[Both]]
) -> list[Record]:
    """The records without those that the disagreement does not need."""
    needed = records
    for each in records:
        fewer = [one for one in needed if one is not each]
        if await (await load(fewer)).differences(operation):
            needed = fewer
    return needed
