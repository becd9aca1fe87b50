"""Progress, told to whoever wants to show it."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Called with a stage in words, and how much of it is done; `total` is 0 where nobody can know it.

    Fetching counts bytes. It may be called from another thread than the one that asked.
    """

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The report of those who do not want one."""
