"""What stands: records that no tombstone overrules. A record that is overruled may bury others it links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from gateway.commands.ingest.deletes import delete_people
from gateway.commands.ingest.states import find_persons, read_identities
from gateway.commands.ingest.tombstones import any_tombstones, buried_until, cut_links, tomb_of_identity, tombs_of
from gateway.commands.ingest.waiting import Waiter
from gateway.domain.identity_graph import is_plain, linked, pair_of, without_links
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.ids import identity_id
from gateway.domain.records import AnyRecord, EventRecord, IdentityKey, PersonRecord, RelationRecord
from gateway.domain.relations import observations_after
from gateway.store.database import Transaction

R = TypeVar("R", bound=AnyRecord)


async def standing(
    transaction: Transaction, records: Sequence[tuple[int, AnyRecord]], settings: IdentitySettings
) -> list[tuple[int, AnyRecord]]:
    """The records that tombstones leave; relations without the fields that one overrules."""
    if not records or not await any_tombstones(transaction):
        return list(records)
    records = await _uncut(transaction, records)
    while True:
        until = await buried_until(transaction, {tomb for _, each in records for tomb in tombs_of(each)})
        if not await _spread(transaction, records, until, settings):
            break
    left = [(index, _left(each, max(until.get(tomb, "") for tomb in tombs_of(each)))) for index, each in records]
    return [(index, each) for index, each in left if each is not None]


async def _uncut(transaction: Transaction, records: Sequence[tuple[int, AnyRecord]]) -> list[tuple[int, AnyRecord]]:
    """The records without the links that were taken back when they were observed."""
    pairs = {
        pair_of(*pair)
        for _, each in records
        if isinstance(each, PersonRecord | EventRecord)
        for pair in linked(each.identities)
    }
    cut = await cut_links(transaction, pairs)
    if not cut:
        return list(records)

    def left(record: AnyRecord) -> AnyRecord:
        if not isinstance(record, PersonRecord | EventRecord):
            return record
        gone = [pair[1] for pair in linked(record.identities) if record.at <= cut.get(pair_of(*pair), "")]
        return without_links(record, gone)

    return [(index, left(each)) for index, each in records]


async def standing_waiters(
    transaction: Transaction, waiters: Sequence[Waiter], settings: IdentitySettings
) -> list[Waiter]:
    """The relations that tombstones leave of those that waited."""
    left = dict(await standing(transaction, [(index, each.record) for index, each in enumerate(waiters)], settings))
    found = []
    for index, waiter in enumerate(waiters):
        record = left.get(index)
        if isinstance(record, RelationRecord):
            found.append(replace(waiter, record=record))
    return found


async def _spread(
    transaction: Transaction,
    records: Sequence[tuple[int, AnyRecord]],
    until: dict[str, str],
    settings: IdentitySettings,
) -> bool:
    """Bury whoever a record links with somebody buried at that time; whether that buried anybody anew."""
    instants: dict[str, str] = {}
    told: list[tuple[str, str, str]] = []
    others = await _others(transaction, [each for _, each in records], settings)
    for _, record in records:
        if not isinstance(record, PersonRecord | EventRecord) or len(record.identities) == 1:
            continue
        ids = [
            identity_id(*key)
            for key in record.identities
            if is_plain({*record.identities, *others.get(key, ())}, settings)
        ]
        at = record.at if isinstance(record, PersonRecord) else record.properties["timestamp"]
        latest = max((until.get(tomb_of_identity(each), "") for each in ids), default="")
        if at <= latest:
            told.extend((ids[0], each, at) for each in ids[1:])
            for each in ids:
                instants[each] = max(latest, instants.get(each, ""))
    return bool(instants) and await delete_people(transaction, instants, told)


async def _others(
    transaction: Transaction, records: Sequence[AnyRecord], settings: IdentitySettings
) -> dict[IdentityKey, list[IdentityKey]]:
    """Where namespaces are unique: the identities of whoever has each identity that a record links with others.

    A link that would join two values of a unique namespace does not count, and must bury nobody.
    """
    if not settings.unique:
        return {}
    carried = {
        key
        for each in records
        if isinstance(each, PersonRecord | EventRecord) and len(each.identities) > 1
        for key in each.identities
    }
    person_of = await find_persons(transaction, carried)
    identities = await read_identities(transaction, set(person_of.values()))
    return {key: identities[person] for key, person in person_of.items()}


def _left(record: AnyRecord, until: str) -> AnyRecord | None:
    if isinstance(record, RelationRecord):
        observations = observations_after(record.observations, until)
        return replace(record, observations=observations) if observations else None
    return record if record.at > until else None
