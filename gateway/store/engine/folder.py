"""The engine's part of the data folder: store, logs, password, and the note of the engine that runs on it.

Files: `engine.lock` (held while an engine lives), `engine.json` (who runs), `password` (0600), `neo4j.conf`, `data/`,
`logs/`. Neo4j itself writes only below `data/`, `logs/` and `run/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from gateway.store.engine.trouble import EngineError

USER = "neo4j"
FREE_BYTES_NEEDED = 300 * 2**20
_DIGEST_ROUNDS = 1024
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Running:
    """The note an engine leaves while it runs: process ids, the Bolt port, and when it was started (UTC, ISO 8601)."""

    pid: int
    watchdog_pid: int
    owner_pid: int | None
    port: int
    since: str


@dataclass(frozen=True, slots=True)
class EngineFolder:
    """Where things are in one engine's folder; see the module's docstring."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the engine's processes from before its start until the last of them is gone."""
        return self.root / "engine.lock"

    @property
    def note(self) -> Path:
        """`Running` as JSON."""
        return self.root / "engine.json"

    @property
    def password_file(self) -> Path:
        """The password of the user `neo4j`."""
        return self.root / "password"

    @property
    def configuration(self) -> Path:
        """The folder with `neo4j.conf`."""
        return self.root / "conf"

    @property
    def logs(self) -> Path:
        """Neo4j's own logs, and `console.log` with what the JVM and the watchdog say."""
        return self.root / "logs"

    @property
    def console_log(self) -> Path:
        """Started afresh with each engine."""
        return self.logs / "console.log"

    @property
    def has_store(self) -> bool:
        """Whether an engine has been started here before, so that the password is already in its store."""
        return (self.root / "data" / "databases" / "system").exists()

    def running(self) -> Running | None:
        """What the last engine noted, whether it still lives or not; None without a readable note."""
        try:
            return Running(**json.loads(self.note.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def prepare(folder: EngineFolder, needed_bytes: int = FREE_BYTES_NEEDED) -> str:
    """The password, with the folder made ready for a start. Raises EngineError on a full disk or a lost password."""
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
        folder.configuration.mkdir(exist_ok=True)
        folder.root.chmod(0o700)
        check_free_space(folder.root, needed_bytes)
        password = _password(folder)
        if not folder.has_store:
            _write_initial_user(folder, password)
    except OSError as trouble:
        raise not_writable(folder, trouble) from trouble
    return password


def not_writable(folder: EngineFolder, trouble: OSError) -> EngineError:
    """The words for a folder that the operating system does not let us write."""
    return EngineError(
        f"The data folder {folder.root} cannot be written: {trouble.strerror}.",
        "Point GATEWAY_DATA_DIR at a folder of yours, on a disk with room.",
    )


def check_free_space(place: Path, needed_bytes: int) -> None:
    """Raises EngineError where the disk of a folder has less than that free."""
    free = shutil.disk_usage(place).free
    if free < needed_bytes:
        raise EngineError(
            f"The disk of {place} is full: {free // 2**20} MiB are free and {needed_bytes // 2**20} MiB are needed.",
            "Make room, or move GATEWAY_DATA_DIR or GATEWAY_CACHE_DIR to another disk.",
        )


def write_private(file: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    unfinished.replace(file)


def initial_user(user: str, password: str, salt: bytes) -> str:
    """A line of `auth.ini`, as Neo4j's `set-initial-password` writes it: salted SHA-256, 1,024 rounds in all."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(_DIGEST_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{user}:SHA-256,{digest.hex()},{salt.hex()},{_DIGEST_ROUNDS}:"


def known_password(folder: EngineFolder) -> str:
    """The password of the folder's store. Raises EngineError where its file is gone or empty."""
    try:
        password = folder.password_file.read_text("utf-8").strip()
    except FileNotFoundError:
        password = ""
    if not password:
        raise EngineError(
            f"There is a store in {folder.root}, but the password in {folder.password_file} is gone.",
            "Put the file back, or move the folder away to begin with an empty store.",
        )
    return password


def _password(folder: EngineFolder) -> str:
    if not folder.has_store and not folder.password_file.exists():
        write_private(folder.password_file, secrets.token_urlsafe(24))
    return known_password(folder)


def _write_initial_user(folder: EngineFolder, password: str) -> None:
    auth = folder.root / "data" / "dbms" / "auth.ini"
    auth.parent.mkdir(parents=True, exist_ok=True)
    write_private(auth, initial_user(USER, password, secrets.token_bytes(_SALT_BYTES)))
