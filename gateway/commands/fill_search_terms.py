"""`fill_search_terms`: give what was loaded before there was a search the terms that it is found by."""

from __future__ import annotations

from functools import partial
from typing import Any

from gateway.cypher.statement import Statement
from gateway.domain.search_terms import person_terms, thing_terms
from gateway.store.database import Database, Transaction

_BATCH = 2_000
# Batches follow each other by id, so that what has no terms is met once. The first line keeps other writers waiting.
_READ = """
MATCH (turn:Migration {{version: 1}}) SET turn:Migration
WITH turn
MATCH (thing:{label}) WHERE thing.id > $after
WITH thing ORDER BY thing.id LIMIT $batch
RETURN thing.id, properties(thing), {identities}
"""
_IDENTITIES = "COLLECT { MATCH (thing)<-[:IDENTIFIES]-(i:Identity) RETURN [i.namespace, i.value] }"
_WRITE = "UNWIND $rows AS row MATCH (thing:{label} {{id: row[0]}}) SET thing.search_terms = row[1]"


async def fill_search_terms(database: Database) -> None:
    """Write the terms of every person, account and opportunity, in batches that can be run again."""
    for label in ("Person", "Account", "Opportunity"):
        after: str | None = ""
        while after is not None:
            after = await database.write(partial(_batch, label=label, after=after))


async def _batch(transaction: Transaction, label: str, after: str) -> str | None:
    """The id of the last node of a batch; None where there was none."""
    identities = _IDENTITIES if label == "Person" else "[]"
    read = Statement(_READ.format(label=label, identities=identities), {"after": after, "batch": _BATCH})
    rows = await transaction.run(read)
    if not rows:
        return None
    terms = [[each, _terms(label, properties, keys)] for each, properties, keys in rows]
    await transaction.run(Statement(_WRITE.format(label=label), {"rows": terms}))
    return str(rows[-1][0])


def _terms(label: str, properties: dict[str, Any], identities: list[list[str]]) -> str | None:
    if label != "Person":
        return thing_terms(label, properties)
    return person_terms(properties, [(namespace, value) for namespace, value in identities])
