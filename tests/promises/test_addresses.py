"""A clone works against whatever registry its machine is set up for, and tells nobody's machine from another."""

from __future__ import annotations

import json
import re

import pytest

from tests.promises.committed import ROOT, committed_files

# In pieces, so that this file does not hold what it looks for.
_REGISTRIES = (
    "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npm" + "js.org", "npm" + "js.com",
    "repo1." + "maven", "repo." + "maven", "proxy." + "golang", "crates" + ".io", "deb." + "debian",
)  # fmt: skip
_MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|opt|home|Users|tmp/\w+)/[\w.-]+")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    files = committed_files()
    if not files:
        pytest.skip("git: this folder is no clone")
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="ignore") for path in files}


def test_no_committed_file_names_the_host_of_a_package_registry(texts: dict[str, str]) -> None:
    found = [(name, host) for name, text in texts.items() for host in _REGISTRIES if host in text]
    assert found == []


def test_no_committed_file_names_a_path_of_somebodys_machine(texts: dict[str, str]) -> None:
    found = [(name, match[0]) for name, text in texts.items() for match in _MACHINE_PATH.finditer(text)]
    assert found == []


def test_no_lock_file_of_npm_says_where_its_packages_came_from(texts: dict[str, str]) -> None:
    locks = {name: json.loads(text) for name, text in texts.items() if name.endswith("package-lock.json")}
    resolved = [
        (name, package)
        for name, lock in locks.items()
        for package, entry in lock["packages"].items()
        if "resolved" in entry
    ]
    assert resolved == []
