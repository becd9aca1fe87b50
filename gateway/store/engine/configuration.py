"""What the engine is told: `neo4j.conf` and the command line of its JVM."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.settings import Settings
from gateway.store.engine.folder import EngineFolder, write_private
from gateway.store.engine.jre import Jre

_MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"
_OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


@dataclass(frozen=True, slots=True)
class Jvm:
    """A Java, the jars in the order of the class path, and options beyond those that every engine gets.

    An archive of classes is good for one order of the jars only.
    """

    jre: Jre
    jars: Sequence[Path]
    options: Sequence[str] = ()


def write_configuration(folder: EngineFolder, settings: Settings, port: int) -> None:
    """Write the folder's `neo4j.conf` for a start on that port."""
    lines = [f"{name}={value}" for name, value in neo4j_settings(settings, port).items()]
    write_private(folder.configuration / "neo4j.conf", "\n".join(["# Written anew at each start.", *lines, ""]))


def neo4j_settings(settings: Settings, port: int) -> dict[str, str]:
    """The engine's settings: Bolt on loopback is its only door."""
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        "server.memory.heap.initial_size": f"{settings.engine_heap_mb}m",
        "server.memory.heap.max_size": f"{settings.engine_heap_mb}m",
        "server.memory.pagecache.size": f"{settings.engine_page_cache_mb}m",
        # An empty database would take half a gigabyte with its logs laid out beforehand, and the two days of logs that
        # a server keeps are of no use without backups.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "128m size",
        # Clients of the embedded engine end before it does, so a stop need not wait ten seconds for their last words.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "db.logs.query.enabled": "OFF",
        # Else a statement is planned anew, at 15 to 100 milliseconds, for every order of magnitude of the sizes of its
        # lists and texts, and every ten seconds while a load changes the statistics.
        "internal.cypher.use_parameter_size": "false",
        "dbms.cypher.min_replan_interval": "30s",
        # Else the engine reads every index whole each time it has grown by a twentieth: twenty times what was written.
        "db.index_sampling.update_percentage": "100",
    }


def java_command(folder: EngineFolder, settings: Settings, jvm: Jvm) -> list[str]:
    """The command that runs the engine."""
    return [
        str(jvm.jre.java),
        "-cp",
        os.pathsep.join(str(jar) for jar in jvm.jars),
        # The serial collector takes 200 MB less than the default and starts sooner; a heap this small has short pauses.
        "-XX:+UseSerialGC",
        f"-Xmx{settings.engine_heap_mb}m",
        "-XX:-OmitStackTraceInFastThrow",
        f"-XX:ErrorFile={folder.logs / 'jvm-crash-%p.log'}",
        "-Dfile.encoding=UTF-8",
        "-Dlog4j2.disable.jmx=true",
        "-Dio.netty.tryReflectionSetAccessible=true",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED_PACKAGES),
        "--enable-native-access=ALL-UNNAMED",
        *(["--sun-misc-unsafe-memory-access=allow"] if jvm.jre.major >= 23 else []),
        *jvm.options,
        _MAIN_CLASS,
        f"--home-dir={folder.root}",
        f"--config-dir={folder.configuration}",
    ]
