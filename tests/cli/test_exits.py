"""Ordinary trouble ends in words and a status that a script can tell apart; bugs keep their trace."""

from __future__ import annotations

import pytest
import typer

from gateway.cli.exits import Exit, trouble_in_words
from gateway.commands.migrate import MigrationError
from gateway.errors import store_unavailable
from gateway.store.engine.trouble import EngineError


@pytest.mark.parametrize(
    ("trouble", "exit_status"),
    [
        (EngineError("No jar can be had.", "Install Maven."), Exit.ENGINE),
        (MigrationError("Step 0001 has changed."), Exit.FAILED),
        (store_unavailable(), Exit.UNREACHABLE),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
    ],
)
def test_trouble_has_an_exit_status_of_its_kind(trouble: BaseException, exit_status: Exit) -> None:
    with pytest.raises(typer.Exit) as ended, trouble_in_words():
        raise trouble
    assert ended.value.exit_code == exit_status


def test_words_and_hint_go_to_standard_error_as_they_are(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), trouble_in_words():
        raise EngineError("No [jar] can be had.", "Install [Maven].")
    out, err = capfd.readouterr()
    assert out == ""
    assert "No [jar] can be had.\nInstall [Maven].\n" in err


def test_a_bug_is_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError), trouble_in_words():
        raise ZeroDivisionError
