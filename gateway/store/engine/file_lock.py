"""One at a time, across processes: advisory locks that the kernel drops when their holder is gone, however it went."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_PAUSE_S = 0.1


def try_lock(file: Path) -> int | None:
    """An open descriptor that holds the lock, None where somebody else does.

    The lock lives as long as any copy of the descriptor, those that child processes inherit included.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    return _try(file, fcntl.LOCK_EX)


def is_locked(file: Path) -> bool:
    """Whether somebody holds the lock now."""
    if not file.exists():
        return False
    # A shared lock, so that two who ask at the same moment do not take each other for a holder.
    descriptor = _try(file, fcntl.LOCK_SH)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Holds the lock, after waiting for whoever has it."""
    while (descriptor := try_lock(file)) is None:
        await asyncio.sleep(_PAUSE_S)
    try:
        yield
    finally:
        os.close(descriptor)


def _try(file: Path, kind: int) -> int | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
