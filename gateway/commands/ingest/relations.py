"""Relations: one edge a person, thing and role; one that comes before the things it joins waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.commands.ingest.edges import KEY, STARTS, EdgeKey, Edges
from gateway.commands.ingest.waiting import Waiter, missing_identity, missing_thing, wait
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.observations import repeats
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import Claims, claimant, claims_of, joined, read_claims
from gateway.store.database import Transaction

_ENDS = "UNWIND $keys AS key MATCH (end:{label} {{{key}: key}}) RETURN key"


@dataclass(slots=True)
class RelationsResult:
    """What became of the relations, by index."""

    unchanged: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    """Indexes of relations that made an edge."""
    waiting: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Told:
    """A relation whose start is known."""

    index: int
    waiter: Waiter
    key: EdgeKey

    @property
    def record(self) -> RelationRecord:
        return self.waiter.record


async def ingest_relations(
    transaction: Transaction,
    waiters: Sequence[tuple[int, Waiter]],
    person_of: Mapping[IdentityKey, str],
) -> RelationsResult:
    """Take relations into the graph; `person_of` has the person of every known identity they name."""
    result = RelationsResult()
    asleep: list[tuple[Waiter, str]] = []
    for relationship, starts in STARTS.items():
        for start in starts:
            edges = Edges(transaction, start, relationship)
            told = []
            for index, waiter in waiters:
                record = waiter.record
                if record.relationship != relationship or (record.start is None) != (start == "Account"):
                    continue
                node = (
                    public_id("Account", record.start_key or "")
                    if record.start is None
                    else person_of.get(record.start)
                )
                if node is None and record.start is not None:
                    result.waiting.add(index)
                    asleep.append((waiter, missing_identity(record.start)))
                elif node is not None:
                    told.append(_Told(index, waiter, (node, record.end_key, record.role)))
            if told:
                rest = await _create_first(edges, told, result)
                asleep += await _merge(transaction, edges, rest, result)
    await wait(transaction, asleep)
    return result


async def _create_first(edges: Edges, told: list[_Told], result: RelationsResult) -> list[_Told]:
    """Make the edges between things that have none yet; returns what that leaves to do."""
    held: dict[EdgeKey, Claims] = {}
    makers: set[int] = set()
    repeated: set[int] = set()
    for each in told:
        is_new = each.key not in held
        if not _take(each, held):
            repeated.add(each.index)
        elif is_new:
            makers.add(each.index)
    created = await edges.create_first(held)
    done = {each.index for each in told if each.key[:2] in created}
    result.created |= makers & done
    result.unchanged |= repeated & done
    return [each for each in told if each.index not in done]


async def _merge(
    transaction: Transaction, edges: Edges, told: list[_Told], result: RelationsResult
) -> list[tuple[Waiter, str]]:
    """Merge relations into the edges that are there; returns those that have to wait."""
    held: dict[EdgeKey, Claims] = {}
    expressions: dict[tuple[str, str], str | None] = {}
    for start, end, expression, roles in await edges.read({each.key[:2] for each in told}):
        expressions[start, end] = expression
        held |= {(start, end, role): read_claims(text) for role, text in roles}
    known = set(held)
    changed: set[EdgeKey] = set()
    asleep: list[_Told] = []
    for each in told:
        if each.key[:2] not in expressions:
            asleep.append(each)
        elif expressions[each.key[:2]] is not None:
            result.refused[each.index] = _has_a_rule(each.record.end_key)
        elif not _take(each, held):
            result.unchanged.add(each.index)
        else:
            if each.key not in known | changed:
                result.created.add(each.index)
            changed.add(each.key)
    await edges.create({key: held[key] for key in changed - known})
    await edges.update({key: held[key] for key in changed & known})
    result.waiting.update(each.index for each in asleep)
    return await _missing(transaction, edges.label, asleep)


def _take(told: _Told, held: dict[EdgeKey, Claims]) -> bool:
    """Whether a relation says anything new; if so it is held."""
    record = told.record
    before = held.get(told.key, {})
    if not record.dated and repeats(before.get(claimant(record.start), {}), record.observations):
        return False
    after = joined(before, claims_of(record))
    held[told.key] = after
    return after != before


def _has_a_rule(segment: str) -> str:
    return f"The members of {segment} come from its rule; it takes no membership records."


async def _missing(transaction: Transaction, label: str, told: list[_Told]) -> list[tuple[Waiter, str]]:
    """What each relation waits for: the end where that is missing, else the account at its start."""
    if not told:
        return []
    keys = sorted({each.record.end_key for each in told})
    rows = await transaction.run(Statement(_ENDS.format(label=label, key=KEY[label]), {"keys": keys}))
    there = {key for (key,) in rows}
    return [
        (
            each.waiter,
            missing_thing("Account", each.record.start_key or "")
            if each.record.end_key in there
            else missing_thing(label, each.record.end_key),
        )
        for each in told
    ]
