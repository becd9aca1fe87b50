"""`ingest_records`: a batch of records enters the graph in one transaction, and each is told what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from gateway.commands.ingest.datasets import count_datasets
from gateway.commands.ingest.deletes import apply_deletes
from gateway.commands.ingest.events import choose_events, write_events
from gateway.commands.ingest.people import ingest_people
from gateway.commands.ingest.pruning import prune
from gateway.commands.ingest.rebuild import rebuild_around
from gateway.commands.ingest.regrouping import PeopleResult
from gateway.commands.ingest.relations import ingest_relations
from gateway.commands.ingest.standing import standing, standing_waiters
from gateway.commands.ingest.states import Carrier, find_persons
from gateway.commands.ingest.take_things import ThingsResult, ingest_things
from gateway.commands.ingest.tombstones import any_tombstones
from gateway.commands.ingest.turn import begin_turn
from gateway.commands.ingest.waiting import Waiter, awoken, missing_identity, missing_thing
from gateway.domain.identity_graph import arranged_event, arranged_fragment, arranged_record
from gateway.domain.identity_settings import DEFAULT
from gateway.domain.records import (
    AnyRecord,
    DeleteRecord,
    EventRecord,
    FragmentRecord,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.store.database import Database, Transaction

R = TypeVar("R", bound=AnyRecord)
NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(slots=True)
class BatchReport:
    """What became of the records of a batch, by index. Those neither unchanged, waiting nor refused were loaded."""

    created: set[int] = field(default_factory=set)
    """Those of the loaded that made what they are about; the others changed it."""
    unchanged: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    """How many lines of relations that waited from before have become edges now, by the load that brought them."""
    dropped: dict[str, int] = field(default_factory=dict)
    """How many that waited were refused in the end, because their segment has a rule."""
    warnings: list[str] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)
    """What is odd about a record that was taken."""

    def part(self, start: int, stop: int) -> BatchReport:
        """What became of the records from `start` up to `stop`, counted from 0; nothing of those that had waited."""
        return BatchReport(
            created=_within(self.created, start, stop),
            unchanged=_within(self.unchanged, start, stop),
            waiting=_within(self.waiting, start, stop),
            refused={index - start: why for index, why in self.refused.items() if start <= index < stop},
            odd={index - start: what for index, what in self.odd.items() if start <= index < stop},
        )


async def ingest_records(
    database: Database,
    records: Sequence[AnyRecord],
    *,
    load: str = "",
    refused: Mapping[str, int] = NONE,
    on_commit: Callable[[], None] = lambda: None,
) -> BatchReport:
    """Take records into the graph: all of them, or on trouble none. `on_commit` is called when they are there.

    `load` names what the records are part of, for the counts of those that wait; `refused` counts by dataset the
    records that were refused before these. Raises `GatewayError` where the graph cannot be reached.
    """
    report = await database.write(lambda transaction: ingest(transaction, records, load, refused))
    on_commit()
    return report


async def ingest(
    transaction: Transaction, records: Sequence[AnyRecord], load: str = "", refused: Mapping[str, int] = NONE
) -> BatchReport:
    """The same within a transaction of the caller's, who then also says when it is committed."""
    report = await _Ingestion(transaction, load).run(records)
    await count_datasets(transaction, records, report.unchanged, report.refused, refused)
    return report


def _within(indexes: set[int], start: int, stop: int) -> set[int]:
    return {index - start for index in indexes if start <= index < stop}


