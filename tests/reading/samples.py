"""Worlds and operations by number: the same in every run, for tests that need many and shrink none."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")
_APART = 100_003
"""More than samples are asked for at once, so that no two have one seed."""


def samples(strategy: st.SearchStrategy[T], count: int, number: int) -> list[T]:
    """That many examples of a strategy, each from a seed of its own: hypothesis varies what it has made before."""
    return [_sample(strategy, number * _APART + each) for each in range(count)]


def _sample(strategy: st.SearchStrategy[T], number: int) -> T:
    made: list[T] = []

    @seed(number)
    @settings(
        max_examples=2,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def make(example: T) -> None:
        made.append(example)

    make()
    return made[-1]  # the first is the smallest there is
