"""Both ways that jars come, for real: from whatever repository this machine's `mvn` and `jgo` reach."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from gateway.store.engine.jars import ensure_jars, missing_jars
from gateway.store.engine.lock_file import Jar, locked_jars
from gateway.store.engine.report import silent
from gateway.store.engine.ways import JGO, MVN, Way

needs_mvn = pytest.mark.skipif(shutil.which("mvn") is None, reason="mvn is not on PATH")
needs_jgo = pytest.mark.skipif(importlib.util.find_spec("jgo") is None, reason="jgo is not installed")
WAYS = [pytest.param(MVN, marks=needs_mvn, id="mvn"), pytest.param(JGO, marks=needs_jgo, id="jgo")]


@pytest.fixture(autouse=True)
def nothing_fetched_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Maven has a local repository of its own, which is empty."""
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={tmp_path / 'm2'}")


def a_handful() -> list[Jar]:
    """The smallest jars, and the smallest of those with a classifier."""
    by_size = sorted(locked_jars(), key=lambda jar: jar.size)
    return [*by_size[:3], next(jar for jar in by_size if jar.classifier)]


@pytest.mark.parametrize("way", WAYS)
async def test_a_handful_of_jars_comes_checked(way: Way, tmp_path: Path) -> None:
    jars = a_handful()
    files = await ensure_jars(tmp_path / "cache", silent, jars=jars, ways=[way])
    assert [file.stat().st_size for file in files] == [jar.size for jar in jars]
    assert missing_jars(files[0].parent, jars) == []


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
async def test_every_jar_comes_checked(way: Way, tmp_path: Path) -> None:
    files = await ensure_jars(tmp_path / "cache", silent, ways=[way])
    assert missing_jars(files[0].parent, locked_jars()) == []
    assert len(files) == len(locked_jars())
