"""Resuming: a note of how far an import has come, so that one that was killed goes on where it stopped.

The note is written after each batch that is in the graph. An import that dies between the two does that batch again,
which changes nothing. The note is of these very files and options: any change to them begins anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import orjson

from gateway.commands.importing.report import ImportReport, report_from_json


class Note:
    """Where an import keeps how far it has come; None keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> ImportReport | None:
        """What an interrupted import left; None where there is nothing, or nothing that can be read."""
        if self._path is None:
            return None
        try:
            return report_from_json(orjson.loads(self._path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, report: ImportReport) -> None:
        """Keep how far it has come."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            begun = self._path.with_suffix(".begun")
            begun.write_bytes(orjson.dumps(report.to_json()))
            begun.replace(self._path)

    def forget(self) -> None:
        """The import is done, or begins anew."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def note_of(folder: Path, files: Iterable[Path], *options: object) -> Note:
    """The note of an import of these files as they are now, with these options, in a folder of such notes."""
    told = hashlib.sha256(repr(options).encode())
    for path in files:
        found = path.stat()
        told.update(f"\0{path.resolve()}\0{found.st_size}\0{found.st_mtime_ns}".encode())
    return Note(folder / f"{told.hexdigest()[:32]}.json")
