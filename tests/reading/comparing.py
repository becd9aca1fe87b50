"""The gateway and the second reading side by side: the same records, the same operation, the same answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from graphql import parse

from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.pipeline import Pipeline, Request
from gateway.store.database import Database
from tests.reading.operations import CURSOR, CURSORS, Operation
from tests.reading.reading import Answer, Place, Reading
from tests.reading.world import Record, read_world
from tests.reading.worlds import NOW

_EMPTY = Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace AND NOT n:MergePolicy DETACH DELETE n")


@dataclass
class Both:
    """A gateway and a reading of the same records."""

    pipeline: Pipeline
    reading: Reading

    async def differences(self, operation: Operation) -> list[str]:
        """What they do not agree on, for people; a list that is paged is asked for its next pages too."""
        variables: list[Mapping[str, Any]] = [operation.variables, operation.variables]
        found, ours, theirs = await self._ask(operation, variables)
        if found or operation.paged is None:
            return found
        cursors = [_cursors(each.data, operation.paged) for each in (ours, theirs)]
        if not all(cursors):
            return []
        middle = len(cursors[0]) // 2
        again = [{**operation.variables, CURSOR: each[middle]} for each in cursors]
        return (await self._ask(operation, again))[0]

    async def _ask(
        self, operation: Operation, variables: Sequence[Mapping[str, Any]]
    ) -> tuple[list[str], Answer, Answer]:
        ours = await self._gateway(operation.text, variables[0])
        theirs = self.reading.answer(parse(operation.text), variables[1])
        found = list(_unlike(ours.data, theirs.data, "data"))
        if sorted(map(str, ours.errors)) != sorted(map(str, theirs.errors)):
            found.append(f"errors: {ours.errors} and not {theirs.errors}")
        return found, ours, theirs

    async def _gateway(self, text: str, variables: Mapping[str, Any]) -> Answer:
        answer = await self.pipeline.answer(Request(text, variables=dict(variables), fresh=True))
        body = orjson.loads(answer.body)
        return Answer(body.get("data"), [_told(each) for each in body.get("errors", ())])


async def both(database: Database, pipeline: Pipeline, records: list[Record], folder: Path) -> Both:
    """Both, with exactly these records."""
    await database.execute(_EMPTY)
    path = folder / "world.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in records))
    report = await load_files(database, [path], rejects=folder / "rejects.jsonl")
    assert report.refused == 0, (folder / "rejects.jsonl.reasons").read_text("utf-8")
    return Both(pipeline, Reading(read_world(records), NOW))


def _told(error: Mapping[str, Any]) -> tuple[str, tuple[str | int, ...], tuple[Place, ...]]:
    places = tuple((each["line"], each["column"]) for each in error.get("locations", ()))
    return error["extensions"]["code"], tuple(error.get("path", ())), places


def _unlike(ours: Any, theirs: Any, place: str) -> Iterator[str]:
    """Where two answers differ. Cursors are opaque: only whether there is one counts."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if list(ours) != list(theirs):
            yield f"{place}: {list(ours)} and not {list(theirs)}"
        for key in ours.keys() & theirs.keys():
            if key in CURSORS:
                if (ours[key] is None) != (theirs[key] is None):
                    yield f"{place}.{key}: {ours[key]!r} and not {theirs[key]!r}"
            else:
                yield from _unlike(ours[key], theirs[key], f"{place}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _unlike(one, other, f"{place}.{index}")
    elif isinstance(ours, float) and isinstance(theirs, float | int):
        if not math.isclose(ours, theirs, rel_tol=1e-12):
            yield f"{place}: {ours!r} and not {theirs!r}"
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        yield f"{place}: {ours!r} and not {theirs!r}"


def _cursors(data: Any, key: str) -> list[str]:
    """The cursors of every list that stands under a response key."""
    found: list[str] = []
    if isinstance(data, dict):
        for name, value in data.items():
            if name == key and isinstance(value, dict):
                found += [each["cursor"] for each in value.get("edges", ())]
            else:
                found += _cursors(value, key)
    elif isinstance(data, list):
        for each in data:
            found += _cursors(each, key)
    return found
