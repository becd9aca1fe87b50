"""How long-running commands end: by Ctrl-C, SIGTERM or a closed terminal, and always cleanly.

Every signal to end takes one of the ways that are open at that moment. While the gateway starts, the way is to cancel
what it is doing; while it serves, to stop accepting, then to stop waiting for clients; while it cleans up there is
none, so an impatient second Ctrl-C cannot leave an engine behind.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import uvloop

from gateway.cli.exits import trouble_in_words

T = TypeVar("T")

Way = Callable[[], Any]
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_to_end(program: Callable[[Ways], Awaitable[T]]) -> T:
    """What the program returns. Trouble and interruption end the command in words and with their exit status."""
    with trouble_in_words(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(program))


class Ways:
    """The ways to end that are open now, nearest first."""

    def __init__(self, *ways: Way) -> None:
        self._ways = list(ways)

    def take_next(self) -> None:
        """Go the nearest way; where none is open, nothing happens."""
        if self._ways:
            self._ways.pop(0)()

    @contextmanager
    def instead(self, *ways: Way) -> Iterator[None]:
        """While it lasts these ways are open; after it none is, since cleaning up is all that is left to do."""
        self._ways = list(ways)
        try:
            yield
        finally:
            self._ways = []


async def _run(program: Callable[[Ways], Awaitable[T]]) -> T:
    task = asyncio.current_task()
    assert task is not None
    ways = Ways(task.cancel)
    with _signals_take(ways):
        return await program(ways)


@contextmanager
def _signals_take(ways: Ways) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    # What `nohup` told to be ignored stays ignored.
    heard = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    for each in heard:
        loop.add_signal_handler(each, ways.take_next)
    try:
        yield
    finally:
        for each in heard:
            loop.remove_signal_handler(each)
