"""pyproject.toml says what is needed at least; constraints.txt says exactly what is tested."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.promises.committed import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_LOCKED_LINE = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)", re.MULTILINE)
_CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
_LOCKED = {match["name"]: match["version"] for match in _LOCKED_LINE.finditer(_CONSTRAINTS)}


def _requirements() -> list[Requirement]:
    groups = [_PROJECT["dependencies"], *_PROJECT["optional-dependencies"].values()]
    every = [Requirement(line) for group in groups for line in group]
    return [each for each in every if each.name != _PROJECT["name"]]


@pytest.mark.parametrize("requirement", _requirements(), ids=str)
def test_a_dependency_has_a_lower_bound_and_nothing_else(requirement: Requirement) -> None:
    assert [each.operator for each in requirement.specifier] == [">="]


@pytest.mark.parametrize("requirement", _requirements(), ids=str)
def test_a_dependency_is_locked_at_a_version_that_is_allowed(requirement: Requirement) -> None:
    """Where this fails: `make constraints`."""
    assert requirement.specifier.contains(_LOCKED[canonicalize_name(requirement.name)])


def test_every_locked_version_has_checksums() -> None:
    entries = re.split(r"\n(?=[a-z])", _CONSTRAINTS.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_holds_no_address() -> None:
    assert "://" not in _CONSTRAINTS
