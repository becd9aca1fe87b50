"""The pages on importers say what the commands say: their examples are run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.gateway_process import environment_of
from tests.promises.committed import ROOT

_PAGES = sorted((ROOT / "gateway" / "docs").glob("importing_*.md"))
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_do_what_it_shows(page: Path, tmp_path: Path) -> None:
    shown = 0
    for language, name, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if name:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif language == "console":
            command, _, output = text.partition("\n")
            assert ran(command.removeprefix("$ gateway "), tmp_path) == output
            shown += 1
    assert shown


def ran(words: str, folder: Path) -> str:
    command = [sys.executable, "-m", "gateway", *words.split()]
    environment = environment_of(GATEWAY_DATA_DIR=folder / "data")
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout
