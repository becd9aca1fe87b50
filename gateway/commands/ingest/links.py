"""Links: two identities that a record or event carried together, with the time between the first and the last."""

from __future__ import annotations

from typing import Any

from gateway.commands.ingest.rows import instant_text
from gateway.commands.ingest.surroundings import Link
from gateway.cypher.statement import Statement
from gateway.domain.identity_graph import Pair
from gateway.domain.ids import identity_id
from gateway.domain.people import Span
from gateway.domain.records import IdentityKey
from gateway.store.database import Transaction

_READ = """
UNWIND $rows AS row
MATCH (:Identity {id: row[0]})-[link:LINKED]->(:Identity {id: row[1]})
RETURN row[0], row[1], toString(link.first_established_at), toString(link.last_established_at), link.datasets
"""
_CREATE = """
UNWIND $rows AS row
MATCH (a:Identity {id: row[0]}) MATCH (b:Identity {id: row[1]})
CREATE (a)-[:LINKED {first_established_at: datetime(row[2]), last_established_at: datetime(row[3]),
  datasets: row[4], dropped: row[5]}]->(b)
"""
_UPDATE = """
UNWIND $rows AS row
MATCH (:Identity {id: row[0]})-[link:LINKED]->(:Identity {id: row[1]})
SET link.first_established_at = datetime(row[2]), link.last_established_at = datetime(row[3]), link.datasets = row[4],
  link.dropped = row[5]
"""


class Links:
    """What a batch says of links, one entry a pair."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[str, str, set[str]]] = {}
        self._created: list[list[Any]] = []
        self._updated: list[list[Any]] = []

    def add(self, one: IdentityKey, other: IdentityKey, span: Span, dataset: str) -> None:
        """Two identities were carried together by records of a dataset, at these instants first and last."""
        a, b = identity_id(*one), identity_id(*other)
        self._join((a, b) if a < b else (b, a), span[0], span[1], {dataset})

    def put(self, pair: Pair, link: Link, *, known: bool) -> None:
        """A link as it is to be, whatever was told of it before."""
        a, b = sorted(identity_id(*key) for key in pair)
        row = [a, b, link.first, link.last, sorted(link.datasets), link.dropped]
        (self._updated if known else self._created).append(row)

    async def write(self, transaction: Transaction, new: set[str]) -> None:
        """Create and stretch links. `new` has the ids of identities that were not there before, so have no links."""
        known = sorted(pair for pair in self._told if pair[0] not in new and pair[1] not in new)
        held = await transaction.run(Statement(_READ, {"rows": known})) if known else []
        before = {}
        for a, b, first, last, datasets in held:
            before[a, b] = (instant_text(first), instant_text(last), set(datasets))
            self._join((a, b), *before[a, b])
        told = sorted(self._told.items())
        rows = {pair: [*pair, first, last, sorted(datasets), None] for pair, (first, last, datasets) in told}
        created = [*self._created, *(row for pair, row in rows.items() if pair not in before)]
        updated = [*self._updated, *(rows[pair] for pair in before if before[pair] != self._told[pair])]
        for text, part in ((_CREATE, created), (_UPDATE, updated)):
            if part:
                await transaction.run(Statement(text, {"rows": part}))

    def _join(self, pair: tuple[str, str], first: str, last: str, datasets: set[str]) -> None:
        held = self._told.get(pair)
        if held is None:
            self._told[pair] = (first, last, datasets)
        else:
            self._told[pair] = (min(held[0], first), max(held[1], last), held[2] | datasets)
