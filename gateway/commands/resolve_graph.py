"""`resolve_graph`: everything that is worked out of the whole graph, made what it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.commands.resolve.accounts import read_accounts
from gateway.commands.resolve.match import MatchReport, match_leads
from gateway.commands.resolve.relate import relate_accounts
from gateway.store.database import Database

Progress = Callable[[str, int, int], None]
"""Told a stage in words, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class ResolveReport:
    """How many accounts were looked at, how many of their relations changed, and what became of leads."""

    accounts: int
    relations_changed: int
    leads: MatchReport


async def resolve_graph(
    database: Database,
    now: str,
    progress: Progress = lambda stage, done, total: None,
    on_commit: Callable[[], None] = lambda: None,
) -> ResolveReport:
    """Relate accounts, and match leads with them. Run again it changes nothing, unless records came."""
    accounts = await read_accounts(database)
    changed = await relate_accounts(database, accounts, lambda *how: progress("Relating accounts", *how))
    leads = await match_leads(database, accounts, now, lambda *how: progress("Matching leads", *how))
    if changed or leads.made or leads.dropped:
        on_commit()
    return ResolveReport(len(accounts), changed, leads)
