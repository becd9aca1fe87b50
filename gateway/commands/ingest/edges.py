"""The edges that claims make: created, read, written, and moved from an absorbed person to the one that stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from gateway.commands.ingest.rows import copied_from, literal, row_of
from gateway.commands.ingest.touching import touch_step
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.relations import Claims, edge_properties, joined, read_claims
from gateway.store.database import Row, Transaction
from graph_schema.model import Side

END_LABEL = {"WORKS_FOR": "Account", "INVOLVED_IN": "Opportunity", "IN_CAMPAIGN": "Campaign", "MEMBER_OF": "Segment"}
KEY = {"Account": "key", "Opportunity": "key", "Campaign": "key", "Segment": "name"}
STARTS = {"WORKS_FOR": ("Person",), "INVOLVED_IN": ("Person",), "IN_CAMPAIGN": ("Person",)} | {
    "MEMBER_OF": ("Person", "Account")
}

# An edge between two things that had none is the frequent case, and costs one statement. The members of a segment with
# an expression come from its rule.
_FIRST = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
WHERE {open} NOT EXISTS {{ (start)-[:{relationship}]->(end) }}
CREATE (start)-[:{relationship} {properties}]->(end)
RETURN collect([row[0], row[1]])
"""
_READ = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
WITH row, start, end, {expression} AS expression
RETURN collect([row[0], row[1], expression,
  COLLECT {{ MATCH (start)-[edge:{relationship}]->(end) RETURN [edge.role, edge.claims] }}])
"""
_CREATE = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
CREATE (start)-[:{relationship} {properties}]->(end)
"""
# Both ends are found first: the planner would walk all edges of one of them otherwise, for every row.
_UPDATE = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
WITH row, start, end
MATCH (start)-[edge:{relationship}]->(end)
WHERE coalesce(edge.role = row[2], edge.role IS NULL AND row[2] IS NULL)
SET edge = {properties}
"""
_DELETE = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
WITH row, start, end
MATCH (start)-[edge:{relationship}]->(end)
WHERE coalesce(edge.role = row[2], edge.role IS NULL AND row[2] IS NULL)
DELETE edge
"""
_ALL_OF = """
UNWIND $ids AS id
MATCH (start:{start} {{id: id}})-[edge:{relationship}]->(end:{label})
RETURN collect([id, end.{key}, edge.role, edge.claims])
"""
_ALL_TO = """
UNWIND $keys AS key
MATCH (start:{start})-[edge:{relationship}]->(end:{label} {{{key}: key}})
RETURN collect([start.id, key, edge.role, edge.claims])
"""
_RENAME = """
UNWIND $ids AS id
MATCH (start:Person {{id: id}})-[edge:{relationship}]->() WHERE edge.{property} <> id
SET edge.{property} = id
"""
_START_KEYS = "UNWIND $ids AS id MATCH (start:{start} {{id: id}}) RETURN id, start.key"
_DROP_ALL = """
UNWIND $ids AS id
MATCH (:{start} {{id: id}})-[edge:{relationship}]->(end)
WITH edge, end.id AS end
DELETE edge
RETURN DISTINCT end
"""


EdgeKey: TypeAlias = tuple[str, str, str | None]
"""(id of the start, key of the end, role)"""


