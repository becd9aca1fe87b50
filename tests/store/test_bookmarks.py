"""Bookmarks of what was written, for reads of a cluster: of all processes of a folder, and of the last minute."""

from __future__ import annotations

from pathlib import Path

from gateway.store.bookmarks import YOUNG_S, Bookmarks


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_what_one_process_wrote_is_waited_for_by_every_other_of_the_folder(tmp_path: Path) -> None:
    one, other = Bookmarks(tmp_path / "data"), Bookmarks(tmp_path / "data")
    assert one.current() == other.current() == []
    one.add(["a"])
    assert one.current() == other.current() == ["a"]
    other.add(["b", "c"])
    assert one.current() == other.current() == ["a", "b", "c"]


def test_a_bookmark_is_let_go_when_every_member_has_caught_up(tmp_path: Path) -> None:
    clock = Clock()
    writer, reader = Bookmarks(tmp_path, clock), Bookmarks(tmp_path, clock)
    writer.add(["old"])
    clock.now += YOUNG_S / 2
    writer.add(["new"])
    assert reader.current() == ["old", "new"]
    clock.now += YOUNG_S / 2
    assert reader.current() == ["new"]
    assert Bookmarks(tmp_path, clock).current() == ["new"], "also where the file is read for the first time"
    clock.now += YOUNG_S / 2
    assert reader.current() == []


def test_the_last_bookmarks_are_enough(tmp_path: Path) -> None:
    bookmarks = Bookmarks(tmp_path)
    for number in range(50):
        bookmarks.add([str(number)])
    assert bookmarks.current() == [str(number) for number in range(34, 50)]
    assert len((tmp_path / "bookmarks").read_text().splitlines()) == 16
