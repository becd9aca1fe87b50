"""`relate_accounts`: the relations between accounts made what the rules make of the accounts as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from gateway.cypher.statement import Statement
from gateway.domain.related_accounts import AccountFacts, Relations, related_accounts
from gateway.store.database import Database, Transaction

_BATCH = 500
_HELD = """
UNWIND $ids AS id
MATCH (:Account {id: id})-[held:RELATED_TO]->(other:Account)
RETURN collect([id, other.id, held.score, held.reasons])
"""
_DROP = "UNWIND $rows AS row MATCH (:Account {id: row[0]})-[held:RELATED_TO]->(:Account {id: row[1]}) DELETE held"
_PUT = """
UNWIND $rows AS row
MATCH (one:Account {id: row[0]}) MATCH (other:Account {id: row[1]})
MERGE (one)-[held:RELATED_TO]->(other)
SET held.score = row[2], held.reasons = row[3]
"""


async def relate_accounts(
    database: Database, accounts: Sequence[AccountFacts], progress: Callable[[int, int], None]
) -> int:
    """How many relations were made, changed or taken away, counted from either side."""
    relations = related_accounts(accounts)
    changed = 0
    for start in range(0, len(accounts), _BATCH):
        ids = [each.id for each in accounts[start : start + _BATCH]]
        changed += await database.write(partial(_batch, ids=ids, relations=relations))
        progress(start + len(ids), len(accounts))
    return changed


async def _batch(transaction: Transaction, ids: Sequence[str], relations: Relations) -> int:
    ((rows,),) = await transaction.run(Statement(_HELD, {"ids": ids}))
    held = {(one, other): [score, reasons] for one, other, score, reasons in rows}
    wanted: dict[tuple[str, str], list[Any]] = {
        (one, other): [relation.score, list(relation.reasons)]
        for one in ids
        for other, relation in relations.get(one, {}).items()
    }
    gone = [list(pair) for pair in sorted(held.keys() - wanted.keys())]
    new = [[*pair, *each] for pair, each in sorted(wanted.items()) if held.get(pair) != each]
    for text, found in ((_DROP, gone), (_PUT, new)):
        if found:
            await transaction.run(Statement(text, {"rows": found}))
    return len(gone) + len(new)
