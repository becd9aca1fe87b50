"""Tables are read whole and in order, whatever tool wrote them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.commands.importing.tables import BATCH_ROWS, Table
from gateway.commands.loading.lines import UnreadableFile
from tests.importing.tables import write_excel


def read(path: Path, after: int = 0) -> list[Sequence[Any]]:
    with Table(path) as table:
        return [row.cells for batch in table.rows(after=after) for row in batch]


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(between: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id{between}name\n1{between}Ada\n")
    assert read(path) == [("1", "Ada")]


def test_texts_may_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,name\r\n1,"Ada ""A"", of\nLondon"\r\n2,\r\n')
    assert read(path) == [("1", 'Ada "A", of\nLondon'), ("2", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,Zoë\n".encode(encoding))
    with Table(path) as table:
        assert table.columns == ("id", "name")
    assert read(path) == [("1", "Zoë")]


def test_a_gzipped_table_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id\n1\n"))
    assert read(path) == [("1",)]


def test_a_row_with_more_cells_than_the_header_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,Ada\n2,Lovelace, Ada\n3,Bob,\n")
    with Table(path) as table:
        assert [row.overflows for batch in table.rows() for row in batch] == [False, True, False]


def test_columns_of_one_name_or_none_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,name,\n1,Ada,Lovelace,x\n")
    with Table(path) as table:
        assert table.columns == ("id", "name", "name (2)", "column 4")


def test_numbers_of_rows_go_on_over_batches_and_from_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    count = 2 * BATCH_ROWS + 5
    path.write_text("id\n" + "".join(f"{number}\n" for number in range(1, count + 1)))
    with Table(path) as table:
        assert table.count() == count
        assert [row.number for batch in table.rows() for row in batch] == list(range(1, count + 1))
        middle = [(row.number, row.cells[0]) for batch in table.rows(after=count - 2) for row in batch]
    assert middle == [(count - 1, str(count - 1)), (count, str(count))]


def test_only_some_columns_may_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,age\n1,Ada,36\n")
    with Table(path) as table:
        assert [row.cells for batch in table.rows(columns=["age", "id"]) for row in batch] == [("36", "1")]


def test_a_parquet_file_keeps_its_types(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    path = tmp_path / "a.parquet"
    polars.DataFrame({"id": [1, 2], "tags": [["a"], []], "open": [True, None]}).write_parquet(path)
    assert read(path) == [(1, ["a"], True), (2, [], None)]


def test_an_excel_file_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    path = write_excel(tmp_path / "a.xlsx", [("id", "name"), (1, "Ada"), (2, "Bob")])
    assert [tuple(cells) for cells in read(path)] == [(1, "Ada"), (2, "Bob")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "has no header"),
        ("a.csv", b'id,name\n1,"Ada\n2,Bob\n', "cannot be read from row 1 on"),
        ("a.csv.gz", b"id\n1\n", "cannot be read"),
        ("a.parquet", b"id\n1\n", "cannot be read"),
        ("a.xlsx", b"id\n1\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_said_to_be_none(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        read(path)
