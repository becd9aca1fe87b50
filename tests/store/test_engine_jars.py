"""Fetching jars: whatever the way and however it ended, only what the lock file names gets into the library."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.store.engine import EngineError
from gateway.store.engine.jars import ensure_jars
from gateway.store.engine.lock_file import Jar
from gateway.store.engine.report import silent
from gateway.store.engine.ways import Invocation, Way

CONTENT = {"one": b"first jar", "two": b"the second jar", "three": b"a third"}
JARS = [
    Jar(f"org/example/{name}/1.0/{name}-1.0.jar", hashlib.sha256(content).hexdigest(), len(content))
    for name, content in CONTENT.items()
]
COPY = """
import pathlib, sys
repository, incoming, asked, wanted = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
with open(asked, "a") as log:
    print(*wanted, file=log)
for name in wanted:
    if (repository / name).exists():
        (incoming / name).write_bytes((repository / name).read_bytes())
        print(incoming / name, flush=True)
"""


class Repository:
    """A folder of jars, and ways that copy out of it with a real program; `asked` is what each run was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for jar in JARS:
            (folder / jar.name).write_bytes(CONTENT[jar.artifact])

    @property
    def asked(self) -> list[set[str]]:
        log = self.folder / "asked"
        return [set(line.split()) for line in log.read_text().splitlines()] if log.exists() else []

    def way(self, name: str = "copy", then: str = "") -> Way:
        """A way whose program does this Python after it has copied what there is."""

        def invocation(jars: Sequence[Jar], incoming: Path) -> Invocation:
            words = (str(self.folder), str(incoming), str(self.folder / "asked"), *(jar.name for jar in jars))
            return Invocation([sys.executable, "-I", "-S", "-c", f"{COPY}\n{then}", *words])

        return Way(name, f"{name} is not here", re.compile(r"/([^/\s]+\.jar)$"), invocation)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def library_of(cache: Path) -> Path:
    (home,) = cache.glob("neo4j-*")
    return home / "lib"


def in_library(cache: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in library_of(cache).iterdir()}


ALL = {jar.name: CONTENT[jar.artifact] for jar in JARS}


async def test_every_jar_is_in_the_library_in_the_order_asked_for(repository: Repository, cache: Path) -> None:
    found = await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    assert [file.name for file in found] == [jar.name for jar in JARS]
    assert in_library(cache) == ALL
    assert [each.name for each in library_of(cache).parent.glob("incoming*")] == []


async def test_what_is_there_and_right_is_not_fetched_again(repository: Repository, cache: Path) -> None:
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    assert len(repository.asked) == 1


async def test_a_jar_with_the_wrong_sha_is_removed_named_and_fetched_again(repository: Repository, cache: Path) -> None:
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    (library_of(cache) / JARS[1].name).write_bytes(b"x" * JARS[1].size)
    told: list[str] = []
    await ensure_jars(cache, lambda stage, _done, _total: told.append(stage), jars=JARS, ways=[repository.way()])
    assert in_library(cache) == ALL
    assert repository.asked[1] == {JARS[1].name}
    assert any(JARS[1].name in stage for stage in told)


async def test_a_wrong_jar_that_cannot_be_replaced_is_gone_and_named(repository: Repository, cache: Path) -> None:
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    (library_of(cache) / JARS[1].name).write_bytes(b"x" * JARS[1].size)
    with pytest.raises(EngineError, match=rf"{JARS[1].name} in the cache has the SHA-256 .* and was removed"):
        await ensure_jars(cache, silent, jars=JARS, ways=[])
    assert not (library_of(cache) / JARS[1].name).exists()


async def test_a_half_written_download_is_not_used(repository: Repository, cache: Path) -> None:
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    (library_of(cache) / JARS[0].name).write_bytes(CONTENT["one"][:3])
    with pytest.raises(EngineError, match=f"{JARS[0].name} in the cache has 3 bytes, not {JARS[0].size}"):
        await ensure_jars(cache, silent, jars=JARS, ways=[])
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    assert in_library(cache) == ALL


async def test_half_a_jar_that_a_way_leaves_never_enters_the_library(repository: Repository, cache: Path) -> None:
    (repository.folder / JARS[2].name).write_bytes(CONTENT["three"][:2])
    with pytest.raises(EngineError, match=f"{JARS[2].name} from copy has 2 bytes, not {JARS[2].size}"):
        await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    assert set(in_library(cache)) == {JARS[0].name, JARS[1].name}


