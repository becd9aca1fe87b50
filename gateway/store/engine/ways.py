"""The ways a jar can come: `mvn` where it is on PATH, then `jgo` from PyPI. Both find Maven Central by themselves."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.store.engine.lock_file import Jar
from gateway.store.engine.with_mvn import mvn_command

_JGO_SCRIPT = Path(__file__).with_name("with_jgo.py")


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command to run, and what to write to its standard input."""

    command: list[str]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A program that fetches jars into a folder. `arrived` finds the name of a jar in the line that tells it has come.

    `invocation` is None where this machine does not have the program; `absent` says so in words.
    """

    name: str
    absent: str
    arrived: re.Pattern[str]
    invocation: Callable[[Sequence[Jar], Path], Invocation | None]


def _by_mvn(jars: Sequence[Jar], incoming: Path) -> Invocation | None:
    mvn = shutil.which("mvn")
    return None if mvn is None else Invocation(mvn_command(mvn, jars, incoming))


def _by_jgo(jars: Sequence[Jar], incoming: Path) -> Invocation | None:
    if importlib.util.find_spec("jgo") is None:
        return None
    lines = ("\t".join((jar.group, jar.artifact, jar.version, jar.classifier)) for jar in jars)
    return Invocation([sys.executable, "-I", str(_JGO_SCRIPT), str(incoming)], "\n".join(lines))


MVN = Way("mvn", "mvn is not on PATH", re.compile(r"Downloaded from .*/([^/\s]+\.jar)"), _by_mvn)
JGO = Way("jgo", "jgo is not installed", re.compile(r"/([^/\s]+\.jar)$"), _by_jgo)
WAYS = (MVN, JGO)
