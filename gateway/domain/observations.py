"""Observations: what a source said of a field, and when. The latest decides; nothing else does.

Observations of one thing are a mapping field -> `Observation`. They are kept as JSON in groups that share time and
dataset, since the fields of a record do. Times are canonical texts of equal length, so that they compare as the
instants they stand for. Rules: settled questions 1, 3, 7 and 10 of the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import orjson


class Observation(NamedTuple):
    """A value with what decides whether it wins and whether it was deleted."""

    rank: str
    """The instant that decides: when it was observed; of a score when it was made, of a membership when it began."""
    dataset: str
    value: Any
    at: str
    """When it was observed: a delete up to then takes it away."""


Observations: TypeAlias = dict[str, Observation]

EXISTS = ""
"""The field that every record observes: that the thing is there at all."""


def observed(fields: Mapping[str, Any], at: str, dataset: str) -> Observations:
    """The observations of one record, the thing's existence among them."""
    found = {field: Observation(at, dataset, value, at) for field, value in fields.items()}
    found[EXISTS] = Observation(at, dataset, True, at)
    return found


def merged(*sides: Observations) -> Observations:
    """Of each field the winning observation. The order of sides does not matter, nor does a side twice."""
    result: Observations = {}
    for side in sides:
        if not result:
            result.update(side)
            continue
        for field, found in side.items():
            held = result.get(field)
            if held is None or beats(found, held):
                result[field] = found
    return result


def beats(one: Observation, other: Observation) -> bool:
    """Whether an observation wins: the later; of equal times the smaller dataset, then the smaller value as JSON."""
    if one.rank != other.rank:
        return one.rank > other.rank
    if one.at != other.at:
        return one.at > other.at
    if one.dataset != other.dataset:
        return one.dataset < other.dataset
    return one.value != other.value and _text(one.value) < _text(other.value)


def after(observations: Observations, instant: str) -> Observations:
    """What was observed later than an instant: the rest was deleted then."""
    return {field: found for field, found in observations.items() if found.at > instant}


def from_then(observations: Observations, instant: str) -> Observations:
    """What was observed at an instant or later: the rest was replaced then."""
    if not instant:
        return observations
    return {field: found for field, found in observations.items() if found.at >= instant}


def repeats(held: Observations, said: Observations) -> bool:
    """Whether everything said is held already, whatever the times."""
    return all(field in held and held[field].value == found.value for field, found in said.items())


def values(observations: Observations) -> dict[str, Any]:
    """The values alone, without the one that says the thing exists."""
    return {field: found.value for field, found in observations.items() if field != EXISTS}


def pack(observations: Observations) -> list[list[Any]]:
    """As lists for JSON: [[rank, dataset, {field: value}, observed at], ...], the same for equal observations.

    The last is left out where it is the rank.
    """
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for field, (rank, dataset, value, at) in observations.items():
        key = (rank, dataset, at)
        group = groups.get(key)
        if group is None:
            groups[key] = {field: value}
        else:
            group[field] = value
    return [
        [rank, dataset, dict(sorted(fields.items())), *([at] if at != rank else [])]
        for (rank, dataset, at), fields in sorted(groups.items())
    ]


def unpack(groups: Iterable[list[Any]]) -> Observations:
    """From lists as `pack` makes them."""
    found: Observations = {}
    for rank, dataset, fields, *at in groups:
        seen = at[0] if at else rank
        for field, value in fields.items():
            found[field] = Observation(rank, dataset, value, seen)
    return found


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
