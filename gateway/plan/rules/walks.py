"""Walks: a step whose order an index of its relationships holds reads a page of the neighbours, not all of them."""

from __future__ import annotations

from dataclasses import replace

from gateway.plan import kinds
from gateway.plan.reads import Direction, Path
from gateway.plan.tree import Key, Owner, Step, Stored, Walk
from graph_schema.model import Copy, Relationship, Side
from graph_schema.relationships import RELATIONSHIPS

_BY_NAME = {each.name: each for each in RELATIONSHIPS}


def walk(step: Step, order: tuple[Key, ...]) -> tuple[Step | Walk, tuple[Key, ...]]:
    """The step as a walk, and the order by what the relationships copy; both as they were where no index has the order.

    >>> walk(Step("account", ACCOUNT_PEOPLE), (Key(node.id), Key(edge.role)))
    Walk("account", ACCOUNT_PEOPLE, near="end_id"), (Key(edge.start_id), Key(edge.role))
    """
    path, first = step.path, order[0]
    if path.through is None and isinstance(first.value, Stored) and first.value.owner is Owner.NODE:
        relationship = _BY_NAME[path.relationship]
        near = _copy(relationship, Copy(_near_side(path), "id"))
        far = copied(path, first.value.name)
        if far is not None and (near, far.name) in relationship.indexes:
            return Walk(step.origin, path, str(near)), (replace(first, value=far, nullable=False), *order[1:])
    return step, order


def copied(path: Path, name: str) -> Stored | None:
    """The property of a path's relationship that copies one of the node it leads to; None where none does."""
    relationship = _BY_NAME[path.relationship]
    far = Side.START if _near_side(path) is Side.END else Side.END
    found = _copy(relationship, Copy(far, name))
    return None if found is None else kinds.of_edge(relationship.name, found)


def _near_side(path: Path) -> Side:
    return Side.END if path.direction is Direction.IN else Side.START


def _copy(relationship: Relationship, wanted: Copy) -> str | None:
    return next((each.name for each in relationship.properties if each.copy == wanted), None)
