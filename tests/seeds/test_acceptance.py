"""The gateway takes every record of the seeds: no line is refused, no field unknown."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pytest

from gateway.domain.reading import read_line
from gateway.domain.value_checks import Refusal
from seeds.generator import write
from seeds.story import story_lines

_NOW = "2026-11-23T00:00:00Z"


def generated_lines() -> Iterable[bytes]:
    out = io.BytesIO()
    write(out, persons=500, seed=11)
    return out.getvalue().splitlines(keepends=True)


def refusals(lines: Iterable[bytes]) -> list[str]:
    """Why lines are refused, one reason a line."""
    found = []
    for line in lines:
        try:
            read_line(line, _NOW)
        except Refusal as refusal:
            found.append(f"{refusal} {line[:200]!r}")
    return found


@pytest.mark.parametrize("lines", [story_lines, generated_lines])
def test_no_record_is_refused(lines: Callable[[], Iterable[bytes]]) -> None:
    assert refusals(lines()) == []


def test_a_record_that_is_not_as_agreed_would_be_refused() -> None:
    mistyped = next(iter(story_lines())).replace(b'"entity"', b'"entities"')
    assert len(refusals([mistyped])) == 1
