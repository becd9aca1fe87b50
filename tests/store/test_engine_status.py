"""What is known of an engine without starting one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.store.engine import EngineError, EngineStatus, engine_status, lifetime, stop_engine
from gateway.store.engine.file_lock import try_lock
from gateway.store.engine.folder import EngineFolder
from gateway.store.engine.lifetime import folder_of

NOTE = {"pid": 2**22 + 1, "watchdog_pid": 2**22, "owner_pid": 42, "port": 7777, "since": "2026-01-01T00:00:00+00:00"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def folder(settings: Settings) -> EngineFolder:
    return folder_of(settings)


def leave_note(folder: EngineFolder) -> None:
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.note.write_text(json.dumps(NOTE))


@contextmanager
def held(folder: EngineFolder) -> Iterator[None]:
    """The folder's lock, as a running engine holds it."""
    lock = try_lock(folder.lock)
    assert lock is not None
    try:
        yield
    finally:
        os.close(lock)


def test_a_folder_nobody_has_used_is_stopped_and_stays_untouched(settings: Settings) -> None:
    assert engine_status(settings) == EngineStatus("stopped")
    assert not settings.data_dir.exists()


def test_a_note_without_an_engine_is_stale(settings: Settings, folder: EngineFolder) -> None:
    leave_note(folder)
    assert engine_status(settings) == EngineStatus("stale")


def test_a_note_whose_process_id_somebody_else_has_now_is_stale_too(settings: Settings, folder: EngineFolder) -> None:
    leave_note(folder)
    folder.note.write_text(json.dumps(NOTE | {"pid": os.getpid()}))
    assert engine_status(settings) == EngineStatus("stale")


def test_an_engine_that_runs_says_where_and_for_whom(settings: Settings, folder: EngineFolder) -> None:
    leave_note(folder)
    with held(folder):
        assert engine_status(settings) == EngineStatus(
            "running", pid=2**22 + 1, bolt_uri="bolt://127.0.0.1:7777", since="2026-01-01T00:00:00+00:00", owner_pid=42
        )


def test_an_engine_that_has_not_noted_itself_yet_runs(settings: Settings, folder: EngineFolder) -> None:
    with held(folder):
        assert engine_status(settings) == EngineStatus("running")


async def test_stopping_where_nothing_runs_clears_a_stale_note(settings: Settings, folder: EngineFolder) -> None:
    leave_note(folder)
    assert not await stop_engine(settings)
    assert engine_status(settings) == EngineStatus("stopped")


async def test_stopping_never_signals_the_process_of_a_stale_note(settings: Settings, folder: EngineFolder) -> None:
    leave_note(folder)
    folder.note.write_text(json.dumps(NOTE | {"pid": os.getpid()}))
    assert not await stop_engine(settings)


async def test_a_folder_held_by_one_who_does_not_say_who_it_is_cannot_be_stopped(
    settings: Settings, folder: EngineFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifetime, "_NOTE_LIMIT_S", 0.2)
    with held(folder), pytest.raises(EngineError, match="does not say who it is"):
        await stop_engine(settings)
