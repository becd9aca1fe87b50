"""`create_merge_policy`, `update_merge_policy`, `delete_merge_policy`: the few rules by which people get their values.

Each is one transaction in a writer's turn, so that no record is stored by a policy that has just changed. What a change
of the default leaves to do, `rebuild_people` does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.merge_policies import BUILT_IN, Merge, MergePolicy, Stitching, trouble_with
from gateway.errors import bad_input, conflict, limit_exceeded
from gateway.store.database import Database, Transaction
from gateway.store.merge_policies import READ_POLICIES, policy_of, unknown_policy

_WRITE = """
UNWIND $rows AS row
MERGE (policy:MergePolicy {id: row.id})
SET policy += row
"""
_DELETE = "MATCH (policy:MergePolicy {id: $id}) DELETE policy"

OnCommit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different of a policy; None leaves it as it is."""

    name: str | None = None
    stitching: Stitching | None = None
    merge: Merge | None = None
    order: Sequence[str] | None = None
    is_default: bool | None = None


async def create_merge_policy(database: Database, changes: Changes, on_commit: OnCommit = lambda: None) -> MergePolicy:
    """The new policy; what is not said is as in the one that every graph begins with.

    Raises BAD_INPUT for a policy that cannot be, LIMIT_EXCEEDED for one more than there may be.
    """

    async def work(transaction: Transaction) -> MergePolicy:
        held = await _locked(transaction)
        most = transaction.guardrails.merge_policies
        if len(held) >= most:
            raise limit_exceeded("Merge policies", most, len(held) + 1)
        blank = MergePolicy(public_id("MergePolicy", uuid4().hex), "", is_stored=False, version=0)
        return await _put(transaction, held, blank, changes)

    return await _done(database, work, on_commit)


async def update_merge_policy(
    database: Database, policy: str, expected_version: int, changes: Changes, on_commit: OnCommit = lambda: None
) -> MergePolicy:
    """The policy as it is now, its version one higher.

    Raises UNKNOWN_MERGE_POLICY, CONFLICT where it has another version, BAD_INPUT for a policy that cannot be.
    """

    async def work(transaction: Transaction) -> MergePolicy:
        held = await _locked(transaction)
        before = _found(held, policy, expected_version)
        if before.is_default and changes.is_default is False:
            raise bad_input(f"{before.name} is the default policy.", "Make another one the default instead.")
        return await _put(transaction, held, before, changes)

    return await _done(database, work, on_commit)


async def delete_merge_policy(
    database: Database, policy: str, expected_version: int, on_commit: OnCommit = lambda: None
) -> MergePolicy:
    """The policy that is gone. Raises UNKNOWN_MERGE_POLICY, CONFLICT, and BAD_INPUT for the default one."""

    async def work(transaction: Transaction) -> MergePolicy:
        before = _found(await _locked(transaction), policy, expected_version)
        if before.is_default:
            raise bad_input(f"{before.name} is the default policy.", "Make another one the default first.")
        await transaction.run(Statement(_DELETE, {"id": policy}))
        return before

    return await _done(database, work, on_commit)


async def _locked(transaction: Transaction) -> list[MergePolicy]:
    """All policies, which nobody else changes until the transaction ends."""
    await take_turn(transaction)
    ((rows,),) = await transaction.run(READ_POLICIES)
    return [policy_of(row) for row in rows] or [BUILT_IN]


def _found(held: Sequence[MergePolicy], id_: str, expected_version: int) -> MergePolicy:
    found = next((each for each in held if each.id == id_), None)
    if found is None:
        raise unknown_policy(id_)
    if found.version != expected_version:
        raise conflict(f"{found.name} has version {found.version}, not {expected_version}.", found.version)
    return found


async def _put(
    transaction: Transaction, held: Sequence[MergePolicy], before: MergePolicy, changes: Changes
) -> MergePolicy:
    merge = before.merge if changes.merge is None else changes.merge
    kept = before.order if merge is before.merge else ()
    after = replace(
        before,
        name=before.name if changes.name is None else changes.name.strip(),
        stitching=before.stitching if changes.stitching is None else changes.stitching,
        merge=merge,
        order=kept if changes.order is None else tuple(changes.order),
        is_default=before.is_default or bool(changes.is_default),
        version=before.version + 1,
    )
    trouble = trouble_with(after.name, after.merge, after.order)
    if trouble is not None:
        raise bad_input(trouble)
    others = [each for each in held if each.id != before.id]
    if any(each.name == after.name for each in others):
        raise bad_input(f"There is a merge policy named {after.name!r} already.", "Give it a name of its own.")
    default = next((each for each in held if each.is_default), BUILT_IN)
    rows = []
    if after.is_default:
        same = default.stands_for == after.stands_for
        after = replace(after, is_stored=default.is_stored and same)
        if default.id != after.id:
            former = replace(default, is_default=False, is_stored=False, version=default.version + 1)
            rows = [_row(former) | _FROM_THE_START, _row(after) | _FROM_THE_START]
        elif not same:
            rows = [_row(after) | _FROM_THE_START]
    await transaction.run(Statement(_WRITE, {"rows": rows or [_row(after)]}))
    return after


_FROM_THE_START = {"rebuilt_to": None}
"""A rebuild that was under way by another policy counts for nothing."""


def _row(policy: MergePolicy) -> dict[str, object]:
    return {
        "id": policy.id,
        "name": policy.name,
        "stitching": policy.stitching.value,
        "merge": policy.merge.value,
        "datasets": list(policy.order),
        "is_default": policy.is_default,
        "version": policy.version,
        "is_stored": policy.is_stored,
    }


async def _done(
    database: Database, work: Callable[[Transaction], Awaitable[MergePolicy]], on_commit: OnCommit
) -> MergePolicy:
    policy = await database.write(work)
    on_commit()
    return policy
