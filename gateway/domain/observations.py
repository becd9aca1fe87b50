"""Observations: what a source said of a field, and when. The latest decides; nothing else does.

Observations of one thing are a mapping field -> (observed at, dataset, value). They are kept as JSON in groups that
share time and dataset, since the fields of a record do. Times are canonical texts of equal length, so that they
compare as the instants they stand for. Rules: settled questions 1, 7 and 10 of the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import orjson

Observation: TypeAlias = tuple[str, str, Any]
"""(observed at, dataset, value)"""
Observations: TypeAlias = dict[str, Observation]

EXISTS = ""
"""The field that every record observes: that the thing is there at all."""


def observed(fields: Mapping[str, Any], at: str, dataset: str) -> Observations:
    """The observations of one record."""
    return {EXISTS: (at, dataset, True)} | {field: (at, dataset, value) for field, value in fields.items()}


def merged(*sides: Observations) -> Observations:
    """Of each field the winning observation. The order of sides does not matter, nor does a side twice."""
    result: Observations = {}
    for side in sides:
        for field, found in side.items():
            held = result.get(field)
            if held is None or beats(found, held):
                result[field] = found
    return result


def beats(one: Observation, other: Observation) -> bool:
    """Whether an observation wins: the later; of equal times the smaller dataset, then the smaller value as JSON."""
    if one[0] != other[0]:
        return one[0] > other[0]
    if one[1] != other[1]:
        return one[1] < other[1]
    return one[2] != other[2] and orjson.dumps(one[2]) < orjson.dumps(other[2])


def after(observations: Observations, instant: str) -> Observations:
    """What was observed later than an instant: the rest was deleted then."""
    return {field: found for field, found in observations.items() if found[0] > instant}


def values(observations: Observations) -> dict[str, Any]:
    """The values alone, without the one that says the thing exists."""
    return {field: value for field, (_, _, value) in observations.items() if field != EXISTS}


def latest(observations: Observations) -> str:
    """The time of the latest observation."""
    return max(at for at, _, _ in observations.values())


def earliest(observations: Observations) -> str:
    """The time of the earliest observation that still decides a field."""
    return min(at for at, _, _ in observations.values())


def pack(observations: Observations) -> list[list[Any]]:
    """As lists for JSON: [[observed at, dataset, {field: value}], ...], the same for equal observations."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for field, (at, dataset, value) in observations.items():
        groups.setdefault((at, dataset), {})[field] = value
    return [[at, dataset, dict(sorted(fields.items()))] for (at, dataset), fields in sorted(groups.items())]


def unpack(groups: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Observations:
    """From lists as `pack` makes them."""
    return {field: (at, dataset, value) for at, dataset, fields in groups for field, value in fields.items()}
