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

LIMIT takes no variable of a row, so what stands there stays a parameter, and is the same for all who share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.cypher.statement import Statement

ROWS = "shared"
_PARAMETER = re.compile(r"\$(\w+)")
_LIMIT = re.compile(r"LIMIT \$(\w+)")
_SCOPE = re.compile(r"CALL \(([^)]*)\) \{")
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Shared:
    """A lookup that can be answered with others of its kind: its text `alone`, and the text for all `together`."""

    alone: str
    together: str
    given: tuple[str, ...]
    """Parameters that each request brings its own value of, in the order of a row."""
    common: tuple[str, ...]
    """Parameters that must have one value for all."""

    def key(self, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
        """Equal for requests that may share a statement."""
        return (self.together, *(parameters[name] for name in self.common))

    def statement(self, several: Sequence[Mapping[str, Any]]) -> Statement:
        """The statement that answers all of them: one row, a list of [place, value of each slot...]."""
        rows = [[each[name] for name in self.given] for each in several]
        return Statement(self.together, {ROWS: rows, **{name: several[0][name] for name in self.common}})


def share(text: str, columns: Sequence[str]) -> Shared:
    """What a statement that returns one row of `columns` becomes for many requests at once."""
    common = tuple(dict.fromkeys(_LIMIT.findall(text)))
    names = dict.fromkeys(_PARAMETER.findall(text))
    given = tuple(name for name in names if name not in common)
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
