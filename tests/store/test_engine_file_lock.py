"""Locks that end with whoever holds them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.store.engine.file_lock import is_locked, locked, try_lock

HOLD = "import sys; print('holding', flush=True); sys.stdin.read()"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some" / "lock"


def test_only_one_gets_the_lock(file: Path) -> None:
    first = try_lock(file)
    assert first is not None
    assert try_lock(file) is None
    os.close(first)
    second = try_lock(file)
    assert second is not None
    os.close(second)


def test_asking_who_holds_it_takes_nothing(file: Path) -> None:
    assert not is_locked(file)
    assert not file.exists()
    held = try_lock(file)
    assert held is not None
    assert is_locked(file)
    os.close(held)
    assert not is_locked(file)


def test_a_child_that_inherits_the_lock_holds_it_until_it_is_killed(file: Path) -> None:
    held = try_lock(file)
    assert held is not None
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", HOLD], pass_fds=[held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        os.close(held)
        assert is_locked(file)
        child.kill()
    assert not is_locked(file)


async def test_one_waits_until_the_other_is_done(file: Path) -> None:
    order: list[str] = []

    async def work(name: str) -> None:
        async with locked(file):
            order.append(name)
            await asyncio.sleep(0.05)
            order.append(name)

    await asyncio.gather(work("a"), work("b"))
    assert order in (["a", "a", "b", "b"], ["b", "b", "a", "a"])


async def test_a_lock_is_let_go_when_the_work_fails(file: Path) -> None:
    with pytest.raises(ValueError, match="failed"):
        async with locked(file):
            raise ValueError("failed")
    assert not is_locked(file)
