"""`keep_people_stored`: while a gateway serves, the stored values of people follow the default merge policy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from gateway.commands.rebuild_people import rebuild_people
from gateway.store.database import Database

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_TRY_AGAIN_S = 10.0


class Epochs(Protocol):
    """Whatever knows the current epoch of merge policies."""

    def current(self) -> str: ...


async def keep_people_stored(database: Database, epoch: Epochs, on_commit: Callable[[], None]) -> None:
    """Run until cancelled: look at the start, which takes up what was interrupted, and whenever a policy changed.

    Several processes may do it at the same time: each step is a transaction that goes on where the last one ended.
    """
    seen: str | None = None
    while True:
        now = epoch.current()
        pause_s = _LOOK_EVERY_S
        if now != seen:
            try:
                made = await rebuild_people(database, on_commit=on_commit)
                seen = now
                if made:
                    log.info("the stored values of %d people follow the default merge policy now", made)
            except Exception:
                log.warning("stored values of people cannot follow the default merge policy yet", exc_info=True)
                pause_s = _TRY_AGAIN_S
        await asyncio.sleep(pause_s)
