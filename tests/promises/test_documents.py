"""What people read is there, and says what the code does."""

from __future__ import annotations

import re
import tomllib

from gateway.errors import ErrorCode
from gateway.settings import Settings
from tests.promises import operators_table
from tests.promises.committed import ROOT
from tests.promises.settings_table import BEGIN, END, settings_table, variable_of


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_lists_every_setting_as_it_is() -> None:
    """Where this fails: `python -m tests.promises.settings_table` prints the lines to put there."""
    _, _, after = _text("README.md").partition(BEGIN)
    table, _, _ = after.partition(END)
    assert table.strip() == settings_table().strip()


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads(_text("pyproject.toml"))["project"]["version"]
    assert f"## {version}" in _text("CHANGELOG.md")


def test_docker_sets_only_settings_that_exist() -> None:
    known = {variable_of(name, field) for name, field in Settings.model_fields.items()}
    compose = _text("docker-compose.yml")
    gateway = compose[compose.index("\n  gateway:\n") :]
    set_there = re.findall(r"^\s+((?:GATEWAY|NEO4J)_\w+):", gateway, re.MULTILINE)
    set_there += re.findall(r"\b(GATEWAY_\w+)=", _text("Dockerfile"))
    assert len(set_there) > 3
    assert set(set_there) <= known


def test_every_target_of_make_says_what_it_does() -> None:
    makefile = _text("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    explained = re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE)
    assert sorted(phony.split()) == sorted(explained)


def test_the_page_on_queries_lists_every_operator_as_it_is() -> None:
    """Where this fails: `python -m tests.promises.operators_table` prints the lines to put there."""
    _, _, after = _text("gateway/docs/writing_queries.md").partition(operators_table.BEGIN)
    table, _, _ = after.partition(operators_table.END)
    assert table.strip() == operators_table.operators_table().strip()


def test_the_page_on_queries_explains_codes_that_exist() -> None:
    _, _, errors = _text("gateway/docs/writing_queries.md").partition("| code | when |\n")
    told = re.findall(
        r"[A-Z]+(?:_[A-Z]+)*(?=[ ,].*\|)", "\n".join(re.findall(r"^\| ([A-Z_, ]+ \|)", errors, re.MULTILINE))
    )
    assert len(told) > 9
    assert set(told) <= {str(each) for each in ErrorCode}
