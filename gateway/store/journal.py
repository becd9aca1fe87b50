"""The journal: what was written, in order, by any gateway process that shares a data folder.

A file that only grows: after a commit the tags that it touched are appended, eight bytes each. How far it has come is
a *position*, as cheap to read as a file's status, so that the writes of other processes are seen at once without a
message bus. When the file has become long a new one takes its place, whose positions go on where the old one's ended.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import Struct

from gateway.domain.tags import EVERYTHING, SIZE, tag_of_far

_NAME = "journal"
_HEADER = Struct(">8sQ")
"""An id that no other folder's journal has, and the position at which the file begins."""
_MOST_TAGS = 10_000
"""Named by one write: one that touched more does not say what."""
_LONGEST_FILE = 16_000_000
_REMEMBERED = 100_000
"""Tags kept in memory before older ones are let go."""


def bump(data_dir: Path, touched: Collection[bytes] | None = None) -> None:
    """Say what a write that was committed touched; without `touched`, that it may have been anything."""
    tags = {EVERYTHING} if touched is None or len(touched) > _MOST_TAGS else {*touched, tag_of_far()}
    with _locked(data_dir):
        path = _made(data_dir)
        if path.stat().st_size > _LONGEST_FILE:
            _begin_again(path)
        with path.open("ab") as file:
            file.write(b"".join(sorted(tags)))


class Journal:
    """The journal of a data folder as one process has read it. For one thread, as an event loop is."""

    def __init__(self, data_dir: Path, remembered: int = _REMEMBERED) -> None:
        self._data_dir = data_dir
        self._path = data_dir / _NAME
        self._remembered = remembered
        self._young: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}
        self._floor = 0
        self._file = -1
        self._begin = self._position = 0
        self.id = ""
        self.position()
        self._floor = self._position

    def position(self) -> int:
        """How far the journal has come: larger after every write."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            with _locked(self._data_dir):
                status = _made(self._data_dir).stat()
        end = self._begin + status.st_size - _HEADER.size
        if status.st_ino != self._file or end < self._position:
            self._open()
        elif end > self._position:
            self._read_on()
        return self._position

    def holds(self, tags: Iterable[bytes], since: int) -> bool:
        """Whether nothing with one of the tags was touched after position `since`, as far as that is remembered."""
        if since >= self._position:
            return True
        if since < self._floor:
            return False
        young, old = self._young, self._old
        return all(young.get(tag, 0) <= since and old.get(tag, 0) <= since for tag in tags)

    def note(self, touched: Collection[bytes] | None = None) -> None:
        """Say what a write that was committed touched, as `bump` does."""
        bump(self._data_dir, touched)

    def _open(self) -> None:
        """Begin with a file that was not read before: what was touched in another one is not known any more."""
        with self._path.open("rb") as file:
            self._file = os.fstat(file.fileno()).st_ino
            id_, self._begin = _HEADER.unpack(file.read(_HEADER.size))
        self.id = id_.hex()
        self._position = self._begin
        self._read_on()
        self._floor = self._position

    def _read_on(self) -> None:
        with self._path.open("rb") as file:
            if os.fstat(file.fileno()).st_ino != self._file:
                return  # the next look finds the new one
            file.seek(_HEADER.size + self._position - self._begin)
            more = file.read()
        whole = len(more) // SIZE * SIZE
        self._position += whole
        for at in range(0, whole, SIZE):
            tag = more[at : at + SIZE]
            if tag == EVERYTHING:
                self._floor = self._position
            self._young[tag] = self._position
        if len(self._young) > self._remembered:
            self._floor = max(self._floor, *self._old.values()) if self._old else self._floor
            self._old, self._young = self._young, {}


def _made(data_dir: Path) -> Path:
    """The journal's file, made where there is none. The lock is held."""
    path = data_dir / _NAME
    if not path.exists():
        _begin(path, secrets.token_bytes(8), 0)
    return path


def _begin_again(path: Path) -> None:
    with path.open("rb") as file:
        id_, begin = _HEADER.unpack(file.read(_HEADER.size))
    _begin(path, id_, begin + path.stat().st_size - _HEADER.size)


def _begin(path: Path, id_: bytes, begin: int) -> None:
    fresh = path.with_name(f"{_NAME}.new")
    fresh.write_bytes(_HEADER.pack(id_, begin))
    fresh.replace(path)


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One writer at a time, for the microseconds that an append takes."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / f"{_NAME}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
