"""`gateway resolve`: related accounts and matched leads, worked out of everything there is."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.cli.ending import run_to_end
from gateway.cli.options import DataDir, settings_with
from gateway.cli.progress import progress
from gateway.cli.reaching import reached_database
from gateway.cli.screen import OUT
from gateway.commands.migrate import migrate
from gateway.commands.resolve_graph import ResolveReport, resolve_graph
from gateway.domain.value_checks import canonical_instant
from gateway.settings import Settings
from gateway.store.caches import teller


def resolve(data_dir: DataDir = None) -> None:
    """Work out which accounts are related, and whose leads are that no source gives an account.

    Run it as often as suits, once a day or after a load: it writes what is different and nothing else, so an
    interrupted run is simply run again. Accounts are related by parent link, web domain and name. A lead is matched by
    the domain of the work e-mail and the company's name with the one best account, if that is good enough; the role
    at it says so.
    """
    report = run_to_end(lambda _: _resolved(settings_with(data_dir=data_dir)))
    counts = {
        "accounts": report.accounts,
        "relations changed": report.relations_changed,
        "leads matched": report.leads.matched,
        "made": report.leads.made,
        "dropped": report.leads.dropped,
    }
    OUT.print("  ".join(f"{name} {count:,}" for name, count in counts.items()))


async def _resolved(settings: Settings) -> ResolveReport:
    async with reached_database(settings) as database:
        await migrate(database)
        with progress() as report:
            now = canonical_instant(datetime.now(UTC))
            return await resolve_graph(database, now, report, await teller(settings, database))
