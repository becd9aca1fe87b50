"""Readable files: text as UTF-8, unpacked. What is something else is copied so into a file that goes when it is read.

Spreadsheets save CSV in the encoding of the machine, or as UTF-16; exports are often gzipped.
"""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from gateway.commands.loading.lines import UnreadableFile

_CHUNK_BYTES = 1 << 20
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LEGACY = "cp1252"


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """The file itself where it is UTF-8, else a copy that is. Raises UnreadableFile."""
    try:
        with _opened(path) as file:
            encoding = _encoding_of(file)
        if encoding is None and path.suffix != ".gz":
            yield path
            return
        with tempfile.NamedTemporaryFile(suffix=".csv") as copy:
            with _opened(path) as file:
                _copy(file, cast(BinaryIO, copy), encoding)
            copy.flush()
            yield Path(copy.name)
    except (OSError, EOFError, zlib.error) as trouble:
        raise UnreadableFile(f"{path} cannot be read: {trouble}") from trouble


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        yield cast(BinaryIO, file)


def _encoding_of(file: BinaryIO) -> str | None:
    """None for UTF-8; else what the file's first bytes say, or what old spreadsheets write."""
    first = file.read(_CHUNK_BYTES)
    for mark, encoding in _MARKS.items():
        if first.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while first:
            decoder.decode(first)
            first = file.read(_CHUNK_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _LEGACY
    return None


def _copy(file: BinaryIO, copy: BinaryIO, encoding: str | None) -> None:
    if encoding is None:
        shutil.copyfileobj(file, copy, _CHUNK_BYTES)
        return
    with io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="") as text:
        while chunk := text.read(_CHUNK_BYTES):
            copy.write(chunk.encode())
