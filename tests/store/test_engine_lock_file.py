"""The lock file, and what is found when a file is held against it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from gateway.store.engine.lock_file import VERSION, Jar, locked_jars, mismatch

NETTY = Jar("io/netty/netty-epoll/4.1/netty-epoll-4.1-linux-x86_64.jar", hashlib.sha256(b"netty").hexdigest(), 5)


def test_maven_coordinates_are_read_off_the_path() -> None:
    assert (NETTY.group, NETTY.artifact, NETTY.version) == ("io.netty", "netty-epoll", "4.1")
    assert (NETTY.name, NETTY.classifier) == ("netty-epoll-4.1-linux-x86_64.jar", "linux-x86_64")


def test_most_jars_have_no_classifier() -> None:
    assert Jar("org/neo4j/neo4j-io/5.26/neo4j-io-5.26.jar", "", 0).classifier == ""


def test_coordinates_and_path_say_the_same_for_every_locked_jar() -> None:
    for jar in locked_jars():
        file = "-".join(filter(None, (jar.artifact, jar.version, jar.classifier))) + ".jar"
        assert jar.path == f"{jar.group.replace('.', '/')}/{jar.artifact}/{jar.version}/{file}"


def test_every_locked_jar_can_be_checked_and_lies_alone_under_its_name() -> None:
    jars = locked_jars()
    assert len({jar.name for jar in jars}) == len(jars) == 214
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) and jar.size > 0 for jar in jars)


def test_the_engine_itself_is_among_them_in_the_version_that_is_said() -> None:
    assert f"org/neo4j/app/neo4j-server/{VERSION}/neo4j-server-{VERSION}.jar" in {jar.path for jar in locked_jars()}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"nett", "has 4 bytes, not 5"), (b"betty", "has the SHA-256"), (b"netty", None)],
)
def test_a_file_is_the_jar_by_size_and_sha(content: bytes, words: str | None, tmp_path: Path) -> None:
    file = tmp_path / NETTY.name
    file.write_bytes(content)
    found = mismatch(NETTY, file)
    assert found == words or (words is not None and found is not None and found.startswith(words))
    assert NETTY.is_intact(file) == (words is None)


def test_no_file_is_missing_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert mismatch(NETTY, tmp_path / "none") == "is missing"
    (tmp_path / "file").write_text("")
    assert mismatch(NETTY, tmp_path / "file" / "none") == "cannot be read (Not a directory)"
