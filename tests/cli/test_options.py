"""Settings come from what was typed, then from the environment, then from the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from gateway.cli.exits import Exit
from gateway.cli.options import settings_with


def test_what_was_typed_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "8100")
    monkeypatch.setenv("GATEWAY_DATA_DIR", "/elsewhere")
    settings = settings_with(port=8200, data_dir=None)
    assert (settings.port, settings.data_dir) == (8200, Path("/elsewhere"))


@pytest.mark.parametrize(
    ("variable", "value"), [("GATEWAY_PORT", "eighty"), ("GATEWAY_CACHE_TTL_S", "-1"), ("GATEWAY_GRAPHIQL", "perhaps")]
)
def test_a_variable_that_cannot_be_is_named(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(typer.Exit) as ended:
        settings_with()
    assert ended.value.exit_code == Exit.USAGE
    assert variable in capfd.readouterr().err
