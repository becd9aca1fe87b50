"""A signal to end takes the way that is open, and leaves cleaning up alone."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest
import typer

from gateway.cli.ending import Ways, run_to_end
from gateway.cli.exits import Exit


def test_signals_take_the_open_ways_in_order_and_then_nothing() -> None:
    taken: list[str] = []
    ways = Ways(lambda: taken.append("end"), lambda: taken.append("hurry"))
    for _ in range(4):
        ways.take_next()
    assert taken == ["end", "hurry"]


def test_nothing_can_interrupt_what_is_cleaned_up_after_serving() -> None:
    taken: list[str] = []
    ways = Ways(lambda: taken.append("cancel"))
    with ways.instead(lambda: taken.append("end")):
        pass
    ways.take_next()
    assert taken == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_told_to_end_while_it_starts_cleans_up_and_says_that_it_was_interrupted(
    number: signal.Signals,
) -> None:
    done: list[str] = []

    async def program(_: Ways) -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.sleep(60)
        finally:
            os.kill(os.getpid(), number)  # the impatient second one
            await asyncio.sleep(0.01)
            done.append("cleaned up")

    with pytest.raises(typer.Exit) as ended:
        run_to_end(program)
    assert ended.value.exit_code == Exit.INTERRUPTED
    assert done == ["cleaned up"]


def test_what_a_program_returns_is_handed_on_and_the_signals_are_as_they_were() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    async def program(_: Ways) -> int:
        return 7

    assert run_to_end(program) == 7
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_signal_that_nohup_silenced_stays_silent() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    async def program(_: Ways) -> str:
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.sleep(0.01)
        return "still here"

    try:
        assert run_to_end(program) == "still here"
    finally:
        signal.signal(signal.SIGHUP, before)
