"""The epoch: another one after every write, whichever process wrote."""

from __future__ import annotations

from pathlib import Path

from gateway.store.epoch import MERGE_POLICIES, Epoch, bump


def test_a_write_begins_a_new_epoch(tmp_path: Path) -> None:
    epoch = Epoch(tmp_path, MERGE_POLICIES)
    seen = [epoch.current()]
    for _ in range(3):
        bump(tmp_path, MERGE_POLICIES)
        seen.append(epoch.current())
    assert len(set(seen)) == 4


def test_without_a_write_the_epoch_stays(tmp_path: Path) -> None:
    bump(tmp_path, MERGE_POLICIES)
    epoch = Epoch(tmp_path, MERGE_POLICIES)
    assert epoch.current() == epoch.current()


def test_a_folder_that_does_not_exist_yet_has_an_epoch(tmp_path: Path) -> None:
    epoch = Epoch(tmp_path / "later", MERGE_POLICIES)
    before = epoch.current()
    bump(tmp_path / "later", MERGE_POLICIES)
    assert epoch.current() != before
