"""`delete_person`: whoever an identity names goes, with everything that hangs on them, and what went is counted."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.commands.ingest_records import ingest
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id
from gateway.domain.records import DeleteRecord, IdentityKey, PersonRecord
from gateway.store.database import Database, Transaction

# An identity that is nobody's any more names whoever it was of, since their old id was taken from it.
_IDENTITY = """
MATCH (own:Identity {id: $id})
OPTIONAL MATCH (own)-[:FORMERLY_OF]->(:Person)<-[:IDENTIFIES]-(other:Identity)
WITH coalesce(other, own) AS identity ORDER BY identity.id LIMIT 1
RETURN identity.namespace, identity.value
"""
_IDENTITIES = """
MATCH (:Identity {id: $id})-[:IDENTIFIES]->(person:Person)
MATCH (person)<-[:IDENTIFIES]-(identity:Identity)
RETURN collect(identity.id)
"""
# What hangs on whoever the identities name.
_COUNT = """
UNWIND $ids AS id
MATCH (identity:Identity {id: id})-[:IDENTIFIES]->(person:Person)
WITH collect(DISTINCT person) AS persons, collect(identity) AS identities
RETURN size(persons), size(identities),
  reduce(n = 0, i IN identities | n + COUNT { (i)<-[:KEYED_BY]-(:Fragment) }),
  reduce(n = 0, p IN persons | n + COUNT { (p)-[:PERFORMED]->(:Event) }),
  reduce(n = 0, p IN persons | n + COUNT { (p)-[:WORKS_FOR|INVOLVED_IN|IN_CAMPAIGN]->() }),
  reduce(n = 0, p IN persons | n + COUNT { (p)-[:MEMBER_OF]->() }),
  reduce(n = 0, p IN persons | n + COUNT { (p)-[:HAS_SCORE]->() })
"""


@dataclass(frozen=True, slots=True)
class Gone:
    """How much of each kind went."""

    persons: int
    identities: int
    fragments: int
    events: int
    relations: int
    memberships: int
    scores: int


async def delete_person(database: Database, identity: IdentityKey | str, at: str) -> Gone | None:
    """Delete whoever an identity, or the id of one, names, as far as it was observed up to `at`.

    What is observed later stands; what is older and comes later does not bring anybody back. None where an id is of
    nobody, so that nothing can be remembered of it.
    """

    async def work(transaction: Transaction) -> Gone | None:
        key = identity
        if isinstance(key, str):
            rows = await transaction.run(Statement(_IDENTITY, {"id": key}))
            if not rows:
                return None
            key = (rows[0][0], rows[0][1])
        ((ids,),) = await transaction.run(Statement(_IDENTITIES, {"id": identity_id(*key)}))
        before = await _counts(transaction, ids)
        target = PersonRecord("", at, True, (key,), False, {})
        await ingest(transaction, [DeleteRecord("", at, True, "person", target)])
        after = await _counts(transaction, ids)
        return Gone(*(held - left for held, left in zip(before, after, strict=True)))

    return await database.write(work)


async def _counts(transaction: Transaction, ids: list[str]) -> list[int]:
    (counts,) = await transaction.run(Statement(_COUNT, {"ids": ids}))
    return counts
