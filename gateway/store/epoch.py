"""The epoch: changes with every write through any gateway process that shares a data folder.

Cached answers are kept under the epoch they were read in, so what was read before a write is not found after it.
"""

from __future__ import annotations

from pathlib import Path

_NAME = "epoch"


def bump(data_dir: Path) -> None:
    """Begin a new epoch: call it after a write was committed."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / _NAME
    with path.open("ab") as file:  # appended to, so that two writers within one tick of the clock both count
        file.write(b".")


class Epoch:
    """The epoch of a data folder, as cheap to read as a file's status."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _NAME

    def current(self) -> str:
        """The epoch now: different after every `bump`."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return "0"
        return f"{status.st_size:x}"
