"""`set_identity_settings`: another order of priority of namespaces, or other unique ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.domain.identity_settings import IdentitySettings
from gateway.store.database import Database, Transaction

_WRITE = """
UNWIND $rows AS row
MATCH (namespace:Namespace {code: row[0]})
SET namespace.priority = row[1], namespace.is_unique = row[2]
"""


async def set_identity_settings(
    database: Database,
    priority: Sequence[str] | None = None,
    unique: Sequence[str] | None = None,
    on_commit: Callable[[], None] = lambda: None,
) -> IdentitySettings:
    """Change the settings of the identity graph, None leaves what there is; returns them.

    They hold for whatever is written from then on: a person is looked at again when a record or event of it comes.
    Raises `GatewayError` for settings that the rules forbid.
    """

    async def work(transaction: Transaction) -> IdentitySettings:
        settings = (await take_turn(transaction)).changed(priority, unique)
        rows = [[each.code, each.priority, each.unique] for _, each in sorted(settings.namespaces.items())]
        await transaction.run(Statement(_WRITE, {"rows": rows}))
        return settings

    settings = await database.write(work)
    on_commit()
    return settings
