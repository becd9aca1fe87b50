"""Relations: one edge a person, thing and role; one that comes before the things it joins waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.commands.ingest.edges import END_LABEL, create_edges, update_edges
from gateway.commands.ingest.things import KEY
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id, public_id
from gateway.domain.reading import read_record
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import Claims, claims_of, edge_properties, joined, repeats, unpack_claims, waiting_id
from gateway.store.database import Transaction

# People are locked already: finding whose the identities are takes the locks, in the order of ids.
_READ = """
UNWIND $rows AS row
MATCH (start:{start} {{id: row[0]}}) MATCH (end:{label} {{{key}: row[1]}})
RETURN row[0], row[1], end.id, end.expression,
  COLLECT {{ MATCH (start)-[edge:{relationship}]->(end) RETURN [edge.role, edge.claims] }}
"""
_ENDS = "UNWIND $keys AS key MATCH (end:{label} {{{key}: key}}) RETURN key"
_WAIT = """
UNWIND $rows AS row
MERGE (waiting:Waiting {id: row[0]})
SET waiting.missing = row[1], waiting.record = row[2]
"""
_ANY_WAITING = "MATCH (waiting:Waiting) RETURN count(waiting)"
_AWAKE = """
UNWIND $missing AS missing
MATCH (waiting:Waiting {missing: missing})
WITH waiting, waiting.record AS record
DELETE waiting
RETURN record
"""


@dataclass(slots=True)
class RelationsResult:
    """What became of the relations of a batch, by index; those woken up have none."""

    unchanged: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


async def woken(transaction: Transaction, arrived: Iterable[str], now: str) -> list[RelationRecord]:
    """The relations that waited for what has arrived, taken out of the waiting room."""
    missing = sorted(arrived)
    if not missing or (await transaction.run(Statement(_ANY_WAITING)))[0][0] == 0:
        return []
    rows = await transaction.run(Statement(_AWAKE, {"missing": missing}))
    records = [read_record(orjson.loads(text), now) for (text,) in rows]
    return [each for each in records if isinstance(each, RelationRecord)]


def missing_identity(key: IdentityKey) -> str:
    """What a relation waits for when nobody has the identity yet."""
    return f"Identity:{identity_id(*key)}"


def missing_thing(label: str, key: str) -> str:
    """What a relation waits for when the thing is not there yet."""
    return f"{label}:{key}"


async def ingest_relations(
    transaction: Transaction,
    records: Sequence[tuple[int, RelationRecord]],
    person_of: Mapping[IdentityKey, str],
) -> RelationsResult:
    """Take relations into the graph; `person_of` has the person of every known identity they name."""
    result = RelationsResult()
    waits: list[list[str]] = []
    for relationship in END_LABEL:
        for start in ("Person", "Account"):
            mine = [
                (index, each)
                for index, each in records
                if each.relationship == relationship and (each.start is not None) == (start == "Person")
            ]
            if mine:
                await _ingest(transaction, start, relationship, mine, person_of, result, waits)
    if waits:
        await transaction.run(Statement(_WAIT, {"rows": sorted(waits)}))
    return result


async def _ingest(
    transaction: Transaction,
    start: str,
    relationship: str,
    records: Sequence[tuple[int, RelationRecord]],
    person_of: Mapping[IdentityKey, str],
    result: RelationsResult,
    waits: list[list[str]],
) -> None:
    label = END_LABEL[relationship]
    started: list[tuple[int, RelationRecord, str]] = []
    for index, record in records:
        if record.start is None:
            started.append((index, record, public_id("Account", str(record.start_key))))
        elif record.start in person_of:
            started.append((index, record, person_of[record.start]))
        else:
            _wait(index, record, missing_identity(record.start), result, waits)
    pairs = sorted({(person, record.end_key) for _, record, person in started})
    text = _READ.format(start=start, label=label, key=KEY[label], relationship=relationship)
    found = await transaction.run(Statement(text, {"rows": pairs})) if pairs else []
    ends = {(person, key): (end, expression, edges) for person, key, end, expression, edges in found}
    held: dict[tuple[str, str, str | None], Claims] = {}
    for (person, _), (end, _, edges) in ends.items():
        held |= {(person, end, role): unpack_claims(claims) for role, claims in edges}
    known, changed = set(held), set()
    there = await _there(transaction, label, ends, started) if len(ends) < len(pairs) else set()
    for index, record, person in started:
        if (person, record.end_key) not in ends:
            gone = record.end_key not in there
            missing = missing_thing(label, record.end_key) if gone else missing_thing("Account", str(record.start_key))
            _wait(index, record, missing, result, waits)
            continue
        end, expression, _ = ends[person, record.end_key]
        if expression is not None and label == "Segment":
            result.refused[index] = (
                f"The members of {record.end_key} come from its rule; it takes no membership records."
            )
            continue
        key = (person, end, record.role)
        before = held.get(key, {})
        after = joined(before, claims_of(record))
        if after == before or (not record.dated and repeats(before, record)):
            result.unchanged.add(index)
            continue
        held[key] = after
        changed.add(key)
    rows = {key: [key[0], key[1], edge_properties(relationship, key[2], held[key])] for key in changed}
    await create_edges(transaction, start, relationship, [row for key, row in rows.items() if key not in known])
    await update_edges(transaction, start, relationship, [row for key, row in rows.items() if key in known])


async def _there(
    transaction: Transaction,
    label: str,
    ends: Mapping[tuple[str, str], Any],
    started: Sequence[tuple[int, RelationRecord, str]],
) -> set[str]:
    """The keys of ends that exist, where not every pair of start and end was found."""
    keys = sorted({record.end_key for _, record, person in started if (person, record.end_key) not in ends})
    rows = await transaction.run(Statement(_ENDS.format(label=label, key=KEY[label]), {"keys": keys}))
    return {key for (key,) in rows}


def _wait(index: int, record: RelationRecord, missing: str, result: RelationsResult, waits: list[list[str]]) -> None:
    result.waiting.add(index)
    waits.append([waiting_id(record), missing, orjson.dumps(record.line).decode()])
