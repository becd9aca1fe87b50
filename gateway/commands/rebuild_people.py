"""`rebuild_people`: the stored values of everybody made anew by the default merge policy, where they are not by it yet.

Batch by batch in the order of ids, each in a transaction of its own that remembers how far it came: a rebuild that was
interrupted goes on from there, whoever goes on with it. Records that arrive meanwhile are stored by the new policy
already, and people are folded from their fragments when they are read until all is done.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.states import read_states
from gateway.commands.ingest.turn import take_turn
from gateway.cypher.statement import Statement
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.people import person_properties
from gateway.store.database import Database, Transaction

BATCH = 500

Progress = Callable[[int, int], None]
"""Told how many people are done, and how many there are."""

_COUNT = Statement("MATCH (person:Person) RETURN count(person)")
_DONE = "MATCH (person:Person) WHERE person.id <= $after RETURN count(person)"
_REACHED = "MATCH (policy:MergePolicy {id: $id}) RETURN coalesce(policy.rebuilt_to, '')"
_NEXT = "MATCH (person:Person) WHERE person.id > $after RETURN person.id ORDER BY person.id LIMIT $most"
_REMEMBER = "MATCH (policy:MergePolicy {id: $id}) SET policy.rebuilt_to = $to, policy.is_stored = $all"
_FORGET = Statement(
    "MATCH (policy:MergePolicy {is_default: true}) SET policy.is_stored = false, policy.rebuilt_to = null"
)


async def rebuild_people(
    database: Database,
    progress: Progress = lambda done, total: None,
    on_commit: Callable[[], None] = lambda: None,
    batch: int = BATCH,
) -> int:
    """How many people were made anew; 0 where all are stored by the default policy already. `on_commit` ends it."""
    total, done, made = 0, 0, 0
    while True:
        step = await database.write(lambda transaction: _step(transaction, batch))
        if step is None:
            break
        if not made:
            ((total,),) = await database.read(_COUNT)
            ((done,),) = await database.read(Statement(_DONE, {"after": step.after}))
        made += step.count
        done += step.count
        progress(min(done, total), total)
        if step.was_last:
            break
    if made:
        on_commit()
    return made


async def forget_stored(database: Database) -> None:
    """Have `rebuild_people` make everybody anew."""
    await database.execute(_FORGET)


class _Step:
    """What one transaction did."""

    def __init__(self, after: str, count: int, *, was_last: bool) -> None:
        self.after, self.count, self.was_last = after, count, was_last


async def _step(transaction: Transaction, batch: int) -> _Step | None:
    settings = await take_turn(transaction)
    policy = settings.policy
    if policy.is_stored:
        return None
    ((after,),) = await transaction.run(Statement(_REACHED, {"id": policy.id}))
    ids = [id_ for (id_,) in await transaction.run(Statement(_NEXT, {"after": after, "most": batch}))]
    await _make_anew(transaction, ids, settings)
    last = len(ids) < batch
    remembered = {"id": policy.id, "to": None if last else ids[-1], "all": last}
    await transaction.run(Statement(_REMEMBER, remembered))
    return _Step(after, len(ids), was_last=last)


async def _make_anew(transaction: Transaction, ids: list[str], settings: IdentitySettings) -> None:
    writes = PeopleWrites(settings)
    for state in await read_states(transaction, ids):
        fragments = list(state.fragments.values())
        properties = person_properties(fragments, state.identities, settings.policy)
        writes.person(properties, known_as=state.id)
        writes.old_scores(state.id)
        writes.scores(properties["id"], fragments)
    await writes.run(transaction)
