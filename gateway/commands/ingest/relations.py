"""Relations: one edge a person, thing and role; one that comes before the things it joins waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.commands.ingest.edges import KEY, STARTS, EdgeKey, Edges
from gateway.commands.ingest.things import WITH_KEYS
from gateway.commands.ingest.waiting import Waiter, missing_identity, missing_thing, wait
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.domain.observations import repeats
from gateway.domain.records import IdentityKey, RelationRecord
from gateway.domain.relations import Claims, claim_name, claimant, joined, read_claims
from gateway.store.database import Transaction

# A key finds a thing that goes by it, or by another key. Whether there are such is counted, so asking costs nothing.
_FOUND = "UNWIND $keys AS key MATCH (found:{label} {{{key}: key}}) RETURN key, key AS own"
_OR_BY_ANOTHER = """
UNION ALL
MATCH (any:SourceKey) WITH count(any) AS many
UNWIND CASE many WHEN 0 THEN [] ELSE $ids END AS id
MATCH (other:SourceKey {id: id})-[:KEY_OF]->(found)
RETURN other.key AS key, found.key AS own
"""


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
    claim: str
    """Under which name it is claimed."""

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
                    key = (node, record.end_key, record.role)
                    told.append(_Told(index, waiter, key, claimant(record.start)))
            if told:
                rest = await _merge(edges, await _create_first(edges, told, result), result)
                asleep += await _by_other_keys(transaction, edges, rest, result)
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


async def _merge(edges: Edges, told: list[_Told], result: RelationsResult) -> list[_Told]:
    """Merge relations into the edges that are there; returns those of which an end is not found by its key."""
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
    return asleep


async def _by_other_keys(
    transaction: Transaction, edges: Edges, told: list[_Told], result: RelationsResult
) -> list[tuple[Waiter, str]]:
    """Merge relations of things that go by other keys than those given; returns those that wait, and for what."""
    if not told:
        return []
    ends = await _found(transaction, edges.label, {each.record.end_key for each in told})
    starts = await _found(transaction, "Account", {each.record.start_key for each in told if each.record.start_key})
    again: list[_Told] = []
    asleep: list[tuple[Waiter, str]] = []
    for each in told:
        record = each.record
        start = starts.get(record.start_key) if record.start_key else ""
        end = ends.get(record.end_key)
        if start is None or end is None:
            missing = (
                missing_thing(edges.label, record.end_key)
                if end is None
                else missing_thing("Account", record.start_key or "")
            )
            asleep.append((each.waiter, missing))
            result.waiting.add(each.index)
        else:
            again.append(_renamed(each, start, end))
    if again:
        await _merge(edges, await _create_first(edges, again, result), result)
    return asleep


def _renamed(told: _Told, start: str, end: str) -> _Told:
    """A relation between things that go by these keys; by the empty one where a person stands at the start."""
    record = told.record
    node = public_id("Account", start) if start else told.key[0]
    key, own = (record.start_key or "", start) if start else (record.end_key, end)
    return replace(told, key=(node, end, record.role), claim=claim_name(told.claim, key, own))


def _take(told: _Told, held: dict[EdgeKey, Claims]) -> bool:
    """Whether a relation says anything new; if so it is held."""
    record = told.record
    before = held.get(told.key, {})
    if not record.dated and repeats(before.get(told.claim, {}), record.observations):
        return False
    after = joined(before, {told.claim: record.observations})
    held[told.key] = after
    return after != before


def _has_a_rule(segment: str) -> str:
    return f"The members of {segment} come from its rule; it takes no membership records."


async def _found(transaction: Transaction, label: str, keys: set[str]) -> dict[str, str]:
    """The keys that find something, with the key that it goes by."""
    if not keys:
        return {}
    text = _FOUND.format(label=label, key=KEY[label]) + (_OR_BY_ANOTHER if label in WITH_KEYS else "")
    parameters = {"keys": sorted(keys)}
    if label in WITH_KEYS:
        parameters["ids"] = sorted(public_id(label, key) for key in keys)
    return dict(await transaction.run(Statement(text, parameters)))
