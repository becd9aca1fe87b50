"""What waits: relations that came before the things they join, kept by what they wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.cypher.statement import Statement
from gateway.domain.ids import digest, identity_id, public_id
from gateway.domain.observations import merged, pack, unpack
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import claimant
from gateway.store.database import Transaction

_READ = "UNWIND $ids AS id MATCH (waiting:Waiting {id: id}) RETURN id, waiting.record"
_WRITE = """
UNWIND $rows AS row
MERGE (waiting:Waiting {id: row[0]})
SET waiting.missing = row[1], waiting.record = row[2], waiting.claimant = row[3]
"""
_TAKE_OF_CLAIMANTS = """
MATCH (waiting:Waiting) WHERE waiting.claimant IN $ids
WITH waiting, waiting.record AS record, waiting.missing AS missing ORDER BY waiting.id
DELETE waiting
RETURN record, missing
"""
_ANY = "MATCH (waiting:Waiting) RETURN count(waiting)"
_TAKE = """
UNWIND $missing AS missing
MATCH (waiting:Waiting {missing: missing})
WITH waiting, waiting.record AS record ORDER BY waiting.id
DELETE waiting
RETURN record
"""


@dataclass(slots=True)
class Waiter:
    """A relation that waits, and how many lines of which load said so."""

    record: RelationRecord
    load: str = ""
    lines: int = 1

    @property
    def id(self) -> str:
        """One for each claimant, thing and role."""
        record = self.record
        key = (record.relationship, claimant(record.start), record.start_key or "", record.end_label, record.end_key)
        return "wai_" + digest(*key, "" if record.role is None else "=" + record.role)


async def wait(transaction: Transaction, waiters: Sequence[tuple[Waiter, str]]) -> None:
    """Keep relations until what they miss arrives; what is said twice of one is merged."""
    together: dict[str, tuple[Waiter, str]] = {}
    for waiter, missing in waiters:
        _add(together, waiter, missing)
    ids = sorted(together)
    for key, text in await transaction.run(Statement(_READ, {"ids": ids})) if ids else ():
        held = _from_text(text)
        ours, missing = together[key]
        if held.load != ours.load:
            held.lines = 0
        held.load = ours.load
        _add(together, held, missing)
    rows = [
        [key, missing, _text(waiter), _claimant_id(waiter.record)]
        for key, (waiter, missing) in sorted(together.items())
    ]
    if rows:
        await transaction.run(Statement(_WRITE, {"rows": rows}))


async def anybody_waits(transaction: Transaction) -> bool:
    """Whether any relation waits at all: the count is kept, so asking costs nothing."""
    return bool((await transaction.run(Statement(_ANY)))[0][0])


async def awoken(transaction: Transaction, arrived: Iterable[str]) -> list[Waiter]:
    """The relations that waited for what has arrived; they wait no longer."""
    missing = sorted(arrived)
    if not missing or not await anybody_waits(transaction):
        return []
    return [_from_text(text) for (text,) in await transaction.run(Statement(_TAKE, {"missing": missing}))]


async def take_of_claimants(transaction: Transaction, claimants: Iterable[str]) -> list[tuple[Waiter, str]]:
    """The relations of identities, by id, that wait, with what they miss; they wait no longer."""
    if not await anybody_waits(transaction):
        return []
    rows = await transaction.run(Statement(_TAKE_OF_CLAIMANTS, {"ids": sorted(claimants)}))
    return [(_from_text(text), missing) for text, missing in rows]


def missing_identity(key: IdentityKey) -> str:
    """What a relation waits for when nobody has the identity yet."""
    return identity_id(*key)


def missing_thing(label: str, key: str) -> str:
    """What a relation waits for when the thing is not there yet."""
    return public_id(label, key)


def _add(together: dict[str, tuple[Waiter, str]], waiter: Waiter, missing: str) -> None:
    held = together.get(waiter.id)
    if held is None:
        together[waiter.id] = (waiter, missing)
        return
    held[0].record.observations = merged(held[0].record.observations, waiter.record.observations)
    held[0].lines += waiter.lines


def _claimant_id(record: RelationRecord) -> str | None:
    return identity_id(*record.start) if record.start else None


def _text(waiter: Waiter) -> str:
    record = waiter.record
    content: dict[str, Any] = {
        "relationship": record.relationship,
        "start": record.start,
        "start_key": record.start_key,
        "end_label": record.end_label,
        "end_key": record.end_key,
        "role": record.role,
        "fields": pack(record.observations),
        "load": waiter.load,
        "lines": waiter.lines,
    }
    return orjson.dumps(content).decode()


def _from_text(text: str) -> Waiter:
    content = orjson.loads(text)
    load, lines = content.pop("load"), content.pop("lines")
    start = content.pop("start")
    observations = unpack(content.pop("fields"))
    record = RelationRecord(
        dataset="", at="", dated=True, start=tuple(start) if start else None, observations=observations, **content
    )
    return Waiter(record, load, lines)
