"""The embedded engine: a real Neo4j Community as a child process, without Docker, Java or administrator's rights.

Goes in: `Settings`. Comes out: the `Endpoint` of an engine that answers. In order of control: `lifetime` (start or
join, stop), `jre` (which Java), `jars` (cache and checks) with `lock_file`, `ways`, `with_mvn` and `with_jgo` (how a
jar comes), `quick_start` (an archive of classes), `folder` (store, password, note of who runs), `configuration`
(neo4j.conf and the JVM's command line), `process` (wait, probe, stop), `watchdog` (the JVM's parent, a script). Never
puts a jar into the wheel, listens beyond loopback, or leaves a process behind.
"""

from __future__ import annotations

from gateway.store.engine.lifetime import (
    EngineStatus,
    engine_status,
    fetch_jars,
    running_engine,
    start_engine,
    stop_engine,
)
from gateway.store.engine.report import Report, silent
from gateway.store.engine.trouble import EngineError

__all__ = [
    "EngineError",
    "EngineStatus",
    "Report",
    "engine_status",
    "fetch_jars",
    "running_engine",
    "silent",
    "start_engine",
    "stop_engine",
]
