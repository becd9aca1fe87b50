"""`create_namespace`: a namespace that identities can be of, with a type that never changes."""

from __future__ import annotations

from collections.abc import Callable

from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.namespaces import Namespace
from gateway.store.database import Database, Transaction

_WRITE = """
UNWIND $rows AS row
MERGE (namespace:Namespace {code: row[0]})
SET namespace.type = row[1], namespace.priority = row[2], namespace.is_unique = row[3]
"""


async def create_namespace(
    database: Database,
    code: str,
    kind: str,
    priority: int | None = None,
    on_commit: Callable[[], None] = lambda: None,
) -> Namespace:
    """Make a namespace, behind all others or at a place of the order of priority; returns it.

    One that is there already with this type is left as it is. Raises `GatewayError` for a code that cannot be, a place
    that the rules forbid, or a namespace that is there with another type.
    """

    async def work(transaction: Transaction) -> IdentitySettings:
        before = await take_turn(transaction)
        settings = before.with_namespace(code, kind, priority)
        rows = [
            [each.code, each.type, each.priority, each.unique]
            for _, each in sorted(settings.namespaces.items())
            if each != before.namespaces.get(each.code)
        ]
        await transaction.run(Statement(_WRITE, {"rows": rows}))
        return settings

    settings = await database.write(work)
    on_commit()
    return settings.namespaces[code]
