"""A graph of millions in minutes: a loaded one, copied as text and imported by Neo4j's own offline import.

People, companies, deals and events are copied; each copy has ids and keys of its own, so that it is reached as the
original is. Campaigns, segments and what the gateway keeps for itself stand once: a company that grows has more people
in its segments, not more segments.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from rich.progress import track

from gateway.cypher.statement import Statement
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.engine import silent
from gateway.store.engine.jars import ensure_jars
from gateway.store.engine.jre import find_jre
from gateway.store.engine.lifetime import cache_of, folder_of
from graph_schema.model import Kind, Node, Property, Relationship
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_ONCE = {"Campaign", "Segment", "Dataset", "Namespace", "Migration"}
_LEFT_OUT = "MergePolicy"
"""It has an empty list, which no table can say: `world` makes the one that every graph begins with."""
_IDS = {"id", "start_id", "end_id", "identities"}
_KEYS = {("Identity", "value"), ("Account", "domain"), *((each, "key") for each in ("Account", "Opportunity", "Event"))}
_KEYS |= {("Account", "parent_key"), ("Opportunity", "account_key")}
MOST_COPIES = 256
_HEX = "0123456789abcdef"
_FIRST = dict(zip(_HEX, map(chr, (*range(0x01, 0x09), *range(0x0E, 0x16))), strict=True))
_SECOND = dict(zip(_HEX, map(chr, (*range(0x16, 0x1F), *range(0xDCF5, 0xDCFC))), strict=True))
"""What stands in a pattern for the first and the second digit of an id: bytes that are in no text, nor in any UTF-8."""
_MARK, _ARRAY = "\x7f", "\x1f"
_ARRAY_NAME, _ID_TYPE = "U+001F", "string"
_TYPES = {
    Kind.STRING: "string",
    Kind.JSON: "string",
    Kind.STRINGS: "string[]",
    Kind.INTEGER: "long",
    Kind.FLOAT: "double",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.INSTANT: "datetime",
}


def mark(copy: int) -> str:
    """What the keys of a copy begin with; nothing for 0, the original."""
    return f"{copy}." if copy else ""


async def write_tables(database: Database, folder: Path, copies: int) -> list[str]:
    """Write a database's graph, so many times, as the tables of an import; the arguments that name them.

    At most `MOST_COPIES`: the copies of an id differ in its first two digits.
    """
    assert copies <= MOST_COPIES
    folder.mkdir(parents=True, exist_ok=True)
    ends = [(each, start, end) for each in RELATIONSHIPS for start in each.start for end in each.end]
    arguments: list[str] = []
    for node in track([each for each in NODES if each.label != _LEFT_OUT], "Writing nodes"):
        file = folder / f"{node.label}.csv"
        await _write_nodes(database, node, file, 1 if node.label in _ONCE else copies)
        arguments.append(f"--nodes={node.label}={file}")
    for each, start, end in track(ends, "Writing relationships"):
        file = folder / f"{start}-{each.name}-{end}.csv"
        await _write_relationships(database, each, (start, end), file, copies)
        arguments.append(f"--relationships={each.name}={file}")
    return arguments


async def import_tables(settings: Settings, arguments: list[str]) -> None:
    """Make the store of the embedded engine of these settings out of tables. There must be none yet."""
    root = folder_of(settings).root
    root.mkdir(parents=True, exist_ok=True)
    jars = await ensure_jars(cache_of(settings), silent)
    command = [
        *(str(find_jre().java), "-cp", os.pathsep.join(str(jar) for jar in jars), "-Xmx4g", "org.neo4j.cli.AdminTool"),
        *("database", "import", "full", "neo4j", f"--id-type={_ID_TYPE}", f"--array-delimiter={_ARRAY_NAME}"),
        *arguments,
    ]
    environment = {**os.environ, "NEO4J_HOME": str(root), "NEO4J_CONF": str(root)}
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the import ended with {done.returncode}: {(done.stdout + done.stderr)[-2_000:]}")


async def _write_nodes(database: Database, node: Node, file: Path, copies: int) -> None:
    texts = ", ".join(_text("n", each) for each in node.properties)
    rows = await database.read(Statement(f"MATCH (n:{node.label}) RETURN {texts}", {}))
    heads = [f"id:ID({node.label})" if each.name == "id" else _head(each) for each in node.properties]
    marked = [(each.name in _IDS, (node.label, each.name) in _KEYS) for each in node.properties]
    with file.open("wb") as out:
        out.write(f"{','.join(heads)}\n".encode())
        _write_copies(out, rows, marked, copies)


async def _write_relationships(
    database: Database, each: Relationship, ends: tuple[str, str], file: Path, copies: int
) -> None:
    start, end = ends
    texts = ", ".join(["a.id", "b.id", *(_text("r", one) for one in each.properties)])
    rows = await database.read(Statement(f"MATCH (a:{start})-[r:{each.name}]->(b:{end}) RETURN {texts}", {}))
    heads = [f":START_ID({start})", f":END_ID({end})", *(_head(one) for one in each.properties)]
    shared = end in _ONCE
    marked = [(True, False), (not shared, False)]
    marked += [(one.name in _IDS and not (shared and one.name == "end_id"), False) for one in each.properties]
    with file.open("wb") as out:
        out.write(f"{','.join(heads)}\n".encode())
        _write_copies(out, rows, marked, copies)


def _write_copies(out: BinaryIO, rows: Sequence[Sequence[Any]], marked: list[tuple[bool, bool]], copies: int) -> None:
    """Lines of the rows and of their copies. `marked` says of each column whether it holds ids, and whether keys."""
    lines = []
    for row in rows:
        cells = (_pattern(value, *each) for value, each in zip(row, marked, strict=True))
        lines.append(",".join(_cell(value) for value in cells) + "\n")
    pattern = "".join(lines).encode(errors="surrogateescape")
    out.writelines(
        pattern.translate(_digits(copy)).replace(_MARK.encode(), mark(copy).encode()) for copy in range(copies)
    )


def _digits(copy: int) -> bytes:
    """The bytes of a copy for those of a pattern: each copy adds another number to the first two digits of all ids."""
    table = bytearray(range(256))
    for place, added in ((_FIRST, copy % 16), (_SECOND, copy // 16)):
        for number, digit in enumerate(_HEX):
            (code,) = place[digit].encode(errors="surrogateescape")
            table[code] = ord(_HEX[(number + added) % 16])
    return bytes(table)


def _pattern(value: Any, ids: bool, keys: bool) -> Any:
    if ids and isinstance(value, list):
        return [_pattern(each, ids, keys) for each in value]
    if ids and value is not None:
        return value[:4] + _FIRST[value[4]] + _SECOND[value[5]] + value[6:]
    return _MARK + value if keys and value is not None else value


def _head(each: Property) -> str:
    return f"{each.name}:{_TYPES[each.kind]}"


def _text(variable: str, each: Property) -> str:
    value = f"{variable}.{each.name}"
    return f"toString({value})" if each.kind in (Kind.DATE, Kind.INSTANT) else value


def _cell(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _ARRAY.join(value) if isinstance(value, list) else str(value)
    return '"' + text.replace('"', '""') + '"' if isinstance(value, str | list) else text
