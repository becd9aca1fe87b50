"""The archive of classes: made where it can be, done without where it can't. tests/live makes a real one."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import psutil
import pytest

from gateway.settings import Settings
from gateway.store.engine import quick_start
from gateway.store.engine.configuration import Jvm
from gateway.store.engine.jre import Jre
from gateway.store.engine.quick_start import archive_of, quick_starting
from gateway.store.engine.report import silent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "cache"
    home.mkdir()
    return home


def java_that(does: str, tmp_path: Path, major: int = 25) -> Jvm:
    """A JVM whose launcher is a shell script, with one jar."""
    java = tmp_path / "java"
    (java / "bin").mkdir(parents=True)
    (java / "bin" / "java").write_text(f"#!/bin/sh\n{does}\n")
    (java / "bin" / "java").chmod(0o755)
    (java / "release").write_text(f'JAVA_VERSION="{major}"')
    jar = tmp_path / "a.jar"
    jar.write_text("")
    return Jvm(Jre(java, major), [jar])


async def test_an_older_java_starts_without(home: Path, tmp_path: Path) -> None:
    jvm = java_that("exit 1", tmp_path, major=21)
    assert await quick_starting(jvm, home, Settings(), silent) == jvm
    assert list(home.iterdir()) == []


async def test_an_archive_that_is_there_is_used_and_checked(home: Path, tmp_path: Path) -> None:
    jvm = java_that("exit 1", tmp_path)
    archive = archive_of(jvm, home)
    archive.write_text("")
    started = await quick_starting(jvm, home, Settings(), silent)
    assert f"-XX:AOTCache={archive}" in started.options
    assert "-XX:+VerifySharedSpaces" in started.options


async def test_another_java_and_other_jars_want_another_archive(home: Path, tmp_path: Path) -> None:
    jvm = java_that("exit 1", tmp_path)
    first = archive_of(jvm, home)
    assert archive_of(jvm, home) == first
    os.utime(jvm.jars[0], (1, 1))
    second = archive_of(jvm, home)
    (jvm.jre.home / "release").write_text('JAVA_VERSION="26"')
    assert len({first, second, archive_of(jvm, home)}) == 3


async def test_where_it_cannot_be_made_the_engine_starts_without_and_it_is_tried_once(
    home: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    jvm = java_that("exit 1", tmp_path)
    for _ in range(2):
        assert await quick_starting(jvm, home, Settings(), lambda stage, done, total: told.append(stage)) == jvm
    assert told == [quick_start.STAGE]
    assert not (home / "quick-start").exists()


async def test_a_disk_without_room_is_no_reason_not_to_start(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick_start, "_NEEDED_BYTES", 2**60)
    jvm = java_that("exit 1", tmp_path)
    assert await quick_starting(jvm, home, Settings(), silent) == jvm
    assert list(home.iterdir()) == []


async def test_ctrl_c_while_it_is_made_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    jvm = java_that(f"echo $$ > {lives}.new; mv {lives}.new {lives}; exec sleep 600", tmp_path)
    making = asyncio.create_task(quick_starting(jvm, home, Settings(), silent))
    async with asyncio.timeout(30):
        while not lives.exists():
            await asyncio.sleep(0.02)
    java = psutil.Process(int(lives.read_text()))
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    async with asyncio.timeout(30):
        while java.is_running() and java.status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.02)
    assert {file.name for file in home.iterdir()} == {"quick-start.lock"}
