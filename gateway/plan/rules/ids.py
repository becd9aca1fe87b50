"""Ids of everything that a kept answer shows: read with it, so that a write of any of it can be told from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.domain.tags import SHOWN
from gateway.plan.tree import (
    Cast,
    Level,
    Owner,
    Rows,
    Scan,
    Seek,
    SeekAt,
    SeekIdentity,
    Slot,
    Source,
    Step,
    Stored,
    Walk,
)
from graph_schema.model import Kind

ID = Stored(Owner.NODE, "id", Kind.STRING)


def with_ids(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The same slots, in which every level of things that are shown has its nodes' ids; no position changes."""
    return tuple(Rows(_with_id(each.level)) if isinstance(each, Rows) else each for each in slots)


def _with_id(level: Level) -> Level:
    slots = with_ids(level.slots)
    if SHOWN.isdisjoint(_labels(level.source)) or ID in slots:
        return replace(level, slots=slots)
    return replace(level, slots=(*slots, ID))


def _labels(source: Source) -> tuple[str, ...]:
    match source:
        case Seek() | SeekAt() | Scan() | Cast():
            return (source.label,)
        case SeekIdentity():
            return ("Person",)
        case Step() | Walk():
            return source.path.labels
        case _:
            return ()
