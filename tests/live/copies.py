"""What relationships copy from their ends is what the ends say."""

from __future__ import annotations

from gateway.cypher.statement import Statement
from gateway.store.database import Database
from graph_schema.relationships import RELATIONSHIPS

_WRONG = """
MATCH (start)-[edge:{relationship}]->(end)
WHERE coalesce(edge.{name} <> {side}.{original}, true)
RETURN count(edge)
"""


async def wrong_copies(database: Database) -> list[str]:
    """One sentence for each copied property that some relationships have wrong."""
    wrong = []
    for relationship in RELATIONSHIPS:
        for each in relationship.properties:
            if each.copy is None:
                continue
            text = _WRONG.format(
                relationship=relationship.name, name=each.name, side=each.copy.side, original=each.copy.name
            )
            ((count,),) = await database.read(Statement(text))
            if count:
                wrong.append(f"{count} {relationship.name} have a wrong {each.name}")
    return wrong
