"""Every account, with what is looked at of it."""

from __future__ import annotations

from gateway.cypher.statement import Statement
from gateway.domain.related_accounts import AccountFacts
from gateway.store.database import Database

_BATCH = 5_000
_READ = """
MATCH (account:Account) WHERE account.id > $after
WITH account ORDER BY account.id LIMIT $most
RETURN collect([account.id, account.key, account.name, account.website, account.domain,
  head(COLLECT { MATCH (account)-[:CHILD_OF]->(parent:Account) RETURN parent.key })])
"""


async def read_accounts(database: Database) -> list[AccountFacts]:
    """All of them, in the order of their ids."""
    found: list[AccountFacts] = []
    while True:
        after = found[-1].id if found else ""
        ((rows,),) = await database.read(Statement(_READ, {"after": after, "most": _BATCH}))
        found += (AccountFacts(*row) for row in rows)
        if len(rows) < _BATCH:
            return found