class _Ingestion:
    """One batch in one transaction."""

    def __init__(self, transaction: Transaction, load: str) -> None:
        self._transaction = transaction
        self._load = load
        self._report = BatchReport()
        self._settings = DEFAULT
        self._is_calm = False
        """Whether nothing is buried, and nothing waits."""

    async def run(self, records: Sequence[AnyRecord]) -> BatchReport:
        """Deletes first, so that the order within a batch does not matter; relations when their ends are there."""
        turn = await begin_turn(self._transaction)
        self._settings = turn.settings
        numbered = [(index, self._arranged(each)) for index, each in enumerate(records)]
        report = self._report
        deletes = _of(DeleteRecord, numbered)
        self._is_calm = turn.is_calm and not deletes
        report.unchanged |= await apply_deletes(self._transaction, deletes)
        others = [pair for pair in numbered if not isinstance(pair[1], DeleteRecord)]
        left = others if self._is_calm else await standing(self._transaction, others, self._settings)
        if len(left) < len(others):
            report.unchanged |= {index for index, _ in others} - {index for index, _ in left}
        people = await self._people(left)
        things = await ingest_things(self._transaction, _of(ThingRecord, left))
        report.unchanged |= people.unchanged | things.unchanged
        report.created |= people.created | things.created
        report.warnings += things.odd.values()
        report.odd |= things.odd
        await self._relations(_of(RelationRecord, left), people, things)
        return report

    def _arranged(self, record: AnyRecord) -> AnyRecord:
        if isinstance(record, PersonRecord):
            return arranged_record(record, self._settings)
        if isinstance(record, DeleteRecord) and isinstance(record.target, FragmentRecord):
            target = arranged_fragment(record.target, self._settings)
            return replace(record, target=target)
        return arranged_event(record, self._settings) if isinstance(record, EventRecord) else record

    async def _people(self, records: list[tuple[int, AnyRecord]]) -> PeopleResult:
        """Person records and events, which both say who is who."""
        chosen = await choose_events(self._transaction, _of(EventRecord, records))
        self._report.unchanged |= chosen.unchanged
        self._report.created |= chosen.created
        carriers: list[tuple[int, Carrier]] = [*_of(PersonRecord, records), *chosen.winners.values()]
        mentioned = [each.start for _, each in _of(RelationRecord, records) if each.start is not None]
        people = await ingest_people(self._transaction, carriers, mentioned, self._settings)
        await write_events(self._transaction, chosen)
        self._is_calm &= not people.regrouped and not chosen.loosened
        if chosen.loosened:
            await rebuild_around(self._transaction, chosen.loosened)
            people.person_of = await find_persons(self._transaction, people.person_of)
        return people

    async def _relations(
        self, records: list[tuple[int, RelationRecord]], people: PeopleResult, things: ThingsResult
    ) -> None:
        """Relations of the batch, and those that waited for what it brought."""
        arrived = {missing_identity(key) for key in people.arrived}
        arrived.update(missing_thing(*each) for each in things.arrived)
        ready: list[Waiter] = []
        if not self._is_calm:
            ready = await standing_waiters(self._transaction, await awoken(self._transaction, arrived), self._settings)
        starts = {each.record.start for each in ready if each.record.start is not None} - people.person_of.keys()
        people.person_of |= await find_persons(self._transaction, starts)
        waiters = [(index, Waiter(each, self._load)) for index, each in records]
        waiters += [(-1 - number, each) for number, each in enumerate(ready)]
        result = await ingest_relations(self._transaction, waiters, people.person_of)
        if not self._is_calm and (people.merged or waiters) and await any_tombstones(self._transaction):
            persons = {
                people.person_of[each.record.start] for _, each in waiters if each.record.start in people.person_of
            }
            accounts = {each.record.start_key for _, each in waiters if each.record.start_key is not None}
            await prune(self._transaction, persons | people.merged, accounts)
        report = self._report
        report.created |= {index for index in result.created if index >= 0}
        report.unchanged |= {index for index in result.unchanged if index >= 0}
        report.waiting |= {index for index in result.waiting if index >= 0}
        report.refused |= {index: reason for index, reason in result.refused.items() if index >= 0}
        for number, waiter in enumerate(ready):
            index = -1 - number
            if index in result.refused:
                report.warnings.append(result.refused[index])
                report.dropped[waiter.load] = report.dropped.get(waiter.load, 0) + waiter.lines
            elif index not in result.waiting:
                report.joined[waiter.load] = report.joined.get(waiter.load, 0) + waiter.lines


def _of(kind: type[R], records: Sequence[tuple[int, AnyRecord]]) -> list[tuple[int, R]]:
    return [(index, each) for index, each in records if isinstance(each, kind)]