class Edges:
    """The edges of one relationship from one label: the statements that read and write them.

    Rows begin with the start's id and the end's key.
    """

    def __init__(self, transaction: Transaction, start: str, relationship: str) -> None:
        label = END_LABEL[relationship]
        rule = label == "Segment"
        self.start, self.relationship, self.label = start, relationship, label
        self._transaction = transaction
        self._words = {
            "start": start,
            "relationship": relationship,
            "label": label,
            "key": KEY[label],
            "open": "end.expression IS NULL AND" if rule else "",
            "expression": "end.expression" if rule else "null",
        }

    async def create_first(self, claims: Mapping[EdgeKey, Claims]) -> set[tuple[str, str]]:
        """Create edges, by (start, end, role), where start and end are there and had none before.

        Returns (start, end) of those created.
        """
        rows = await self._write(_FIRST, claims, 2)
        created = {(start, end) for (pairs,) in rows for start, end in pairs}
        self._touch(created)
        return created

    async def read(self, pairs: Iterable[tuple[str, str]]) -> list[Row]:
        """[start, end, the end's expression, [[role, claims], ...]] of the pairs that are both there."""
        rows = sorted(pairs)
        return (await self._run(_READ, rows=rows))[0][0] if rows else []

    async def create(self, claims: Mapping[EdgeKey, Claims]) -> None:
        """Create edges that are not there, by (start, end, role)."""
        await self._write(_CREATE, claims, 2)
        self._touch(claims)

    async def update(self, claims: Mapping[EdgeKey, Claims]) -> None:
        """Replace the properties of edges that are there, by (start, end, role)."""
        await self._write(_UPDATE, claims, 3)
        self._touch(claims)

    async def delete(self, edges: Iterable[EdgeKey]) -> None:
        """Delete edges, by (start, end, role)."""
        rows = [list(each) for each in edges]
        if rows:
            await self._run(_DELETE, rows=rows)
            self._touch(rows)

    async def all_of(self, starts: Iterable[str]) -> dict[EdgeKey, Claims]:
        """Every edge of some starts, by (start, end, role)."""
        ((found,),) = await self._run(_ALL_OF, ids=sorted(starts))
        return {(start, end, role): read_claims(text) for start, end, role, text in found}

    async def all_to(self, ends: Iterable[str]) -> dict[EdgeKey, Claims]:
        """Every edge to some ends, by (start, end, role)."""
        ((found,),) = await self._run(_ALL_TO, keys=sorted(ends))
        return {(start, end, role): read_claims(text) for start, end, role, text in found}

    async def start_keys(self, starts: Iterable[str]) -> dict[str, str]:
        """The keys of accounts that stand at the start, by id."""
        found = await self._run(_START_KEYS, ids=sorted(starts))
        return {str(start): str(key) for start, key in found}

    async def drop_all_of(self, starts: Iterable[str]) -> None:
        """Delete every edge of some starts."""
        ids = sorted(starts)
        ends = await self._run(_DROP_ALL, ids=ids)
        touch_step(self._transaction, self.relationship, (*ids, *(end for (end,) in ends)))

    def _touch(self, edges: Iterable[Sequence[Any]]) -> None:
        """What leads from the starts and to the ends of edges changed: both begin with the start's id and end's key."""
        ends = {each for edge in edges for each in (edge[0], public_id(self.label, edge[1]))}
        touch_step(self._transaction, self.relationship, ends)

    async def _write(self, text: str, claims: Mapping[EdgeKey, Claims], first: int) -> list[Row]:
        """Rows are the start, the end, with `first` = 3 the role, and then the properties."""
        if not claims:
            return []
        rows = [
            [*key[:first], *row_of(self.relationship, edge_properties(self.relationship, key[2], each))]
            for key, each in sorted(claims.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or ""))
        ]
        return await self._run(text, literal(self.relationship, "row", first), rows=rows)

    async def _run(self, text: str, properties: str = "", **parameters: Any) -> list[Row]:
        return await self._transaction.run(Statement(text.format(**self._words, properties=properties), parameters))


async def move_edges(transaction: Transaction, absorbed: Sequence[Sequence[str]]) -> None:
    """Give the edges of absorbed persons to their keepers, from rows [keeper id, absorbed id]; claims are joined."""
    keeper_of = {each: keeper for keeper, each in absorbed}
    persons = {person for row in absorbed for person in row}
    for relationship in END_LABEL:
        edges = Edges(transaction, "Person", relationship)
        together: dict[EdgeKey, Claims] = {}
        for (start, end, role), claims in (await edges.all_of(persons)).items():
            key = (keeper_of.get(start, start), end, role)
            together[key] = joined(together.get(key, {}), claims)
        if together:
            await edges.drop_all_of(persons)
            await edges.create(together)


async def rename_starts(transaction: Transaction, persons: Iterable[str]) -> None:
    """Have the relationships of persons whose id has become another one say so; `persons` are the ids they have now."""
    ids = sorted(persons)
    for relationship, name in copied_from(Side.START, "id").items() if ids else ():
        await transaction.run(Statement(_RENAME.format(relationship=relationship, property=name), {"ids": ids}))
