"""A bar for long work: one that moves on a terminal, a line a stage where nobody watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from gateway.cli.screen import ERR, say
from gateway.store.engine import Report as EngineReport

Report = EngineReport
"""Told a stage in words, how much of it is done, and how much there is; 0 where nobody can know."""


@contextmanager
def progress() -> Iterator[Report]:
    """While it lasts, whatever the report is told is shown; a stage ends when the next begins."""
    if not ERR.is_terminal:
        yield _LineAStage()
        return
    stage = TextColumn("{task.description}")
    columns = (SpinnerColumn(), stage, BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True) as bars:
        yield _BarAStage(bars)


class _LineAStage:
    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage = stage
            say(stage)


class _BarAStage:
    """May be called from any thread: rich's bars are locked."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._stage = ""
        self._task = bars.add_task("", start=False, visible=False)

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage = stage
            self._bars.remove_task(self._task)
            self._task = self._bars.add_task(stage)
        self._bars.update(self._task, completed=done, total=total or None)
