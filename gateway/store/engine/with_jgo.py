"""Fetching jars with `jgo`, a Maven client in pure Python that needs neither Maven nor Java. Run as a script:

    python with_jgo.py FOLDER < COORDINATES

One line in, `group artifact version classifier` with tabs between them, gives one line out, `jar<TAB>file`, when that
jar lies in the folder. A process of its own can be ended at any moment, and keeps jgo's logging out of the gateway.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

_AT_A_TIME = 6
_TIMEOUT_S = 60


def main(folder: Path, lines: list[str]) -> int:
    """0 when all jars came, 1 when some did not; why is told on standard error."""
    from jgo.maven import MavenContext

    maven = MavenContext(repo_cache=folder, local_repos=[], timeout=_TIMEOUT_S)

    def fetch(line: str) -> Path:
        group, artifact, version, classifier = line.split("\t")
        path: Path = maven.project(group, artifact).at_version(version).artifact(classifier=classifier).resolve()
        return path

    failed = 0
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for done in as_completed([pool.submit(fetch, line) for line in lines]):
            trouble = done.exception()
            if trouble is None:
                print(done.result(), flush=True)  # noqa: T201 # this is how it talks to its parent
            else:
                failed += 1
                print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr, flush=True)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.stdin.read().splitlines()))
