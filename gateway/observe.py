"""What can be seen of the gateway while it runs: request ids, stage timings, log lines.

Goes in: a request's id, the name of each stage it passes, log records of any module. Comes out: timings of the
stages, and one log line per record that carries the request's id: JSON where a program reads it, plain words on a
terminal. Nothing here knows GraphQL, HTTP or the database, and nothing a client sent is logged by itself.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from random import getrandbits
from time import perf_counter
from typing import Any, TextIO

import orjson

_NO_REQUEST = "-"
_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)
_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default=_NO_REQUEST)
_OWN_ATTRIBUTES = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message"}


def new_request_id() -> str:
    """32 hex digits, never the same twice."""
    return f"{getrandbits(128):032x}"  # nobody is kept from guessing it


def request_id_from(offered: str | None) -> str:
    """The id a client or proxy offered, where it is fit for a header and a log line; a new one otherwise."""
    if offered is not None and _SANE_REQUEST_ID.fullmatch(offered):
        return offered
    return new_request_id()


def current_request_id() -> str:
    """The id of the request this code runs for, `-` outside any."""
    return _REQUEST_ID.get()


class request_scope:  # noqa: N801 - reads like the context manager that it is
    """While it lasts, log lines of this task carry the id."""

    __slots__ = ("_id", "_token")

    def __init__(self, request_id: str) -> None:
        self._id = request_id

    def __enter__(self) -> None:
        self._token = _REQUEST_ID.set(self._id)

    def __exit__(self, *_: object) -> None:
        _REQUEST_ID.reset(self._token)


class Stages:
    """A stop watch per request. `with stages("plan"):` adds to the time of that stage."""

    __slots__ = ("_clock", "_spent_s")

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._spent_s: dict[str, float] = {}

    def __call__(self, stage: str) -> _Watch:
        """Time what runs inside, also when it raises. A stage entered again goes on counting."""
        return _Watch(stage, self._spent_s, self._clock)

    @property
    def timings_ms(self) -> tuple[tuple[str, float], ...]:
        """(stage, milliseconds) in the order the stages were first left."""
        return tuple([(stage, spent_s * 1000) for stage, spent_s in self._spent_s.items()])


class _Watch:
    __slots__ = ("_began", "_clock", "_spent_s", "_stage")

    def __init__(self, stage: str, spent_s: dict[str, float], clock: Callable[[], float]) -> None:
        self._stage = stage
        self._spent_s = spent_s
        self._clock = clock

    def __enter__(self) -> None:
        self._began = self._clock()

    def __exit__(self, *_: object) -> None:
        spent_s = self._clock() - self._began
        self._spent_s[self._stage] = self._spent_s.get(self._stage, 0.0) + spent_s


def set_up_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send the process's log records to `stream` (standard error), one line each; replaces what was set up."""
    stream = stream or sys.stderr
    lines = logging.StreamHandler(stream)
    lines.setFormatter(TextFormatter() if stream.isatty() else JsonFormatter())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    for chatty in ("neo4j", "httpx", "httpcore", "asyncio"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time, level, logger, message, request id, and whatever `extra=` brought."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "requestId": current_request_id(),
        }
        entry |= extras(record)
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class TextFormatter(logging.Formatter):
    """The same for people: `12:30:01 warning the database cannot be reached (gateway.store.database)`."""

    def format(self, record: logging.LogRecord) -> str:
        clock = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        words = [clock, record.levelname.lower(), record.getMessage(), f"({record.name})"]
        if current_request_id() != _NO_REQUEST:
            words.append(f"request={current_request_id()}")
        words += [f"{key}={value}" for key, value in extras(record).items()]
        line = " ".join(words)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra=`."""
    return {key: value for key, value in vars(record).items() if key not in _OWN_ATTRIBUTES}
