"""A plan's slots become a function from a row to the tags of the answer that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from gateway.domain.ids import identity_id, public_id
from gateway.domain.tags import STEPS, tag_of, tag_of_far, tag_of_lists, tag_of_step
from gateway.plan.rules.ids import ID
from gateway.plan.tree import Beyond, Branch, Exists, Places, Rows, Seek, SeekIdentity, Slot, Step, Walk

Tagger = Callable[[Sequence[Any], Mapping[str, Any]], list[bytes]]
_Collect = Callable[[Sequence[Any], set[bytes]], None]


def compile_tags(slots: Sequence[Slot]) -> Tagger:
    """The function that gives an answer's tags, from its row and the parameters that it was asked with."""
    collect = _level(slots)
    always = frozenset(_always(slots))

    def tags(row: Sequence[Any], parameters: Mapping[str, Any]) -> list[bytes]:
        found = set(always)
        collect(row, found)
        found.update(map(tag_of, _asked(slots, parameters)))
        return sorted(found)

    return tags


def _level(slots: Sequence[Slot]) -> _Collect:
    """The tags of a level's row, and of the rows below it."""
    below = [(at, _level(slot.level.slots)) for at, slot in enumerate(slots) if isinstance(slot, Rows)]
    at_id = next((at for at, slot in enumerate(slots) if slot == ID), None)
    steps = sorted({step for slot in slots if (step := _relationship(slot)) in STEPS})

    def collect(row: Sequence[Any], found: set[bytes]) -> None:
        if at_id is not None and row[at_id] is not None:
            found.add(tag_of(row[at_id]))
            found.update(tag_of_step(row[at_id], step) for step in steps)
        for at, inner in below:
            for each in row[at]:
                inner(each, found)

    return collect


def _always(slots: Sequence[Slot]) -> set[bytes]:
    """The tags that the answer has whatever its row: of lists too long to name, and of filters that look far."""
    found: set[bytes] = set()
    for slot in slots:
        step = _relationship(slot)
        if step in STEPS:
            found.add(tag_of_lists(step))
        if isinstance(slot, Branch) and _looks_far(slot.level.where if isinstance(slot, Rows | Beyond) else slot.where):
            found.add(tag_of_far())
        if isinstance(slot, Rows):
            found |= _always(slot.level.slots)
    return found


def _relationship(slot: Slot) -> str:
    """The first relationship that a branch follows from its level, empty where it follows none."""
    source = slot.level.source if isinstance(slot, Rows | Beyond) else getattr(slot, "source", None)
    if not isinstance(source, Step | Walk):
        return ""
    return (source.path.through or source.path).relationship


def _looks_far(predicate: Any) -> bool:
    """Whether a filter tests more than the node itself and the relationship that led to it."""
    if isinstance(predicate, Exists):
        return True
    if isinstance(predicate, tuple):
        return any(_looks_far(each) for each in predicate)
    if is_dataclass(predicate):
        return any(_looks_far(getattr(predicate, each.name)) for each in fields(predicate))
    return False


def _asked(slots: Sequence[Slot], parameters: Mapping[str, Any]) -> list[str]:
    """The ids of the identities and things that the answer was asked by: they may come to be."""
    ids: list[str | None] = []
    for slot in slots:
        source = slot.level.source if isinstance(slot, Rows) else None
        match source:
            case SeekIdentity(parameters=(identity,)):
                ids.append(parameters[identity])
            case SeekIdentity(parameters=(namespace, value)):
                ids.append(identity_id(parameters[namespace], parameters[value]))
            case Places(parameter=places):
                ids.extend(identity_id(*each) for each in parameters[places])
            case Seek(label, key, parameter):
                ids.append(parameters[parameter] if key == "id" else public_id(label, parameters[parameter]))
    return [each for each in ids if each is not None]
