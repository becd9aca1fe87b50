"""Times: when Salesforce, or the tool that copied it, last saw a row."""

from __future__ import annotations

from gateway.domain.importing.cells import CLEARED, instant_of, text_of
from gateway.domain.importing.rows import Row

TIMES = ("systemmodstamp", "lastmodifieddate", "fivetransynced", "createddate")
"""Columns that say when a row was observed, the best first."""


def observed_at(row: Row) -> str | None:
    """When a row was observed; None where it does not say. Raises UnfitCell."""
    for name in TIMES:
        cell = row.cell(name)
        if text_of(cell) not in (None, CLEARED):
            return instant_of(cell)
    return None
