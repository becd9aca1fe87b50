"""Lines of files: plain, gzipped or standard input, one at a time, whatever their number."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

STANDARD_INPUT = Path("-")
LONGEST_BYTES = 16 * 1024 * 1024
"""A longer line is cut, which makes it broken JSON: memory is not the file's to take."""
_BOM = b"\xef\xbb\xbf"


class UnreadableFile(Exception):  # noqa: N818 - a verdict on the file
    """A file that cannot be read to its end; `str()` of it says which, and why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it. `number` counts from 1; `size` is what it took of the file, in bytes."""

    file: Path
    number: int
    raw: bytes
    size: int


def lines_of(files: Sequence[Path]) -> Iterator[Line]:
    """Every line that is not blank; a BOM at the start of a file is skipped. Raises UnreadableFile."""
    for path in files:
        with _opened(path) as file:
            number = 0
            while raw := _next_line(file, path):
                number += 1
                size = len(raw)
                if number == 1:
                    raw = raw.removeprefix(_BOM)
                if not raw.isspace() and raw:
                    yield Line(path, number, raw[:LONGEST_BYTES], size)


def _next_line(file: BinaryIO, path: Path) -> bytes:
    try:
        raw = file.readline(LONGEST_BYTES + 1)
        if len(raw) > LONGEST_BYTES:
            while (rest := file.readline(LONGEST_BYTES)) and not rest.endswith(b"\n"):
                pass
    except (OSError, EOFError, zlib.error) as trouble:
        raise UnreadableFile(f"{path} cannot be read to its end: {trouble}") from trouble
    return raw


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
    elif path.suffix == ".gz":
        with gzip.open(path, "rb") as unpacked:
            yield cast(BinaryIO, unpacked)
    else:
        with path.open("rb") as file:
            yield file
