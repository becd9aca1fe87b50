"""Plans: which file is mapped how, before a single row is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.commands.importing.source_file import SourceFile
from gateway.commands.importing.tables import SUFFIXES, Table
from gateway.domain.importing.file_names import object_of
from gateway.domain.importing.mapping import TableMap
from gateway.domain.importing.marketo.beforehand import READS as MARKETO_READS
from gateway.domain.importing.marketo.beforehand import Beforehand
from gateway.domain.importing.marketo.objects import OBJECTS as MARKETO_OBJECTS
from gateway.domain.importing.marketo.objects import MarketoMap, kind_of
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.salesforce.conversions import READS, Conversions
from gateway.domain.importing.salesforce.objects import BY_NAME, OBJECTS, SalesforceMap
from gateway.domain.importing.source_options import SourceOptions
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


def tables_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder that are tables, and those that are none, by name."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    tables = [path for path in files if path.name.lower().removesuffix(".gz").endswith(SUFFIXES)]
    return tables, [path for path in files if path not in tables]


def salesforce_files(paths: Iterable[Path], options: SourceOptions) -> list[SourceFile]:
    """Files of an export of Salesforce, what others refer to first. Raises UnreadableFile."""
    names = [*BY_NAME, "CampaignMemberStatus"]
    headers = {path: _header(path, object_of(_stem(path), names) or "") for path in paths}
    conversions = Conversions()
    for name, columns in READS.items():
        for path, header in headers.items():
            if header.of == name:
                for row in _some_columns(path, header, columns):
                    conversions.see(name, row)
    files = [
        SourceFile(path, each.name, headers[path], SalesforceMap(each, headers[path], options, conversions))
        for each in OBJECTS
        for path in headers
        if headers[path].of == each.name
    ]
    return files + [
        SourceFile(path, header.of, header, None, why_not=_why_not(header.of))
        for path, header in headers.items()
        if header.of not in BY_NAME
    ]


def marketo_files(paths: Iterable[Path], options: SourceOptions) -> list[SourceFile]:
    """Files of an export of Marketo, what others refer to first. Raises UnreadableFile."""
    headers = {path: _header(path, "") for path in paths}
    kinds = {path: kind_of(_stem(path), header) for path, header in headers.items()}
    beforehand = Beforehand()
    for name, columns in MARKETO_READS.items():
        for path, header in headers.items():
            if kinds[path] == name:
                for row in _some_columns(path, header, columns):
                    beforehand.see(name, row)
    files = [
        SourceFile(path, each.name, headers[path], MarketoMap(each, headers[path], options, beforehand))
        for each in MARKETO_OBJECTS
        for path in headers
        if kinds[path] == each.name
    ]
    return files + [
        SourceFile(path, "", header, None, why_not=_why_not(""))
        for path, header in headers.items()
        if kinds[path] is None
    ]


def _why_not(known: str) -> str:
    if known:
        return "read beforehand: it says which status is further along"
    return "an object that has no place here"


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").rpartition(".")[0]


def _header(path: Path, of: str) -> Header:
    with Table(path) as table:
        return Header(table.columns, of)


def _some_columns(path: Path, header: Header, names: Sequence[str]) -> Iterator[Row]:
    """The rows of a file with those of the columns, by plain name, that it has."""
    columns = [header.columns[header.index[name]] for name in names if name in header.index]
    part = Header(tuple(columns), header.of)
    if columns:
        with Table(path) as table:
            for rows in table.rows(columns=columns):
                for row in rows:
                    yield Row(part, row.cells, row.number)
