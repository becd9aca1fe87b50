"""Tallies: what is counted while rows become records, so that nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]
"""A record as a line of JSON says it."""


@dataclass(slots=True)
class Tally:
    """Counts of one stretch of rows. Tallies add up."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Records by entity."""
    nothing: Counter[str] = field(default_factory=Counter)
    """Rows that carry nothing, by why."""
    custom: Counter[str] = field(default_factory=Counter)
    """Cells kept as custom fields, by column."""
    unfit: Counter[str] = field(default_factory=Counter)
    """Cells that are not what their field wants and were kept as custom fields, by column and what they are not."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Cells that no record can hold, by column."""
    notes: Counter[str] = field(default_factory=Counter)
    """Whatever else is worth knowing, by what it is."""

    def add(self, other: Tally) -> None:
        """Take in what another has counted."""
        for each in fields(self):
            getattr(self, each.name).update(getattr(other, each.name))
