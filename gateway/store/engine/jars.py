"""The engine's jars: fetched once per version into the cache, and checked against the lock file before every use.

Whatever the way a jar came, it enters the library by a rename after its size and SHA-256 were found right. So the
library never holds half a download, and an interrupted fetch goes on with what is still missing.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gateway.store.engine.file_lock import locked
from gateway.store.engine.folder import check_free_space
from gateway.store.engine.lock_file import VERSION, Jar, locked_jars, mismatch
from gateway.store.engine.report import Report
from gateway.store.engine.trouble import EngineError
from gateway.store.engine.ways import WAYS, Invocation, Way

STAGE = f"Fetching Neo4j Community {VERSION}"
WAYS_OUT = (
    "Put `mvn` on PATH with a Maven mirror in its settings.xml, or `pip install jgo` where Maven Central can be "
    "reached; or do without the embedded engine: point NEO4J_URI at a Neo4j server, or run `docker compose up`."
)
_SILENCE_LIMIT_S = 180
_LAST_LINES = 3


async def ensure_jars(
    cache_dir: Path, report: Report, *, jars: Sequence[Jar] = (), ways: Sequence[Way] = WAYS
) -> list[Path]:
    """The files of all jars in the order of the class path, each checked. Raises EngineError where one can't be had."""
    wanted = jars or locked_jars()
    home = home_of(cache_dir)
    library = home / "lib"
    if await asyncio.to_thread(missing_jars, library, wanted):
        try:
            library.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise EngineError(
                f"The cache folder {home} cannot be written: {trouble.strerror}.",
                "Point GATEWAY_CACHE_DIR at a folder of yours, on a disk with room.",
            ) from trouble
        async with locked(home / "fetch.lock"):
            await _Fetch(home, tuple(wanted), report).run(ways)
    return [library / jar.name for jar in wanted]


def home_of(cache_dir: Path) -> Path:
    """The part of the cache folder that belongs to this version of the engine."""
    return cache_dir / f"neo4j-{VERSION}"


def missing_jars(library: Path, wanted: Sequence[Jar]) -> list[Jar]:
    """The jars that are not in the library, or not as the lock file has them."""
    with ThreadPoolExecutor() as pool:
        intact = pool.map(lambda jar: jar.is_intact(library / jar.name), wanted)
        return [jar for jar, there in zip(wanted, intact, strict=True) if not there]


@dataclass
class _Fetch:
    home: Path
    wanted: tuple[Jar, ...]
    report: Report
    missing: dict[str, Jar] = field(default_factory=dict)
    underway: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    @property
    def library(self) -> Path:
        return self.home / "lib"

    async def run(self, ways: Sequence[Way]) -> None:
        missing = await asyncio.to_thread(missing_jars, self.library, self.wanted)
        self.missing = {jar.name: jar for jar in missing}
        for jar in missing:
            self._remove_wrong(jar, self.library / jar.name)
        for way in ways:
            if self.missing:
                check_free_space(self.home, 2 * sum(jar.size for jar in self.missing.values()))
                await self._fetch_by(way)
        if self.missing:
            names = ", ".join(sorted(self.missing)[:3]) + (", ..." if len(self.missing) > 3 else "")
            found = "; ".join(dict.fromkeys(self.troubles))
            raise EngineError(f"{len(self.missing)} jars of the engine cannot be had ({names}): {found}.", WAYS_OUT)

    async def _fetch_by(self, way: Way) -> None:
        incoming = self.home / f"incoming-{way.name}"
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir()
        try:
            invocation = way.invocation(tuple(self.missing.values()), incoming)
            if invocation is None:
                self.troubles.append(way.absent)
                return
            self._tell()
            await self._follow(way, invocation, incoming)
            await asyncio.to_thread(self._accept_all, way, incoming)
        finally:
            self.underway.clear()
            shutil.rmtree(incoming, ignore_errors=True)

    async def _follow(self, way: Way, invocation: Invocation, incoming: Path) -> None:
        last: deque[str] = deque(maxlen=_LAST_LINES)
        async with _running(invocation) as process:
            assert process.stdout is not None
            try:
                while line := await asyncio.wait_for(process.stdout.readline(), _SILENCE_LIMIT_S):
                    text = line.decode(errors="replace").strip()
                    if arrived := way.arrived.search(text):
                        self._on_arrival(way, incoming, arrived[1], text)
                    elif text:
                        last.append(text)
            except TimeoutError:
                self.troubles.append(f"{way.name} said nothing for {_SILENCE_LIMIT_S} s")
                return
            if await process.wait():
                self.troubles.append(f"{way.name}: {' '.join(last)}")

    def _on_arrival(self, way: Way, incoming: Path, name: str, line: str) -> None:
        jar = self.missing.get(name)
        if jar is None:
            return
        file = Path(line)
        if file.is_relative_to(incoming):
            self._accept(way, jar, file)
        else:
            self.underway.add(name)
        self._tell()

    def _accept_all(self, way: Way, incoming: Path) -> None:
        for file in sorted(incoming.rglob("*.jar")):
            jar = self.missing.get(file.name)
            if jar is not None:
                self._accept(way, jar, file)
        self._tell()

    def _accept(self, way: Way, jar: Jar, file: Path) -> None:
        wrong = mismatch(jar, file)
        if wrong is None:
            file.replace(self.library / jar.name)
            del self.missing[jar.name]
        else:
            file.unlink(missing_ok=True)
            self.troubles.append(f"{jar.name} from {way.name} {wrong}")

    def _remove_wrong(self, jar: Jar, file: Path) -> None:
        if file.exists():
            self.troubles.append(f"{jar.name} in the cache {mismatch(jar, file)}, and was removed")
            self.report(f"{STAGE} ({jar.name} was damaged)", 0, 0)
            file.unlink()

    def _tell(self) -> None:
        total = sum(jar.size for jar in self.wanted)
        absent = sum(jar.size for jar in self.missing.values() if jar.name not in self.underway)
        self.report(STAGE, total - absent, total)


@asynccontextmanager
async def _running(invocation: Invocation) -> AsyncIterator[Process]:
    """The process of an invocation, ended with all its children when the block is left before it is done."""
    process = await asyncio.create_subprocess_exec(
        *invocation.command,
        stdin=PIPE if invocation.words else DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    try:
        if process.stdin is not None:
            process.stdin.write(invocation.words.encode())
            process.stdin.close()
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
