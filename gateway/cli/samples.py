"""The sample data, found by name among what is installed: the gateway does not know the package that holds it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from gateway.cli.exits import Exit, fail

_GROUP = "gateway.seeds"


class Write(Protocol):
    """Writes records as JSON Lines and returns how many; ValueError says in a sentence what cannot be asked for."""

    def __call__(self, out: BinaryIO, persons: int, seed: int, events: int) -> int: ...


def story_files() -> list[Path]:
    """The hand-written story, as files of records."""
    found: Callable[[], list[Path]] = _found("story")
    return found()


def generator() -> Write:
    """What writes sample data of any size."""
    found: Write = _found("generate")
    return found


def _found(name: str) -> Any:
    entries = entry_points(group=_GROUP, name=name)
    if not entries:
        fail(Exit.FAILED, "The sample data is not installed.", "Install the project whole: make, in its folder.")
    (entry,) = entries
    return entry.load()
