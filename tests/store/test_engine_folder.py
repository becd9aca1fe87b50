"""The engine's folder: its password, its note, and what is said when they cannot be had."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from gateway.store.engine import EngineError
from gateway.store.engine.folder import EngineFolder, Running, check_free_space, initial_user, prepare, write_private


@pytest.fixture
def folder(tmp_path: Path) -> EngineFolder:
    return EngineFolder(tmp_path / "engine")


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def with_store(folder: EngineFolder) -> EngineFolder:
    (folder.root / "data" / "databases" / "system").mkdir(parents=True)
    return folder


def auth_of(folder: EngineFolder) -> Path:
    return folder.root / "data" / "dbms" / "auth.ini"


def test_a_new_folder_gets_a_random_password_that_only_its_owner_can_read(folder: EngineFolder, tmp_path: Path) -> None:
    password = prepare(folder)
    assert folder.password_file.read_text() == password
    assert len(password) >= 32
    assert (mode_of(folder.password_file), mode_of(auth_of(folder)), mode_of(folder.root)) == (0o600, 0o600, 0o700)
    assert prepare(EngineFolder(tmp_path / "other")) != password


def test_the_password_stays(folder: EngineFolder) -> None:
    assert prepare(folder) == prepare(folder)


def test_neo4j_is_told_the_digest_and_not_the_password(folder: EngineFolder) -> None:
    password = prepare(folder)
    assert password not in auth_of(folder).read_text()
    assert auth_of(folder).read_text().startswith("neo4j:SHA-256,")


def test_the_digest_is_salted_and_taken_1024_times() -> None:
    digest = b"\x01\x02" + b"secret"
    for _ in range(1024):
        digest = hashlib.sha256(digest).digest()
    assert initial_user("neo4j", "secret", b"\x01\x02") == f"neo4j:SHA-256,{digest.hex()},0102,1024:"


def test_a_store_keeps_the_user_it_has(folder: EngineFolder) -> None:
    prepare(folder)
    auth_of(folder).unlink()
    prepare(with_store(folder))
    assert not auth_of(folder).exists()


@pytest.mark.parametrize("left", [None, "", "\n"])
def test_a_store_whose_password_is_lost_is_not_given_another(folder: EngineFolder, left: str | None) -> None:
    with_store(folder)
    if left is not None:
        folder.password_file.write_text(left)
    with pytest.raises(EngineError, match="is gone") as trouble:
        prepare(folder)
    assert "Put the file back" in trouble.value.hint


def test_a_full_disk_is_said_before_the_engine_is_started(folder: EngineFolder) -> None:
    with pytest.raises(
        EngineError, match=r"The disk of .* is full: \d+ MiB are free and \d+ MiB are needed"
    ) as trouble:
        prepare(folder, needed_bytes=2**60)
    assert "GATEWAY_DATA_DIR" in trouble.value.hint
    assert not folder.password_file.exists()


def test_a_disk_with_room_is_fine(tmp_path: Path) -> None:
    check_free_space(tmp_path, 1)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="cannot be written: Not a directory") as trouble:
        prepare(EngineFolder(tmp_path / "file" / "engine"))
    assert "GATEWAY_DATA_DIR" in trouble.value.hint


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"pid": 1}'])
def test_a_note_that_cannot_be_read_is_no_note(folder: EngineFolder, note: str) -> None:
    folder.root.mkdir()
    folder.note.write_text(note)
    assert folder.running() is None


def test_a_note_says_who_runs(folder: EngineFolder) -> None:
    folder.root.mkdir()
    folder.note.write_text(
        '{"pid": 3, "watchdog_pid": 2, "owner_pid": null, "port": 7687, "since": "2026-01-01T00:00:00+00:00"}'
    )
    assert folder.running() == Running(3, 2, None, 7687, "2026-01-01T00:00:00+00:00")


def test_a_file_is_replaced_as_a_whole_and_stays_private(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    file.chmod(0o644)
    write_private(file, "after")
    assert (file.read_text(), mode_of(file)) == ("after", 0o600)
    assert list(tmp_path.iterdir()) == [file]
