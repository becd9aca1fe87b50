"""How a database gets to the model: numbered steps, forward only, each remembered in the graph as a `Migration` node.

Goes in: the `.cypher` files beside this one. Comes out: `MIGRATIONS`, in order. Never here: a database; the gateway's
`migrate` command applies them.

A step is a file `0001_what_it_does.cypher` of statements that end with `;` at the end of a line; lines that begin with
`//` are remarks. Rules: a released step is never changed, since its checksum is remembered (write the next one); every
statement can run twice, since an interrupted step is run again from its start; and all steps together make exactly what
`graph_schema.constraints` derives from the model (a test holds this, and names the statement that is missing). What a
step needs beyond Cypher, to bring what is in the graph along, is named by the `migrate` command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

_FILE_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.cypher")
_END_OF_STATEMENT = re.compile(r";\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the graph's history."""

    version: int
    name: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """Changes when a statement does, and not with remarks or blanks around statements."""
        return sha256("\0".join(self.statements).encode()).hexdigest()


def read_migration(file_name: str, text: str) -> Migration:
    """The step that a file holds. ValueError where its name is not of the form `0001_what_it_does.cypher`."""
    match = _FILE_NAME.fullmatch(file_name)
    if match is None:
        raise ValueError(f"{file_name} is not named like 0001_what_it_does.cypher")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
    statements = tuple(part.strip() for part in _END_OF_STATEMENT.split(code) if part.strip())
    return Migration(int(match["version"]), match["name"], statements)


def _read_all() -> tuple[Migration, ...]:
    found = [each for each in files(__name__).iterdir() if each.name.endswith(".cypher")]
    read = [read_migration(each.name, each.read_text(encoding="utf-8")) for each in found]
    return tuple(sorted(read, key=lambda each: each.version))


MIGRATIONS: tuple[Migration, ...] = _read_all()
