"""Golden cases: a `.graphql` file that begins with its promises, and what it is planned, written and answered as.

Beside `name.graphql` stand `name.plan`, `name.cypher` and `name.json`. Run with `GOLDEN=rewrite` to write them anew,
and read the difference before committing it; where `CI` is set nothing is rewritten.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent
_PROMISE = re.compile(r"^# (statements|variables): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One golden case."""

    name: str
    text: str
    statements: int
    variables: dict[str, Any]

    def golden(self, kind: str) -> Path:
        """The file beside the case that holds its `plan`, `cypher` or `json`."""
        return FOLDER / f"{self.name}.{kind}"

    def check(self, kind: str, found: str) -> None:
        """Compare with the golden file, or write it where that was asked for."""
        path = self.golden(kind)
        if os.environ.get("GOLDEN") == "rewrite" and not os.environ.get("CI"):
            path.write_text(found, "utf-8")
        assert found == path.read_text("utf-8"), f"{path.name} differs: read it, then GOLDEN=rewrite"


def read_case(path: Path) -> Case:
    """The case that a `.graphql` file is."""
    text = path.read_text("utf-8")
    promises = dict(_PROMISE.findall(text))
    return Case(path.stem, text, int(promises["statements"]), orjson.loads(promises.get("variables", "{}")))


CASES = [read_case(path) for path in sorted(FOLDER.glob("*.graphql"))]
