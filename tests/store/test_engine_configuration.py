"""What the engine is told: one door on loopback, authentication, little memory."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.store.engine.configuration import Jvm, java_command, neo4j_settings, write_configuration
from gateway.store.engine.folder import EngineFolder, prepare
from gateway.store.engine.jre import Jre


@pytest.fixture
def folder(tmp_path: Path) -> EngineFolder:
    return EngineFolder(tmp_path / "engine")


def test_bolt_on_loopback_is_the_only_door() -> None:
    told = neo4j_settings(Settings(), port=7777)
    listening = {name: value for name, value in told.items() if name.endswith(("listen_address", "advertised_address"))}
    assert {value.partition(":")[0] for value in listening.values()} == {"127.0.0.1"}
    assert told["server.bolt.listen_address"] == "127.0.0.1:7777"
    assert (told["server.http.enabled"], told["server.https.enabled"]) == ("false", "false")


def test_nobody_gets_in_without_a_password_and_nothing_is_reported() -> None:
    told = neo4j_settings(Settings(), port=7777)
    assert told["dbms.security.auth_enabled"] == "true"
    assert told["dbms.usage_report.enabled"] == "false"


def test_heap_and_page_cache_are_as_set(folder: EngineFolder) -> None:
    settings = Settings(engine_heap_mb=256, engine_page_cache_mb=64)
    told = neo4j_settings(settings, port=1)
    assert (told["server.memory.heap.max_size"], told["server.memory.pagecache.size"]) == ("256m", "64m")
    assert "-Xmx256m" in java_command(folder, settings, Jvm(Jre(Path("/java"), 21), []))


def test_the_class_path_keeps_the_order_of_the_jars(folder: EngineFolder) -> None:
    command = java_command(folder, Settings(), Jvm(Jre(Path("/java"), 21), [Path("/b.jar"), Path("/a.jar")]))
    assert command[:3] == ["/java/bin/java", "-cp", "/b.jar:/a.jar"]


def test_only_a_java_that_knows_an_option_is_given_it(folder: EngineFolder) -> None:
    commands = {major: java_command(folder, Settings(), Jvm(Jre(Path("/java"), major), [])) for major in (17, 21, 25)}
    knows = {major for major, command in commands.items() if any("sun-misc-unsafe" in word for word in command)}
    assert knows == {25}


def test_the_file_is_written_anew_and_only_its_owner_reads_it(folder: EngineFolder) -> None:
    prepare(folder)
    for port in (7777, 8888):
        write_configuration(folder, Settings(), port)
    file = folder.configuration / "neo4j.conf"
    assert "server.bolt.listen_address=127.0.0.1:8888\n" in file.read_text()
    assert "7777" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_statement_is_planned_once_whatever_the_sizes_of_its_parameters() -> None:
    assert neo4j_settings(Settings(), port=1)["internal.cypher.use_parameter_size"] == "false"


def test_an_index_is_read_whole_for_statistics_when_it_has_doubled_not_when_it_has_grown_by_a_twentieth() -> None:
    assert neo4j_settings(Settings(), port=1)["db.index_sampling.update_percentage"] == "100"