async def test_a_jar_somebody_has_changed_is_refused_and_the_next_way_asked(
    repository: Repository, cache: Path, tmp_path: Path
) -> None:
    changed = Repository(tmp_path / "changed")
    (changed.folder / JARS[0].name).write_bytes(b"X" * JARS[0].size)
    await ensure_jars(cache, silent, jars=JARS, ways=[changed.way("changed"), repository.way()])
    assert in_library(cache) == ALL
    assert repository.asked == [{JARS[0].name}]


@pytest.mark.parametrize("end", ["sys.exit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
async def test_an_interrupted_fetch_goes_on_where_it_was(repository: Repository, cache: Path, end: str) -> None:
    later = repository.folder / JARS[2].name
    later.rename(repository.folder / "not yet")
    with pytest.raises(EngineError, match="1 jars of the engine cannot be had"):
        await ensure_jars(cache, silent, jars=JARS, ways=[repository.way(then=end)])
    (repository.folder / "not yet").rename(later)
    await ensure_jars(cache, silent, jars=JARS, ways=[repository.way()])
    assert repository.asked[-1] == {JARS[2].name}
    assert in_library(cache) == ALL


async def test_ctrl_c_ends_the_program_that_fetches_and_keeps_what_has_come(
    repository: Repository, cache: Path, tmp_path: Path
) -> None:
    lives = tmp_path / "lives"
    endless = f"open({str(lives)!r}, 'w').write(str(__import__('os').getpid())); __import__('time').sleep(600)"
    fetch = asyncio.create_task(ensure_jars(cache, silent, jars=JARS, ways=[repository.way(then=endless)]))
    while not (lives.exists() and lives.read_text()) or len(in_library(cache)) < len(JARS):
        await asyncio.sleep(0.02)
    fetch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetch
    with pytest.raises(ProcessLookupError):
        os.kill(int(lives.read_text()), 0)
    assert in_library(cache) == ALL


async def test_two_who_need_the_jars_at_once_fetch_them_once(repository: Repository, cache: Path) -> None:
    ways = [repository.way(then="__import__('time').sleep(0.3)")]
    both = await asyncio.gather(*(ensure_jars(cache, silent, jars=JARS, ways=ways) for _ in range(2)))
    assert both[0] == both[1]
    assert len(repository.asked) == 1


async def test_a_disk_without_room_for_the_jars_is_said_before_anything_is_fetched(
    repository: Repository, cache: Path
) -> None:
    enormous = Jar("org/example/huge/1.0/huge-1.0.jar", "0" * 64, 2**60)
    with pytest.raises(EngineError, match="is full") as trouble:
        await ensure_jars(cache, silent, jars=[enormous], ways=[repository.way()])
    assert "GATEWAY_CACHE_DIR" in trouble.value.hint
    assert repository.asked == []


async def test_where_nothing_can_be_had_the_ways_out_are_named(cache: Path) -> None:
    absent = [Way(name, f"{name} is not here", re.compile("^$"), lambda _jars, _incoming: None) for name in ("a", "b")]
    with pytest.raises(EngineError, match=r"3 jars .*: a is not here; b is not here\.") as trouble:
        await ensure_jars(cache, silent, jars=JARS, ways=absent)
    assert all(word in trouble.value.hint for word in ("Maven mirror", "jgo", "NEO4J_URI", "docker compose"))


async def test_what_a_failing_program_said_last_is_told(repository: Repository, cache: Path) -> None:
    (repository.folder / JARS[0].name).unlink()
    with pytest.raises(EngineError, match="copy: the mirror does not answer"):
        await ensure_jars(
            cache, silent, jars=JARS, ways=[repository.way(then="print('the mirror does not answer'); sys.exit(3)")]
        )


async def test_a_program_that_falls_silent_is_given_up(
    repository: Repository, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.store.engine.jars._SILENCE_LIMIT_S", 0.5)
    (repository.folder / JARS[0].name).unlink()
    with pytest.raises(EngineError, match=r"copy said nothing for 0\.5 s"):
        await ensure_jars(cache, silent, jars=JARS, ways=[repository.way(then="__import__('time').sleep(600)")])


async def test_progress_counts_bytes_up_to_all_of_them(repository: Repository, cache: Path) -> None:
    all_bytes = sum(jar.size for jar in JARS)
    told: list[int] = []

    def report(stage: str, done: int, total: int) -> None:
        assert total == all_bytes, stage
        told.append(done)

    await ensure_jars(cache, report, jars=JARS, ways=[repository.way()])
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, all_bytes)
    assert len(set(told)) == len(JARS) + 1


async def test_a_cache_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="cannot be written") as trouble:
        await ensure_jars(tmp_path / "file", silent, jars=JARS, ways=[])
    assert "GATEWAY_CACHE_DIR" in trouble.value.hint
