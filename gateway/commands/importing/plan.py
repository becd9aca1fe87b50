"""Plans: which file is mapped how, before a single row is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gateway.commands.importing.source_file import SourceFile
from gateway.commands.importing.tables import Table
from gateway.domain.importing.mapping import TableMap
from gateway.domain.importing.rows import Header
from gateway.domain.importing.value_rules import MappingTrouble


def read_mapping(path: Path) -> dict[str, Any]:
    """What a mapping file says. MappingTrouble where it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise MappingTrouble(f"The mapping is no TOML: {trouble}.") from None


def mapped_files(paths: Iterable[Path], mapping: Mapping[str, Any]) -> list[SourceFile]:
    """Files of whatever source by a mapping. Raises MappingTrouble and UnreadableFile."""
    files = []
    for path in paths:
        sheet = mapping.get("sheet")
        with Table(path, sheet=sheet) as table:
            header = Header(table.columns)
        files.append(SourceFile(path, "", header, TableMap(mapping, header), sheet))
    return files
