"""Tombstones: until when a thing was deleted, so that what was observed before does not come back with a late record.

They keep digests only, so nothing of a deleted person can be read from them. A person's delete is of everybody whom the
identity was linked with at that time: the links between buried identities are remembered, so that the verdict is the
same in whatever order records and deletes come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import orjson

from gateway.commands.ingest.rows import instant_text
from gateway.cypher.statement import Statement
from gateway.domain.identity_graph import Pair
from gateway.domain.ids import digest, identity_id, public_id
from gateway.domain.records import (
    AnyRecord,
    EventRecord,
    FragmentRecord,
    IdentityKey,
    LinkRecord,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.domain.relations import claimant
from gateway.store.database import Transaction

IdentityLinks: TypeAlias = Iterable[tuple[str, str, str]]
"""(id, id, instant) of identities that were carried together"""

_ANY = "MATCH (tombstone:Tombstone) RETURN count(tombstone)"
_READ = """
UNWIND $ids AS id MATCH (tombstone:Tombstone {id: id})
RETURN id, toString(tombstone.observed_at), tombstone.linked
"""
_LINKED = """
UNWIND $ids AS id
MATCH (identity:Identity {id: id})-[link:LINKED]-(other:Identity) WHERE link.dropped IS NULL
RETURN id, other.id, toString(link.first_established_at)
"""
_WRITE = """
UNWIND $rows AS row
MERGE (tombstone:Tombstone {id: row[0]})
SET tombstone.observed_at = datetime(row[1]), tombstone.linked = row[2]
"""


async def any_tombstones(transaction: Transaction) -> bool:
    """Whether anything was ever deleted: the count is kept, so asking costs nothing."""
    return bool((await transaction.run(Statement(_ANY)))[0][0])


async def buried_until(transaction: Transaction, ids: Iterable[str]) -> dict[str, str]:
    """Until when each tombstone buries; ids without one are left out."""
    return {key: at for key, (at, _) in (await _read(transaction, ids)).items()}


async def bury(transaction: Transaction, instants: Mapping[str, str]) -> None:
    """Remember deletes of things, events and relations, by tombstone."""
    held = await _read(transaction, instants)
    rows = [[key, max(at, held[key][0]) if key in held else at, "{}"] for key, at in sorted(instants.items())]
    if rows:
        await transaction.run(Statement(_WRITE, {"rows": rows}))


async def bury_identities(transaction: Transaction, instants: Mapping[str, str], told: IdentityLinks) -> set[str]:
    """Remember deletes of identities, by id, and of all that were linked with them by then.

    `told` are links that records say and the graph does not hold. Returns the ids of all whose tombstones rose.
    """
    extra: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for a, b, at in told:
        for one, other in ((a, b), (b, a)):
            extra[one][other] = min(at, extra[one].get(other, at))
    risen: set[str] = set()
    until: dict[str, str] = {}
    linked: dict[str, dict[str, str]] = {}
    queue = dict(instants)
    while queue:
        held = {
            _identity_of(key): each for key, each in (await _read(transaction, map(tomb_of_identity, queue))).items()
        }
        neighbours: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for one, other, first in await transaction.run(Statement(_LINKED, {"ids": sorted(queue)})):
            neighbours[one][other] = instant_text(first)
        following: dict[str, str] = {}
        for key, at in queue.items():
            before, remembered = held.get(key, ("", {}))
            before = max(before, until.get(key, ""))
            until[key] = max(at, before)
            if at > before:
                risen.add(key)
            near = linked.setdefault(key, dict(remembered))
            for source in (neighbours[key], extra[key]):
                for other, first in source.items():
                    near[other] = min(first, near.get(other, first))
            linked[key] = near = {other: first for other, first in near.items() if first <= until[key]}
            for other in near:
                if until.get(other, "") < until[key]:
                    following[other] = max(until[key], following.get(other, ""))
        queue = following
    rows = [[tomb_of_identity(key), until[key], _text(linked[key])] for key in sorted(until)]
    await transaction.run(Statement(_WRITE, {"rows": rows}))
    return risen


def tomb_of_identity(identity: str) -> str:
    """The tombstone of an identity, by the identity's id."""
    return "tmb" + identity[3:]


def tomb_of_fragment(fragment: str) -> str:
    """The tombstone of a fragment, by its id."""
    return "tmb_" + digest(fragment)


def tombs_of(record: AnyRecord | LinkRecord | FragmentRecord) -> list[str]:
    """The tombstones that would overrule a record, that of the thing itself first."""
    match record:
        case PersonRecord():
            return [*map(_tomb_of, record.identities), _tomb_of_fragment(record)]
        case FragmentRecord():
            return [_tomb_of_fragment(record)]
        case ThingRecord():
            return [tomb_of_thing(record.label, record.key)]
        case EventRecord():
            return ["tmb_" + digest("Event", record.key), *map(_tomb_of, record.identities)]
        case RelationRecord():
            start = claimant(record.start) or f"Account:{record.start_key}"
            start_tomb = _tomb_of(record.start) if record.start else tomb_of_thing("Account", record.start_key or "")
            own = tomb_of_relation(record.relationship, start, record.end_label, record.end_key, record.role)
            return [own, start_tomb, tomb_of_thing(record.end_label, record.end_key)]
        case LinkRecord(pair=pair):
            return [tomb_of_link(pair)]
        case _:
            return []


def tomb_of_link(pair: Pair) -> str:
    """The tombstone of a link between two identities, in either order."""
    return "tmb_" + digest("LINKED", *sorted(identity_id(*key) for key in pair))


async def cut_links(transaction: Transaction, pairs: Iterable[Pair]) -> dict[Pair, str]:
    """Until when each of some links was taken back; those that never were are left out."""
    tombs = {tomb_of_link(pair): pair for pair in pairs}
    return {tombs[tomb]: at for tomb, at in (await buried_until(transaction, tombs)).items()}


def tomb_of_thing(label: str, key: str) -> str:
    """The tombstone of an account, opportunity, campaign or segment."""
    return "tmb_" + digest(label, key)


def tomb_of_relation(relationship: str, start: str, end_label: str, end: str, role: str | None) -> str:
    """The tombstone of a relation that one identity, or an account, was said to have."""
    return "tmb_" + digest(relationship, start, end_label, end, "" if role is None else "=" + role)


async def _read(transaction: Transaction, ids: Iterable[str]) -> dict[str, tuple[str, dict[str, str]]]:
    wanted = sorted(set(ids))
    rows = await transaction.run(Statement(_READ, {"ids": wanted})) if wanted else []
    return {key: (instant_text(at), orjson.loads(linked)) for key, at, linked in rows}


def _text(linked: Mapping[str, str]) -> str:
    return orjson.dumps(linked, option=orjson.OPT_SORT_KEYS).decode()


def _tomb_of_fragment(record: PersonRecord | FragmentRecord) -> str:
    return tomb_of_fragment(public_id("Fragment", record.dataset, *record.identities[0]))


def _tomb_of(key: IdentityKey) -> str:
    return tomb_of_identity(identity_id(*key))


def _identity_of(tomb: str) -> str:
    return "idn" + tomb[3:]
