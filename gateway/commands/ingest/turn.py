"""A writer's turn: writers go one after the other, each with the settings of people as they are then."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cypher.statement import Statement
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.merge_policies import BUILT_IN
from gateway.domain.namespaces import Namespace
from gateway.store.database import Transaction
from gateway.store.merge_policies import POLICY_ROW, policy_of

# Writers take turns: a person, an edge and a relation that waits are read before they are written, and records of one
# batch meet those of another in too many ways for finer locks. It costs nothing, since the engine is the bottleneck of
# one writer already. Setting a label that is there changes nothing and holds the node until the transaction ends.
_TURN = Statement(
    """
MATCH (turn:Migration {version: 1}) SET turn:Migration
WITH turn MATCH (namespace:Namespace)
WITH collect([namespace.code, namespace.type, namespace.priority, coalesce(namespace.is_unique, false)]) AS namespaces
RETURN namespaces, head(COLLECT { MATCH (policy:MergePolicy) WHERE policy.is_default RETURN POLICY }),
  COUNT { (:Tombstone) }, COUNT { (:Waiting) }
""".replace("POLICY", POLICY_ROW)
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What holds until the transaction ends, unless it changes that itself."""

    settings: IdentitySettings
    is_calm: bool
    """Whether there is no tombstone, and no relation that waits: nothing need be asked of either."""


async def begin_turn(transaction: Transaction) -> Turn:
    """Wait until no other writer writes."""
    ((rows, policy, buried, waiting),) = await transaction.run(_TURN)
    namespaces = {row[0]: Namespace(*row) for row in rows}
    limits = transaction.guardrails
    settings = IdentitySettings(
        namespaces,
        policy_of(policy) if policy else BUILT_IN,
        limits.person_identities,
        limits.unique_namespaces,
    )
    return Turn(settings, not buried and not waiting)


async def take_turn(transaction: Transaction) -> IdentitySettings:
    """Wait until no other writer writes; the settings that hold until the transaction ends."""
    return (await begin_turn(transaction)).settings
