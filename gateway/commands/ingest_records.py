"""`ingest_records`: a batch of records enters the graph in one transaction, and each is told what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gateway.commands.ingest.deletes import apply_deletes, standing
from gateway.commands.ingest.events import ingest_events
from gateway.commands.ingest.people import Carrier, ingest_people
from gateway.commands.ingest.relations import (
    ingest_relations,
    missing_identity,
    missing_thing,
    woken,
)
from gateway.commands.ingest.things import ingest_things
from gateway.domain.records import (
    AnyRecord,
    DeleteRecord,
    EventRecord,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.store.database import Database, Transaction


@dataclass(slots=True)
class BatchReport:
    """What became of the records of a batch, by index. Those in none of the sets were loaded."""

    unchanged: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    joined: int = 0
    """Relations that waited from before and have become edges now."""
    warnings: list[str] = field(default_factory=list)


async def ingest_records(
    database: Database, records: Sequence[AnyRecord], now: str, on_commit: Callable[[], None] = lambda: None
) -> BatchReport:
    """Take records into the graph: all of them, or on trouble none. `on_commit` is called when they are there.

    `now` is canonical UTC text. Raises `GatewayError` where the graph cannot be reached.
    """
    report = await database.write(lambda transaction: _ingest(transaction, records, now))
    on_commit()
    return report


async def _ingest(transaction: Transaction, records: Sequence[AnyRecord], now: str) -> BatchReport:
    report = BatchReport()
    numbered = list(enumerate(records))
    deletes = [(index, each) for index, each in numbered if isinstance(each, DeleteRecord)]
    await apply_deletes(transaction, deletes, report.unchanged)
    numbered = await standing(
        transaction, [pair for pair in numbered if not isinstance(pair[1], DeleteRecord)], report.unchanged
    )
    carriers: list[tuple[int, Carrier]] = [
        (index, each) for index, each in numbered if isinstance(each, PersonRecord | EventRecord)
    ]
    relations = [(index, each) for index, each in numbered if isinstance(each, RelationRecord)]
    mentioned = [each.start for _, each in relations if each.start is not None]
    people = await ingest_people(transaction, carriers, mentioned)
    things = await ingest_things(
        transaction, [(index, each) for index, each in numbered if isinstance(each, ThingRecord)]
    )
    report.unchanged |= people.unchanged | things.unchanged
    report.warnings.extend(things.warnings)
    report.unchanged |= await ingest_events(
        transaction, [(index, each) for index, each in numbered if isinstance(each, EventRecord)]
    )
    arrived = {missing_identity(key) for key in people.arrived} | {missing_thing(*each) for each in things.arrived}
    ready = await woken(transaction, arrived, now)
    if ready:
        found = await ingest_people(transaction, [], [each.start for each in ready if each.start is not None])
        people.person_of |= found.person_of
    asleep = [(-1 - number, each) for number, each in enumerate(ready)]
    result = await ingest_relations(transaction, [*relations, *asleep], people.person_of)
    report.joined = len(ready) - sum(1 for index in result.waiting if index < 0)
    report.unchanged |= {index for index in result.unchanged if index >= 0}
    report.waiting |= {index for index in result.waiting if index >= 0}
    for index, reason in result.refused.items():
        if index >= 0:
            report.refused[index] = reason
        else:
            report.warnings.append(reason)
    return report
