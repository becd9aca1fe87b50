"""Files of the data folder that several processes write: one writer at a time, and readers never see half a file."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Waits until no other process writes the file, for the microseconds that a write takes. Makes the folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f"{file.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def replace(file: Path, content: bytes) -> None:
    """Put a whole new file in the place of one, as its only writer."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_bytes(content)
    fresh.replace(file)
