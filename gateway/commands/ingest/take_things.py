"""Accounts, opportunities, campaigns and segments: upserted field by field; those with several keys by all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gateway.commands.ingest.edges import KEY
from gateway.commands.ingest.source_keys import keys_with_nodes, read_key_graph, regroup_keys
from gateway.commands.ingest.things import read_known_things, write_things
from gateway.domain.observations import Observation
from gateway.domain.records import ThingRecord
from gateway.domain.source_keys import key_groups, thing_of
from gateway.domain.things import EXTERNAL_KEYS, Thing
from gateway.store.database import Transaction


@dataclass(slots=True)
class ThingsResult:
    """What became of the things of a batch."""

    arrived: set[tuple[str, str]] = field(default_factory=set)
    """(label, key) of keys that find something and did not before."""
    unchanged: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    """Indexes of records that made a thing."""
    odd: dict[int, str] = field(default_factory=dict)
    """What is odd about a thing that a record made so."""


async def ingest_things(transaction: Transaction, records: Sequence[tuple[int, ThingRecord]]) -> ThingsResult:
    """Take the records of things into the graph."""
    result = ThingsResult()
    for label in KEY:
        mine = [(index, each) for index, each in records if each.label == label]
        if mine:
            await _ingest_label(transaction, label, mine, result)
    return result


async def _ingest_label(
    transaction: Transaction, label: str, records: Sequence[tuple[int, ThingRecord]], result: ThingsResult
) -> None:
    keys = {each.key for _, each in records}
    held, any_keys = await read_known_things(transaction, label, keys)
    joining = {each.key for _, each in records if _named(each)}
    if any_keys:
        joining |= await keys_with_nodes(transaction, label, keys)
    if joining:
        records = await _take_by_key(transaction, label, records, joining, result)
        any_keys = True
    known, changed = set(held), set()
    for index, record in records:
        thing = held.get(record.key)
        if thing is None:
            thing = held[record.key] = Thing(label, record.key)
            result.created.add(index)
        if thing.take(record):
            changed.add(record.key)
        else:
            result.unchanged.add(index)
    await write_things(transaction, label, {key: held[key] for key in changed}, known, any_keys=any_keys)
    result.arrived.update((label, key) for key in changed - known)
    _note_odd(records, held, result)


async def _take_by_key(
    transaction: Transaction,
    label: str,
    records: Sequence[tuple[int, ThingRecord]],
    joining: set[str],
    result: ThingsResult,
) -> list[tuple[int, ThingRecord]]:
    """Take in the records of keys that are joined with others; returns the other records."""
    named = {other for _, each in records if each.key in joining for other in _named(each)}
    graph = await read_key_graph(transaction, label, joining | named)
    mine = [(index, each) for index, each in records if each.key in graph.keys]
    changed: set[str] = set()
    for index, record in mine:
        thing = graph.things.setdefault(record.key, Thing(label, record.key))
        if thing.take(record):
            changed.add(record.key)
        else:
            result.unchanged.add(index)
    arrived = await regroup_keys(transaction, label, graph, changed, {})
    result.arrived.update((label, key) for key in arrived)
    groups = key_groups(graph.things, transaction.guardrails.account_keys)
    for group in groups:
        if group.keys <= arrived:
            result.created.update(min(([index] for index, each in mine if each.key in group.keys), default=[]))
    _note_odd(mine, {key: thing_of(group, graph.things) for group in groups for key in group.keys}, result)
    return [(index, each) for index, each in records if each.key not in graph.keys]


def _note_odd(records: Iterable[tuple[int, ThingRecord]], things: dict[str, Thing], result: ThingsResult) -> None:
    for index, record in records:
        if index not in result.unchanged and things[record.key].is_odd:
            result.odd[index] = f"opportunity {record.key} is won but not closed; it counts as open."


def _named(record: ThingRecord) -> Sequence[str]:
    found: Observation | None = record.observations.get(EXTERNAL_KEYS)
    return found.value or () if found is not None else ()
