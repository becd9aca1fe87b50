"""`match_leads`: people whom no source gives an account get the one that they are matched with, or none.

What is found is written as any other relation is, under a role and a dataset of its own; it goes when a source says
where the person works, or when nothing matches any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.commands.ingest.turn import take_turn
from gateway.commands.ingest_records import ingest_records
from gateway.cypher.statement import Statement
from gateway.domain.lead_matching import ROLE, SOURCE, AccountsByDomain, Match
from gateway.domain.observations import observed
from gateway.domain.records import RelationRecord
from gateway.domain.related_accounts import AccountFacts
from gateway.store.database import Database, Transaction

_BATCH = 1_000
_COUNT = Statement("MATCH (person:Person) RETURN count(person)")
_READ = """
MATCH (person:Person) WHERE person.id > $after
WITH person ORDER BY person.id LIMIT $most
RETURN collect([person.id, person.work_email, person.company_name,
  EXISTS { MATCH (person)-[told:WORKS_FOR]->() WHERE coalesce(told.role, '') <> $role },
  COLLECT { MATCH (person)-[held:WORKS_FOR {role: $role}]->(account:Account)
    RETURN [account.key, held.match_score, held.match_factors] },
  head(COLLECT { MATCH (person)<-[:IDENTIFIES]-(i:Identity) RETURN [i.namespace, i.value]
    ORDER BY NOT i.is_primary, i.id LIMIT 1 })])
"""
_DROP = """
UNWIND $rows AS row
MATCH (:Person {id: row[0]})-[held:WORKS_FOR {role: $role}]->(:Account {key: row[1]})
DELETE held
"""


@dataclass(frozen=True, slots=True)
class MatchReport:
    """How many people have a matched account now, and how many relations were made and taken away for it."""

    matched: int = 0
    made: int = 0
    dropped: int = 0


async def match_leads(
    database: Database, accounts: Sequence[AccountFacts], now: str, progress: Callable[[int, int], None]
) -> MatchReport:
    """Match everybody. `now` is when it is found, as canonical text."""
    known = AccountsByDomain(accounts)
    ((total,),) = await database.read(_COUNT)
    report, after, done = MatchReport(), "", 0
    while True:
        parameters = {"after": after, "most": _BATCH, "role": ROLE}
        ((rows,),) = await database.read(Statement(_READ, parameters))
        step = await _batch(database, known, rows, now)
        report = MatchReport(report.matched + step.matched, report.made + step.made, report.dropped + step.dropped)
        done += len(rows)
        progress(min(done, total), total)
        if len(rows) < _BATCH:
            return report
        after = rows[-1][0]


async def _batch(database: Database, known: AccountsByDomain, rows: Sequence[list[Any]], now: str) -> MatchReport:
    made: list[RelationRecord] = []
    dropped: list[list[str]] = []
    matched = 0
    for person, work_email, company_name, is_told, held, identity in rows:
        match = None if is_told else known.match(work_email, company_name)
        matched += match is not None
        dropped += ([person, key] for key, _, _ in held if match is None or key != match.key)
        if match is not None and [match.key, match.score, list(match.factors)] not in held:
            made.append(_relation(tuple(identity), match, now))
    if dropped:
        await database.write(lambda transaction: _drop(transaction, dropped))
    if made:
        await ingest_records(database, made)
    return MatchReport(matched, len(made), len(dropped))


def _relation(identity: tuple[str, str], match: Match, now: str) -> RelationRecord:
    said = {"is_direct": False, "source": SOURCE, "match_score": match.score, "match_factors": list(match.factors)}
    return RelationRecord(
        SOURCE, now, True, "WORKS_FOR", identity, None, "Account", match.key, ROLE, observed(said, now, SOURCE)
    )


async def _drop(transaction: Transaction, rows: list[list[str]]) -> None:
    await take_turn(transaction)
    await transaction.run(Statement(_DROP, {"rows": rows, "role": ROLE}))
