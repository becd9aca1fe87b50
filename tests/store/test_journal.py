"""The journal: what was touched since when, whichever process wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.store import journal as module
from gateway.store.journal import Journal, bump

ADA, BEN = b"ada.....", b"ben....."


def test_what_was_touched_since_no_longer_holds(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    begun = journal.position()
    bump(tmp_path, {ADA})
    assert journal.position() > begun
    assert not journal.holds([BEN, ADA], begun)
    assert journal.holds([BEN], begun)
    assert journal.holds([ADA], journal.position())


def test_a_write_that_does_not_say_what_it_touched_touched_everything(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    begun = journal.position()
    bump(tmp_path)
    journal.position()
    assert not journal.holds([BEN], begun)
    assert journal.holds([BEN], journal.position())


def test_a_write_that_touched_too_much_to_name_touched_everything(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    begun = journal.position()
    bump(tmp_path, {number.to_bytes(8) for number in range(10_001)})
    journal.position()
    assert not journal.holds([BEN], begun)


def test_what_is_too_old_to_be_remembered_does_not_hold(tmp_path: Path) -> None:
    journal = Journal(tmp_path, remembered=10)
    begun = journal.position()
    for number in range(40):
        bump(tmp_path, {number.to_bytes(8)})
        journal.position()
    assert not journal.holds([BEN], begun)


def test_a_journal_that_began_again_goes_on_counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_FILE", 200)
    journal = Journal(tmp_path)
    seen = [journal.position()]
    for _ in range(100):
        bump(tmp_path, {ADA})
        seen.append(journal.position())
        assert not journal.holds([ADA], seen[-2])
    assert seen == sorted(set(seen))
    assert (tmp_path / "journal").stat().st_size < 400
    assert Journal(tmp_path).position() == seen[-1]


def test_processes_of_one_folder_have_one_journal_and_those_of_two_have_two(tmp_path: Path) -> None:
    assert Journal(tmp_path / "a").id == Journal(tmp_path / "a").id != Journal(tmp_path / "b").id
