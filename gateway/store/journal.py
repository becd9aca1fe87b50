"""The journal: what was written, in order, by any gateway process that shares a data folder.

A file that only grows: after a commit the tags that it touched are appended, eight bytes each. How far it has come is
a *position*, as cheap to read as a file's status, so that the writes of other processes are seen at once without a
message bus. When the file has become long a new one takes its place, whose positions go on where the old one's ended.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from struct import Struct

from gateway.domain.tags import SIZE
from gateway.store.shared_file import replace, writing
from gateway.store.touched import REMEMBERED, Touched, named

_NAME = "journal"
_HEADER = Struct(">8sQ")
"""An id that no other folder's journal has, and the position at which the file begins."""
_LONGEST_FILE = 16_000_000


def bump(data_dir: Path, touched: Collection[bytes] | None = None) -> None:
    """Say what a write that was committed touched; without `touched`, that it may have been anything."""
    path = data_dir / _NAME
    with writing(path):
        _make(path)
        if path.stat().st_size > _LONGEST_FILE:
            _begin_again(path)
        with path.open("ab") as file:
            file.write(b"".join(sorted(named(touched))))


class Journal(Touched):
    """The journal of a data folder as one process has read it."""

    is_current = True

    def __init__(self, data_dir: Path, remembered: int = REMEMBERED) -> None:
        super().__init__(remembered)
        self._data_dir = data_dir
        self._path = data_dir / _NAME
        self._file = -1
        self._begin = 0
        self.id = ""
        self.position()
        self._floor = self._position

    def position(self) -> int:
        """How far the journal has come: larger after every write."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            with writing(self._path):
                _make(self._path)
            status = self._path.stat()
        end = self._begin + status.st_size - _HEADER.size
        if status.st_ino != self._file or end < self._position:
            self._open()
        elif end > self._position:
            self._read_on()
        return self._position

    def note(self, touched: Collection[bytes] | None = None) -> None:
        """Say what a write that was committed touched, as `bump` does."""
        bump(self._data_dir, touched)

    async def told(self) -> None:
        """Return when other processes can know what was noted: here they can at once."""

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
        self._touch((more[at : at + SIZE] for at in range(0, whole, SIZE)), self._position + whole)


def _make(path: Path) -> None:
    """Begin a journal where there is none."""
    if not path.exists():
        _begin(path, secrets.token_bytes(8), 0)


def _begin_again(path: Path) -> None:
    with path.open("rb") as file:
        id_, begin = _HEADER.unpack(file.read(_HEADER.size))
    _begin(path, id_, begin + path.stat().st_size - _HEADER.size)


def _begin(path: Path, id_: bytes, begin: int) -> None:
    replace(path, _HEADER.pack(id_, begin))
