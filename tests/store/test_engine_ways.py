"""What `mvn` and `jgo` are asked, and how the lines they say are read. That they fetch is tried in tests/live."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from gateway.store.engine.lock_file import Jar
from gateway.store.engine.ways import JGO, MVN, WAYS
from gateway.store.engine.with_mvn import pom_of_share

IO = Jar("org/neo4j/neo4j-io/5.26/neo4j-io-5.26.jar", "", 0)
EPOLL = Jar("io/netty/netty-epoll/4.1/netty-epoll-4.1-linux-x86_64.jar", "", 0)
POM = "{http://maven.apache.org/POM/4.0.0}"


def test_mvn_is_asked_first() -> None:
    assert [way.name for way in WAYS] == ["mvn", "jgo"]


def test_the_pom_names_every_jar_by_all_its_coordinates() -> None:
    items = ET.fromstring(pom_of_share("share", [IO, EPOLL], Path("/t"))).iter(f"{POM}artifactItem")
    assert [{part.tag.removeprefix(POM): part.text for part in item} for item in items] == [
        {"groupId": "org.neo4j", "artifactId": "neo4j-io", "version": "5.26"},
        {"groupId": "io.netty", "artifactId": "netty-epoll", "version": "4.1", "classifier": "linux-x86_64"},
    ]


def test_the_pom_takes_any_folder_name() -> None:
    pom = ET.fromstring(pom_of_share("share", [IO], Path("/a & b/<c>")))
    assert [target.text for target in pom.iter(f"{POM}outputDirectory")] == ["/a & b/<c>"]


def test_mvn_copies_each_jar_in_one_of_the_shares_it_builds_in_parallel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mvn = tmp_path / "bin" / "mvn"
    mvn.parent.mkdir()
    mvn.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(mvn.parent))
    jars = [IO, EPOLL, *(Jar(f"org/x/{letter}/1/{letter}-1.jar", "", 0) for letter in "abcdefghijk")]
    invocation = MVN.invocation(jars, tmp_path)
    assert invocation is not None
    assert (invocation.command[0], invocation.command[-1]) == (str(mvn), "validate")
    modules = [each.text for each in ET.parse(tmp_path / "pom.xml").iter(f"{POM}module")]
    copied = [
        each.text
        for module in modules
        for item in ET.parse(tmp_path / str(module) / "pom.xml").iter(f"{POM}artifactItem")
        for each in item.iter(f"{POM}artifactId")
    ]
    assert len(modules) > 1
    assert sorted(map(str, copied)) == sorted(jar.artifact for jar in jars)


def test_without_mvn_on_path_there_is_no_such_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert MVN.invocation([IO], tmp_path) is None


def test_jgo_is_told_a_jar_a_line(tmp_path: Path) -> None:
    invocation = JGO.invocation([IO, EPOLL], tmp_path)
    assert invocation is not None
    assert invocation.words == "org.neo4j\tneo4j-io\t5.26\t\nio.netty\tnetty-epoll\t4.1\tlinux-x86_64"
    assert invocation.command[-1] == str(tmp_path)


def test_a_line_of_mvn_tells_which_jar_has_come() -> None:
    line = f"[INFO] Downloaded from central: https://example.org/maven2/{IO.path} (1.2 MB at 3 MB/s)"
    found = MVN.arrived.search(line)
    assert found is not None
    assert found[1] == IO.name
    assert MVN.arrived.search(line.replace("Downloaded from", "Downloading from")) is None
    assert MVN.arrived.search(line.replace(".jar", ".pom")) is None


def test_a_line_of_jgo_is_where_the_jar_lies() -> None:
    found = JGO.arrived.search(f"/cache/incoming/{IO.path}")
    assert found is not None
    assert found[1] == IO.name
    assert JGO.arrived.search("ReadTimeout: https://example.org") is None
