"""The code keeps its shape: layers, a small centre, names that say something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.promises.committed import ROOT

_CENTRE = ("gateway/app.py", "gateway/pipeline.py", "gateway/plan/build.py", "gateway/__main__.py")
_MOST_LINES_OF_THE_CENTRE = 150
_SAYS_NOTHING = {"utils", "util", "helper", "helpers", "manager", "service", "handler", "processor", "common", "misc"}


def _modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def test_imports_run_one_way() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    if not lint_imports.exists():
        pytest.skip("import-linter is not installed: make test installs it")
    checked = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", _CENTRE)
def test_a_file_of_the_centre_stays_small(name: str) -> None:
    """It composes the stages and does none of their work."""
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= _MOST_LINES_OF_THE_CENTRE


def test_no_module_has_a_name_that_says_nothing() -> None:
    paths = _modules("gateway", "graph_schema", "seeds", "tests")
    assert [str(path) for path in paths if _SAYS_NOTHING & set(path.stem.split("_"))] == []


def test_every_module_says_what_it_is() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in _modules("gateway", "graph_schema", "seeds")}
    assert [str(path) for path, text in texts.items() if not text.startswith('"""')] == []
