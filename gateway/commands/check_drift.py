"""`check_drift`: ask a database what it holds and compare it with the model."""

from __future__ import annotations

from gateway.cypher.statement import Statement
from gateway.store.database import Database
from graph_schema.drift import Observed, ObservedConstraint, ObservedIndex, drift

_CONSTRAINTS = "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties"
_INDEXES = (
    "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties, options WHERE type <> 'LOOKUP' "
    "RETURN name, type, state, labelsOrTypes, properties, options.indexConfig['fulltext.analyzer']"
)
# Both procedures name only what is in use, not every name that ever was.
_LABELS = "CALL db.labels() YIELD label RETURN label"
_TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type"


async def check_drift(database: Database) -> list[str]:
    """One sentence a difference between the database and the model; an empty list where there is none."""
    return drift(await observe(database))


async def observe(database: Database) -> Observed:
    """What the database says of its constraints, indexes, labels and relationship types."""
    constraints = await database.read(Statement(_CONSTRAINTS))
    indexes = await database.read(Statement(_INDEXES))
    labels = await database.read(Statement(_LABELS))
    types = await database.read(Statement(_TYPES))
    return Observed(
        [ObservedConstraint(name, kind, tuple(on), tuple(of)) for name, kind, on, of in constraints],
        [ObservedIndex(name, kind, state, tuple(on), tuple(of), by) for name, kind, state, on, of, by in indexes],
        [label for (label,) in labels],
        [name for (name,) in types],
    )
