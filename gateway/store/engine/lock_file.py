"""The lock file: every jar of the engine with its Maven path, SHA-256 and size in bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

VERSION = "5.26.25"
_FILE = f"neo4j-{VERSION}.jars.json"


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar, named by its path under a Maven repository: `org/neo4j/neo4j-io/5.26.25/neo4j-io-5.26.25.jar`."""

    path: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's name, which no other jar of the lock file has."""
        return self.path.rpartition("/")[2]

    @property
    def group(self) -> str:
        """Maven's groupId."""
        return ".".join(self.path.split("/")[:-3])

    @property
    def artifact(self) -> str:
        """Maven's artifactId."""
        return self.path.split("/")[-3]

    @property
    def version(self) -> str:
        """Maven's version."""
        return self.path.split("/")[-2]

    @property
    def classifier(self) -> str:
        """Maven's classifier, such as `linux-x86_64`; empty for most."""
        return self.name.removesuffix(".jar").removeprefix(f"{self.artifact}-{self.version}").removeprefix("-")

    def is_intact(self, file: Path) -> bool:
        """Whether a file is this jar, by size and SHA-256; False where there is no file."""
        return mismatch(self, file) is None


def mismatch(jar: Jar, file: Path) -> str | None:
    """In words, how a file differs from what the lock file says of the jar; None where it does not."""
    try:
        size = file.stat().st_size
        if size != jar.size:
            return f"has {size} bytes, not {jar.size}"
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return "is missing"
    except OSError as trouble:
        return f"cannot be read ({trouble.strerror})"
    return None if found == jar.sha256 else f"has the SHA-256 {found[:16]}…, not {jar.sha256[:16]}…"


@cache
def locked_jars() -> tuple[Jar, ...]:
    """All jars of the engine, sorted by path, which is the order of the class path."""
    rows = json.loads(files(__package__).joinpath(_FILE).read_text("utf-8"))
    return tuple(sorted((Jar(path, sha256, size) for path, sha256, size in rows), key=lambda jar: jar.path))
