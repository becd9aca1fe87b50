"""Where the extra is not installed, the command says so, and everything else works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.cli.exits import Exit
from tests.live.gateway_process import environment_of

_WITHOUT = (
    "import sys; sys.modules[{module!r}] = None; from gateway.__main__ import main; sys.argv[1:] = {words!r}; main()"
)


@pytest.mark.parametrize(("module", "name"), [("polars", "Account.csv"), ("fastexcel", "Account.xlsx")])
def test_an_import_without_the_extra_says_what_to_install(module: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("Id,Name\n1,Acme\n")
    words = ["import", "salesforce", str(tmp_path), "--dry-run"]
    command = [sys.executable, "-c", _WITHOUT.format(module=module, words=words)]
    ended = subprocess.run(command, env=environment_of(), capture_output=True, text=True, check=False)
    assert ended.returncode == Exit.USAGE
    assert "pip install 'customer-graph-gateway[importers]'" in ended.stderr


def test_no_other_command_needs_it() -> None:
    command = [sys.executable, "-c", _WITHOUT.format(module="polars", words=["schema"])]
    ended = subprocess.run(command, env=environment_of(), capture_output=True, text=True, check=False)
    assert ended.returncode == Exit.OK
