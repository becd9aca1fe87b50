"""Datasets: of each feed, how many records were taken and refused, and when; kept as records come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from gateway.cypher.statement import Statement
from gateway.domain.records import AnyRecord
from gateway.store.database import Transaction

_WRITE = """
UNWIND $rows AS row
MERGE (dataset:Dataset {name: row[0]})
ON CREATE SET dataset.record_count = 0, dataset.fragment_count = 0, dataset.refused = 0
SET dataset.record_count = dataset.record_count + row[1], dataset.fragment_count = dataset.fragment_count + row[2],
  dataset.refused = dataset.refused + row[3],
  dataset.last_ingested_at = CASE WHEN row[1] > 0 THEN datetime() ELSE dataset.last_ingested_at END
"""


async def count_datasets(
    transaction: Transaction,
    records: Sequence[AnyRecord],
    unchanged: Collection[int],
    refused: Collection[int],
    refused_before: Mapping[str, int],
) -> None:
    """Count what became of a batch, by index, with what was refused before it.

    What said nothing new is not counted, nor what is of no feed, as a client's own delete.
    """
    taken = Counter(each.dataset for index, each in enumerate(records) if index not in unchanged)
    lost = Counter(records[index].dataset for index in refused)
    taken.subtract(lost)
    lost.update(refused_before)
    fragments = transaction.fragments
    names = sorted(
        name for name in {*taken, *lost, *fragments} if name and (taken[name] or lost[name] or fragments[name])
    )
    if names:
        rows = [[name, taken[name], fragments[name], lost[name]] for name in names]
        await transaction.run(Statement(_WRITE, {"rows": rows}))
