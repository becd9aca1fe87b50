"""Drift: where a live database and the model differ, as sentences for the person who has to mend it.

Goes in: what a database says of itself, as `Observed`. Comes out: one sentence a difference, none where all is well.
Pure: who asks the database is the gateway's `check_drift`. Indexes that the model does not name are left alone, since
an operator may have added them for speed; constraints are not, since they may refuse what the model allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_schema.constraints import (
    ANALYZER,
    Constraint,
    FullTextIndex,
    Index,
    RelationshipIndex,
    constraints,
    full_text_indexes,
    indexes,
    relationship_indexes,
)
from graph_schema.model import Node, Relationship
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS


@dataclass(frozen=True, slots=True)
class ObservedConstraint:
    """A row of SHOW CONSTRAINTS."""

    name: str
    type: str
    labels: tuple[str, ...]
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObservedIndex:
    """A row of SHOW INDEXES. Only full-text indexes have an analyzer."""

    name: str
    type: str
    state: str
    labels: tuple[str, ...]
    properties: tuple[str, ...]
    analyzer: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What a database says of itself. Labels and relationship types are those that are in use."""

    constraints: Sequence[ObservedConstraint]
    indexes: Sequence[ObservedIndex]
    labels: Sequence[str]
    relationship_types: Sequence[str]


def drift(
    observed: Observed, nodes: Sequence[Node] = NODES, relationships: Sequence[Relationship] = RELATIONSHIPS
) -> list[str]:
    """The differences, what is missing first. Two databases with the same differences give the same list."""
    return [
        *_missing_constraints(observed, constraints(nodes)),
        *_missing_indexes(observed, indexes(nodes)),
        *_missing_full_text_indexes(observed, full_text_indexes(nodes)),
        *_missing_relationship_indexes(observed, relationship_indexes(relationships)),
        *_unknown_constraints(observed, constraints(nodes)),
        *_unknown("label", observed.labels, (node.label for node in nodes)),
        *_unknown("relationship type", observed.relationship_types, (each.name for each in relationships)),
    ]


def _missing_constraints(observed: Observed, wanted: Iterable[Constraint]) -> Iterator[str]:
    unique = {(each.labels, each.properties) for each in observed.constraints if _is_uniqueness(each)}
    for constraint in wanted:
        if ((constraint.label,), constraint.properties) not in unique:
            keys = ", ".join(constraint.properties)
            yield f"Constraint {constraint.name} is missing: {constraint.label} ({keys}) may be doubled."


def _missing_indexes(observed: Observed, wanted: Iterable[Index]) -> Iterator[str]:
    for index in wanted:
        state = _state(observed, index.label, index.properties)
        if state is None:
            found = "sorted" if len(index.properties) > 1 else "found by scanning"
            yield f"Index {index.name} is missing: {index.label}.{index.properties[0]} is {found}."
        elif state != "ONLINE":
            yield f"Index {index.name} is {state}, so it is not used."


def _missing_full_text_indexes(observed: Observed, wanted: Iterable[FullTextIndex]) -> Iterator[str]:
    # A search asks for them by name, so one of another name does not do.
    named = {each.name: each for each in observed.indexes if each.type == "FULLTEXT"}
    for index in wanted:
        found = named.get(index.name)
        if found is None or (found.labels, found.properties) != ((index.label,), (index.of,)):
            yield f"Full-text index {index.name} is missing: a search fails."
        elif found.analyzer != ANALYZER:
            yield f"Full-text index {index.name} has the analyzer {found.analyzer} instead of {ANALYZER}."
        elif found.state != "ONLINE":
            yield f"Full-text index {index.name} is {found.state}, so a search fails."


def _missing_relationship_indexes(observed: Observed, wanted: Iterable[RelationshipIndex]) -> Iterator[str]:
    for index in wanted:
        state = _state(observed, index.relationship, index.properties)
        if state is None:
            yield f"Index {index.name} is missing: a page of {index.relationship} is found by scanning."
        elif state != "ONLINE":
            yield f"Index {index.name} is {state}, so it is not used."


def _state(observed: Observed, of: str, properties: tuple[str, ...]) -> str | None:
    for each in observed.indexes:
        if each.type == "RANGE" and (each.labels, each.properties) == ((of,), properties):
            return each.state
    return None


def _unknown_constraints(observed: Observed, wanted: Iterable[Constraint]) -> Iterator[str]:
    known = {((each.label,), each.properties) for each in wanted}
    for each in sorted(observed.constraints, key=lambda each: each.name):
        if not (_is_uniqueness(each) and (each.labels, each.properties) in known):
            what = f"{':'.join(each.labels)} ({', '.join(each.properties)})"
            yield f"Constraint {each.name} on {what} is not in the model and may refuse writes."


def _unknown(kind: str, found: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(found) - set(known)):
        yield f"The {kind} {name} is in use and not in the model."


def _is_uniqueness(constraint: ObservedConstraint) -> bool:
    # NODE_PROPERTY_UNIQUENESS is what 2025.x and later call the UNIQUENESS of 5.x.
    return constraint.type in {"UNIQUENESS", "NODE_PROPERTY_UNIQUENESS"}
