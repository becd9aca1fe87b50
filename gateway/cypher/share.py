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

LIMIT takes no variable of a row, so what stands there stays a parameter, and is the same for all who share. Of a list
everything stays one: only requests that ask the same share it. Equal rows are asked once.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
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


def share(text: str, columns: Sequence[str]) -> Shared:
    """What a lookup that returns one row of `columns` becomes for many requests at once."""
    common = tuple(dict.fromkeys([*_LIMIT.findall(text), *([_NOW] if f"${_NOW}" in text else [])]))
    names = dict.fromkeys(_PARAMETER.findall(text))
    given = tuple(name for name in names if name not in common)
    if not given:
        return share_alike(text)
    place = {name: f"given[{index}]" for index, name in enumerate(given)}
    body = _PARAMETER.sub(lambda found: place.get(found[1], found[0]), text)
    body = _SCOPE.sub(lambda found: f"CALL ({', '.join(filter(None, (found[1], 'given')))}) {{", body)
    together = [
        f"UNWIND range(0, size(${ROWS}) - 1) AS place",
        f"WITH place, ${ROWS}[place] AS given",
        "CALL (given) {",
        *(_INDENT + line for line in body.splitlines()),
        "}",
        f"RETURN collect([{', '.join(('place', *columns))}])",
    ]
    return Shared(text, "\n".join(together), given, common)


def share_alike(text: str) -> Shared:
    """What any statement becomes for requests that ask the same with the same values."""
    return Shared(text, text, (), tuple(dict.fromkeys(_PARAMETER.findall(text))))
