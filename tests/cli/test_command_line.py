"""Every command says what it is for, and every option what it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from gateway.cli.command_line import command_line


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for child in getattr(command, "commands", {}).values():
        yield from _commands(child, f"{name} {child.name}")


_EVERY = list(_commands(typer.main.get_command(command_line), "gateway"))


@pytest.mark.parametrize(("name", "command"), _EVERY, ids=[name for name, _ in _EVERY])
def test_a_command_teaches(name: str, command: Any) -> None:
    assert command.help, f"{name} has no help"
    assert len(command.help.split()) > 6
    unexplained = [each.name for each in command.params if not getattr(each, "help", None)]
    assert unexplained == []


def test_the_commands_are_those_that_are_promised() -> None:
    names = {name.removeprefix("gateway ") for name, _ in _EVERY}
    promised = {"demo", "serve", "migrate", "load", "generate", "explain", "schema"}
    assert names >= promised | {"engine start", "engine stop", "engine status", "engine fetch"}
