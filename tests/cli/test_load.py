"""How large a file to load is, for the progress bar: known without reading the file."""

from __future__ import annotations

import gzip
from pathlib import Path

from gateway.cli.load import _size


def test_a_gzip_file_is_as_large_as_its_last_bytes_say(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl.gz"
    file.write_bytes(gzip.compress(b"x" * 10_000))
    assert _size(file) == 10_000


def test_it_is_not_unpacked_to_find_out(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl.gz"
    file.write_bytes(b"\x1f\x8b no gzip at all " + (123_456).to_bytes(4, "little"))
    assert _size(file) == 123_456


def test_a_plain_file_is_as_large_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"x" * 7)
    assert _size(file) == 7
    (tmp_path / "short.gz").write_bytes(b"xy")
    assert _size(tmp_path / "short.gz") == 2
