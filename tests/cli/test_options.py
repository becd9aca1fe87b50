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


@pytest.mark.parametrize(
    ("uri", "what"),
    [("http://graph:7474", "its scheme is 'http'"), ("graph:7687", "no scheme"), ("bolt+tls://graph", "'bolt+tls'")],
)
def test_an_address_that_is_none_of_neo4j_is_told_with_the_schemes_that_are(
    uri: str, what: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", uri)
    with pytest.raises(typer.Exit) as ended:
        settings_with()
    assert ended.value.exit_code == Exit.USAGE
    told = " ".join(capfd.readouterr().err.split())
    assert "NEO4J_URI" in told
    assert what in told
    assert "bolt://, neo4j:// or neo4j+s://" in told


@pytest.mark.parametrize(
    "uri", ["bolt://a", "bolt+s://a:1", "bolt+ssc://a", "neo4j://a", "neo4j+s://a", "neo4j+ssc://a"]
)
def test_every_scheme_of_neo4j_is_taken(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", uri)
    assert settings_with().neo4j_uri == uri


def test_a_variable_that_is_empty_is_as_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("NEO4J_URI", "GATEWAY_PORT"):
        monkeypatch.setenv(variable, "")
    assert (settings_with().embedded, settings_with().port) == (True, 8000)
