"""Batches: records that enter the graph together, and what they have to do with."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from gateway.commands.loading.lines import Line
from gateway.domain.records import AnyRecord, DeleteRecord, EventRecord, PersonRecord, RelationRecord, ThingRecord

_LINKS = (("parent_key", "Account"), ("account_key", "Account"), ("campaign_key", "Campaign"))


@dataclass(slots=True)
class Batch:
    """Records with the lines they came from."""

    lines: list[Line] = field(default_factory=list)
    records: list[AnyRecord] = field(default_factory=list)
    _made: set[Hashable] = field(default_factory=set)
    """Identities and things that the batch may create or change."""
    _named: set[Hashable] = field(default_factory=set)
    """Those that its relations join."""
    _deletes: bool = False

    def add(self, line: Line, record: AnyRecord) -> None:
        """One more record."""
        self.lines.append(line)
        self.records.append(record)
        if isinstance(record, RelationRecord):
            self._named.add(record.start or ("Account", record.start_key))
            self._named.add((record.end_label, record.end_key))
        elif isinstance(record, PersonRecord | EventRecord):
            self._made.update(record.identities)
            if isinstance(record, EventRecord):
                self._made.add(("Event", record.key))
        elif isinstance(record, ThingRecord):
            self._made.add((record.label, record.key))
            for name, label in _LINKS:
                if name in record.observations:
                    self._named.add((label, record.observations[name].value))
        elif isinstance(record, DeleteRecord):
            self._deletes = True

    def conflicts(self, other: Batch) -> bool:
        """Whether one has to wait for the other: they would wait for each other's locks, or not see what they need."""
        if self._deletes or other._deletes:
            return True
        return not (
            self._made.isdisjoint(other._made)
            and self._made.isdisjoint(other._named)
            and self._named.isdisjoint(other._made)
        )
