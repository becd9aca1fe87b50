"""The story: one file a feed, written by hand, each idea of the graph shown once. README.md beside it tells it.

The files are `audiences`, `crm`, `marketing`, `shop` and `web`, each named by its dataset. Every record says when it
was observed, so the files may be loaded in any order, and twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path


def story_files() -> list[Path]:
    """The story's files, by name. They lie beside this module: the package is never installed zipped."""
    folder = Path(str(resources.files(__name__)))
    return sorted(folder.glob("*.jsonl"))


def story_lines() -> Iterator[bytes]:
    """The story's records as they stand in the files, each line with its end."""
    for path in story_files():
        with path.open("rb") as lines:
            yield from lines
