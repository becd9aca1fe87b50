"""Source files: what is to be imported, and how its rows become records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.domain.importing.rows import Header, RowMap


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, the object of the source that it holds, and the map of its rows; None where there is none."""

    path: Path
    object: str
    header: Header
    map: RowMap | None
    sheet: str | None = None
    why_not: str = ""
    """Where there is no map: what its rows are."""
