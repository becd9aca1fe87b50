"""When things happen: days are counted from 2023-01-01, and the world was last looked at on 2026-11-20."""

from __future__ import annotations

from datetime import date, timedelta

from seeds.generator.draws import Draws

_FIRST = date(2023, 1, 1)
DAYS: tuple[str, ...] = tuple((_FIRST + timedelta(days=number)).isoformat() for number in range(2200))
"""`2023-01-01` and on, into 2029."""

TODAY = (date(2026, 11, 20) - _FIRST).days
"""The number of the world's last day; fixed, because the same seed gives the same bytes on any day."""


def instant(day: int, draws: Draws) -> str:
    """Some second of that day, in UTC."""
    minutes, second = divmod(draws.below(86_400), 60)
    hour, minute = divmod(minutes, 60)
    return f"{DAYS[day]}T{hour:02d}:{minute:02d}:{second:02d}Z"


def days_ago(draws: Draws, at_most: int) -> int:
    """The number of a day of the past: yesterday, or up to `at_most` days earlier."""
    return TODAY - 1 - draws.below(at_most)
