"""One statement for many requests: the text of a lookup, run once for each row of values.

```
MATCH (person:Person {id: $person_id})        UNWIND range(0, size($shared) - 1) AS place
RETURN collect([person.full_name])            WITH place, $shared[place] AS given
  AS person_rows                              CALL (given) {
                                                MATCH (person:Person {id: given[0]})
                                                RETURN collect([person.full_name]) AS person_rows
                                              }
                                              RETURN collect([place, person_rows])
```

LIMIT takes no variable of a row, so what stands there stays a parameter, and is the same for all who share. So does
what the document says in full, as most filters are: a variable more in every row of every level costs a tenth of all.
Of a list everything stays one: only requests that ask the same share it. Equal rows are asked once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.cypher.statement import Statement

ROWS = "shared"
_NOW = "now"
"""The instant of the request: of those who share, the latest."""
_PARAMETER = re.compile(r"\$(\w+)")
_LIMIT = re.compile(r"LIMIT \$(\w+)")
_SCOPE = re.compile(r"CALL \(([^)]*)\) \{")
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Shared:
    """A statement that can answer several requests: its text `alone`, and the text for all `together`."""

    alone: str
    together: str
    given: tuple[str, ...]
    """Parameters that each request brings its own value of, in the order of a row; none where all must be equal."""
    common: tuple[str, ...]
    """Parameters that must have one value for all."""

    def key(self, parameters: Mapping[str, Any]) -> Hashable:
        """Equal for requests that may share a statement."""
        values = [parameters[name] for name in self.common if name != _NOW]
        return (self.together, orjson.dumps(values) if values else b"")

    def statement(self, several: Sequence[Mapping[str, Any]]) -> tuple[Statement, Sequence[int]]:
        """The statement that answers all of them, and the place of each one's answer in what it returns.

        It returns one row, a list of [place, value of each slot...]; where no value may differ, it is that of one.
        """
        latest = several[-1]
        if not self.given:
            return Statement(self.alone, latest), [0] * len(several)
        rows: dict[bytes, tuple[int, list[Any]]] = {}
        places = []
        for each in several:
            row = [each[name] for name in self.given]
            places.append(rows.setdefault(orjson.dumps(row), (len(rows), row))[0])
        parameters = {ROWS: [row for _, row in rows.values()], **{name: latest[name] for name in self.common}}
        return Statement(self.together, parameters), places


def share(text: str, columns: Sequence[str], constants: Collection[str] = ()) -> Shared:
    """What a lookup that returns one row of `columns` becomes for many requests at once.

    `constants` are parameters that no request of the document has another value of. What finds the thing that is looked
    up is a value of a row in any case, so that documents that differ in nothing else share statements.
    """
    limits = (*_LIMIT.findall(text), *([_NOW] if f"${_NOW}" in text else []))
    finds = {name for line in text.splitlines() if not line.startswith(_INDENT) for name in _PARAMETER.findall(line)}
    names = dict.fromkeys(_PARAMETER.findall(text))
    given = tuple(name for name in names if name not in limits and (name in finds or name not in constants))
    if not given:
        return share_alike(text)
    place = {name: f"given[{index}]" for index, name in enumerate(given)}
    body = _PARAMETER.sub(lambda found: place.get(found[1], found[0]), text)
    together = [
        f"UNWIND range(0, size(${ROWS}) - 1) AS place",
        f"WITH place, ${ROWS}[place] AS given",
        "CALL (given) {",
        *(_INDENT + line for line in _with_given(body.splitlines())),
        "}",
        f"RETURN collect([{', '.join(('place', *columns))}])",
    ]
    common = dict.fromkeys((*limits, *names))
    return Shared(text, "\n".join(together), given, tuple(name for name in common if name not in given))


def _with_given(lines: list[str]) -> list[str]:
    """The lines, where every scope that needs the values of the row imports them."""
    scopes: list[int] = []
    needing: set[int] = set()
    for number, line in enumerate(lines):
        if _SCOPE.search(line):
            scopes.append(number)
        elif line.lstrip() == "}":
            scopes.pop()
        elif "given[" in line:
            needing.update(scopes)
    return [_SCOPE.sub(_import_given, line) if number in needing else line for number, line in enumerate(lines)]


def _import_given(found: re.Match[str]) -> str:
    return f"CALL ({', '.join(filter(None, (found[1], 'given')))}) {{"


def share_alike(text: str) -> Shared:
    """What any statement becomes for requests that ask the same with the same values."""
    return Shared(text, text, (), tuple(dict.fromkeys(_PARAMETER.findall(text))))
