"""Bookmarks: how far a cluster has come with what was written, so that a read waits until its member is as far.

On a cluster reads go to any member, and one may lag behind the member that took a write. Whoever passes the bookmarks
of the writes is answered from after them. They are those of every gateway process that shares a data folder, in a file
there: a client may write through one process and read through another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from time import time

from gateway.store.shared_file import replace, writing

_NAME = "bookmarks"
_MOST = 16
"""Writers take turns, so the last one is of the last write; others only cover those that were noted out of turn."""
YOUNG_S = 60.0
"""What every member has caught up with, or none ever will: a database that was restored does not know older ones."""


class Bookmarks:
    """The bookmarks of writes of the last minute, as cheap to look at as a file's status. Times are of `clock`."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time) -> None:
        self._path = data_dir / _NAME
        self._clock = clock
        self._seen: tuple[int, int] | None = None
        self._known: list[tuple[float, str]] = []

    def add(self, bookmarks: Collection[str]) -> None:
        """Remember what a write that was committed came to; before anybody is told of the write."""
        with writing(self._path):
            now = self._clock()
            kept = [*self._young(self._read(), now), *((now, each) for each in bookmarks)][-_MOST:]
            replace(self._path, "".join(f"{noted} {each}\n" for noted, each in kept).encode())

    def current(self) -> list[str]:
        """What a read has to wait for."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return []
        if self._seen != (status.st_ino, status.st_mtime_ns):
            self._seen = status.st_ino, status.st_mtime_ns
            self._known = self._read()
        if not self._known:
            return []
        self._known = self._young(self._known, self._clock())
        return [each for _, each in self._known]

    def _read(self) -> list[tuple[float, str]]:
        try:
            lines = self._path.read_text().splitlines()
        except FileNotFoundError:
            return []
        return [(float(noted), each) for noted, _, each in (line.partition(" ") for line in lines)]

    @staticmethod
    def _young(noted: list[tuple[float, str]], now: float) -> list[tuple[float, str]]:
        return [each for each in noted if now - each[0] < YOUNG_S]
