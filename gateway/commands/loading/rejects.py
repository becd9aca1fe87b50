"""Refused lines, kept as they stood so that they can be mended and loaded, with the reasons beside them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import orjson

from gateway.commands.loading.lines import Line


class Rejects:
    """Two files, made with the first refused line: the lines themselves, and `.reasons` with one JSON object a line."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stack = ExitStack()
        self._files: tuple[BinaryIO, BinaryIO] | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def path_written(self) -> Path | None:
        """The file, where there was anything to write."""
        return self._path if self._files else None

    def write(self, line: Line, reason: str) -> None:
        """Keep a line as it stood, and why it was refused."""
        if self._path is None:
            return
        if self._files is None:
            reasons = self._path.with_name(self._path.name + ".reasons")
            self._files = (
                self._stack.enter_context(self._path.open("wb")),
                self._stack.enter_context(reasons.open("wb")),
            )
        lines, told = self._files
        lines.write(line.raw.rstrip(b"\r\n") + b"\n")
        told.write(orjson.dumps({"file": str(line.file), "line": line.number, "reason": reason}) + b"\n")
