"""A store without a database: answers from a recording, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.cypher.statement import Statement
from gateway.store.database import Row

Recording = Callable[[Statement], Sequence[Row]]


class RecordedStore:
    """Reads like a `Database`; `statements` has every statement in the order asked."""

    def __init__(self, recording: Recording | Mapping[str, Sequence[Row]]) -> None:
        self._recording = recording
        self.statements: list[Statement] = []

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]:
        """The recorded rows: by the whole text where the recording is a mapping."""
        self.statements.append(statement)
        if callable(self._recording):
            return list(self._recording(statement))
        return list(self._recording[statement.text])

    @property
    def texts(self) -> list[str]:
        """The texts asked, without parameters."""
        return [each.text for each in self.statements]


def one_row(*values: Any) -> Sequence[Row]:
    """Rows as a planned statement returns them: one, with a value a slot."""
    return [list(values)]
