"""Epochs: each changes with every write of its kind through any gateway process that shares a data folder.

Merge policies have one: they are few and kept in memory, and read again only when one of them was changed. What all
other writes touch is told by the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

MERGE_POLICIES = "merge-policies"


def bump(data_dir: Path, name: str) -> None:
    """Begin a new epoch: call it after a write was committed."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / name
    with path.open("ab") as file:  # appended to, so that two writers within one tick of the clock both count
        file.write(b".")


def bump_policies(data_dir: Path, note: Callable[[], None]) -> None:
    """Begin a new epoch of merge policies; nothing that was read by them holds any more, which `note` tells others."""
    bump(data_dir, MERGE_POLICIES)
    note()


class Epoch:
    """The epoch of a data folder, as cheap to read as a file's status."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._path = data_dir / name

    def current(self) -> str:
        """The epoch now: different after every `bump`."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return "0"
        return f"{status.st_size:x}"
