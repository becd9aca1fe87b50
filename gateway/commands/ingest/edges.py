"""The edges that claims make: read, written, and moved from an absorbed person to the one that stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gateway.commands.ingest.temporal import set_edge
from gateway.cypher.statement import Statement
from gateway.domain.relations import Claims, edge_properties, joined, unpack_claims
from gateway.store.database import Transaction

END_LABEL = {"WORKS_FOR": "Account", "INVOLVED_IN": "Opportunity", "IN_CAMPAIGN": "Campaign", "MEMBER_OF": "Segment"}

_OF_PERSONS = """
UNWIND $persons AS id
MATCH (person:Person {{id: id}})-[edge:{relationship}]->(end:{label})
RETURN person.id, end.id, edge.role, edge.claims
"""
_DROP = "UNWIND $persons AS id MATCH (:Person {{id: id}})-[edge:{relationship}]->() DELETE edge"
_CREATE = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{id: row[1]}})
CREATE (start)-[edge:{relationship}]->(end)
WITH edge, row[2] AS new
{set_edge}
"""
_UPDATE = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}})-[edge:{relationship}]->(end:{label} {{id: row[1]}})
WHERE edge.role = row[2].role OR (edge.role IS NULL AND row[2].role IS NULL)
WITH edge, row[2] AS new
{set_edge}
"""


async def create_edges(transaction: Transaction, start: str, relationship: str, rows: Iterable[Sequence[Any]]) -> None:
    """Create edges from rows [start id, end id, properties]."""
    await _write(transaction, _CREATE, start, relationship, rows)


async def update_edges(transaction: Transaction, start: str, relationship: str, rows: Iterable[Sequence[Any]]) -> None:
    """Replace the properties of edges that exist, from rows [start id, end id, properties]."""
    await _write(transaction, _UPDATE, start, relationship, rows)


async def move_edges(transaction: Transaction, absorbed: Sequence[Sequence[str]]) -> None:
    """Give the edges of absorbed persons to their keepers, from rows [keeper id, absorbed id]; claims are joined."""
    keeper_of = {each: keeper for keeper, each in absorbed}
    persons = sorted({person for row in absorbed for person in row})
    for relationship, label in END_LABEL.items():
        words = {"relationship": relationship, "label": label}
        found = await transaction.run(Statement(_OF_PERSONS.format(**words), {"persons": persons}))
        if not found:
            continue
        claims: dict[tuple[str, str, str | None], Claims] = {}
        for person, end, role, text in found:
            key = (str(keeper_of.get(person, person)), str(end), role)
            claims[key] = joined(claims.get(key, {}), unpack_claims(text))
        await transaction.run(Statement(_DROP.format(**words), {"persons": persons}))
        rows = [[start, end, edge_properties(relationship, role, each)] for (start, end, role), each in claims.items()]
        await create_edges(transaction, "Person", relationship, rows)


async def _write(
    transaction: Transaction, text: str, start: str, relationship: str, rows: Iterable[Sequence[Any]]
) -> None:
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    if ordered:
        words = {"start": start, "relationship": relationship, "label": END_LABEL[relationship]}
        written = text.format(**words, set_edge=set_edge("edge", "new", relationship))
        await transaction.run(Statement(written, {"rows": ordered}))
