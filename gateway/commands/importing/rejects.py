"""Refused rows, in a folder: a CSV file for each source file, which can be mended and imported, and the reasons."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import orjson

from gateway.domain.importing.cells import text_of

_REASONS = "reasons.jsonl"


class Rejects:
    """Made with the first refused row. With `going_on`, rows are added to what an interrupted import left there."""

    def __init__(self, folder: Path | None, *, going_on: bool) -> None:
        self._folder = folder
        self._going_on = going_on
        self._stack = ExitStack()
        self._files: dict[str, TextIO] = {}
        self._names: dict[Path, str] = {}

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def folder_written(self) -> Path | None:
        """The folder, where there was anything to write."""
        return self._folder if self._files or (self._going_on and self._left()) else None

    def write(self, file: Path, columns: Sequence[str], number: int, cells: Sequence[Any], reason: str) -> None:
        """Keep a row as it stood, and why it was refused."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = self._opened(self._name_for(file), columns)
        csv.writer(rows).writerow([text_of(cell) or "" for cell in cells])
        told = {"file": str(file), "row": number, "reason": reason}
        self._opened(_REASONS).write(orjson.dumps(told).decode() + "\n")

    def flush(self) -> None:
        """What was written so far is there, whatever happens to this process."""
        for each in self._files.values():
            each.flush()

    def _name_for(self, file: Path) -> str:
        """The file's own name; files of one name in several folders are told apart."""
        if file not in self._names:
            stem = file.name.removesuffix(".gz").rpartition(".")[0]
            alike = sum(other.name == file.name for other in self._names)
            self._names[file] = f"{stem} ({alike + 1}).csv" if alike else f"{stem}.csv"
        return self._names[file]

    def _opened(self, name: str, columns: Sequence[str] = ()) -> TextIO:
        if name not in self._files:
            assert self._folder is not None
            path = self._folder / name
            begun = self._going_on and path.exists()
            file = self._stack.enter_context(path.open("a" if begun else "w", encoding="utf-8", newline=""))
            if columns and not begun:
                csv.writer(file).writerow(columns)
            self._files[name] = file
        return self._files[name]

    def _left(self) -> bool:
        return self._folder is not None and (self._folder / _REASONS).exists()
