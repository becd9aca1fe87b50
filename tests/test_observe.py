"""Request ids, stage timings and log lines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from gateway.observe import (
    Stages,
    current_request_id,
    new_request_id,
    request_id_from,
    request_scope,
    set_up_logging,
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    for handler in kept:
        root.removeHandler(handler)  # basicConfig closes what it replaces
    yield
    for handler in list(root.handlers):
        root.removeHandler(handler)
    for handler in kept:
        root.addHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("offered", ["a", "7f3c", "trace-1.2:3_4", "x" * 128])
def test_a_sane_request_id_is_kept(offered: str) -> None:
    assert request_id_from(offered) == offered


@pytest.mark.parametrize("offered", [None, "", "x" * 129, "a b", "a\nb", "é", "-", "a\n"])
def test_any_other_request_id_is_replaced(offered: str | None) -> None:
    made = request_id_from(offered)
    assert made != offered
    assert request_id_from(made) == made


def test_new_request_ids_differ() -> None:
    assert len({new_request_id() for _ in range(100)}) == 100


def test_a_request_scope_ends_with_the_request() -> None:
    with request_scope("outer"):
        with request_scope("inner"):
            assert current_request_id() == "inner"
        assert current_request_id() == "outer"
    assert current_request_id() == "-"


def test_stages_add_up_in_the_order_they_were_left() -> None:
    ticks = iter([0.0, 1.0, 1.0, 1.5, 2.0, 2.25])
    stages = Stages(clock=lambda: next(ticks))
    with stages("plan"):
        pass
    with stages("store"):
        pass
    with stages("plan"):
        pass
    assert stages.timings_ms == (("plan", 1250.0), ("store", 500.0))


def test_a_stage_that_raises_is_timed_all_the_same() -> None:
    ticks = iter([0.0, 0.5])
    stages = Stages(clock=lambda: next(ticks))
    with pytest.raises(ValueError, match="broken"), stages("plan"):
        raise ValueError("broken")
    assert stages.timings_ms == (("plan", 500.0),)


@pytest.mark.usefixtures("restored_logging")
def test_log_lines_for_programs_are_json_with_the_request_id_and_the_extras() -> None:
    stream = io.StringIO()
    set_up_logging(stream)
    with request_scope("req-1"):
        logging.getLogger("gateway.test").warning("took %d ms", 12, extra={"statement": "abc"})
    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "gateway.test",
        "message": "took 12 ms",
        "requestId": "req-1",
        "statement": "abc",
    }


@pytest.mark.usefixtures("restored_logging")
def test_a_log_line_with_line_breaks_stays_one_line_for_programs() -> None:
    stream = io.StringIO()
    set_up_logging(stream)
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logging.getLogger("gateway.test").exception("went\nwrong")
    assert stream.getvalue().count("\n") == 1
    assert "ValueError" in json.loads(stream.getvalue())["trace"]


@pytest.mark.usefixtures("restored_logging")
def test_log_lines_on_a_terminal_are_words() -> None:
    stream = Terminal()
    set_up_logging(stream)
    with request_scope("req-2"):
        logging.getLogger("gateway.test").info("ready", extra={"port": 8000})
    assert stream.getvalue().endswith(" info ready (gateway.test) request=req-2 port=8000\n")


@pytest.mark.usefixtures("restored_logging")
def test_the_driver_is_quiet_below_warnings() -> None:
    stream = io.StringIO()
    set_up_logging(stream, level=logging.DEBUG)
    logging.getLogger("neo4j.pool").info("acquired")
    assert stream.getvalue() == ""
