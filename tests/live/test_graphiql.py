"""The ready examples of GraphiQL, run in a real browser, on the whole product, on a real Neo4j."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.commands.ingest.rows import copies
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from tests.transport.browser import open_browser, open_tab, run, visit
from tests.transport.conftest import serving

pytestmark = pytest.mark.browser

ADA, GROUP = public_id("Person", "ada"), public_id("Account", "group")
PART, DEAL = public_id("Account", "part"), public_id("Opportunity", "deal")
_SEEN = "datetime('2026-11-01T08:00:00Z')"
_AUDIT = f"created_at: {_SEEN}, last_modified_at: {_SEEN}"
ADA_AND_HER_COMPANY = Statement(
    f"""
    CREATE (ada:Person {{id: '{ADA}', full_name: 'Ada Lindqvist', job_title: 'VP Data Platforms', {_AUDIT}}})
    CREATE (group:Account {{id: '{GROUP}', key: 'northwind-group@crm.Salesforce', name: 'Northwind Group', {_AUDIT}}})
    CREATE (part:Account {{id: '{PART}', key: 'part@crm.Salesforce', name: 'Northwind Turbines', {_AUDIT}}})
    CREATE (deal:Opportunity {{id: '{DEAL}', key: 'deal@crm.Salesforce', name: 'Grid analytics', stage: 'Negotiation',
      state: 'OPEN', is_closed: false, is_won: false, amount: 480000.0, amount_currency: 'EUR', {_AUDIT}}})
    CREATE (ada)-[:WORKS_FOR {{role: 'Decision Maker', is_primary: true, is_active: true, is_direct: true,
      start_id: ada.id, end_id: group.id}}]->(group)
    CREATE (part)-[:CHILD_OF {copies("CHILD_OF", "part", "group")}]->(group)
    CREATE (deal)-[:BELONGS_TO {copies("BELONGS_TO", "deal", "group")}]->(group)
    CREATE (ada)-[:INVOLVED_IN {{role: 'Decision Maker', is_primary: true}}]->(deal)
    WITH ada UNWIND $identities AS identity
    CREATE (:Identity {{id: 'idn_' + identity[0], namespace: identity[0], value: identity[1],
      is_primary: identity[0] = 'CRMID', first_seen_at: {_SEEN}, last_seen_at: {_SEEN}}})-[:IDENTIFIES]->(ada)
    """,
    {
        "identities": [
            ["CRMID", "C-1001"],
            ["Email", "ada.lindqvist@northwind.example"],
            ["ECID", "10482937561029384756102938475610293847"],
            ["Phone", "+46701740612"],
        ]
    },
)
SHOWN = {
    "AgentCard": ['"fullName":"AdaLindqvist"', '"role":"DecisionMaker"', '"stage":"Negotiation"'],
    "AccountGraph": ['"name":"NorthwindGroup"', '"name":"NorthwindTurbines"', '"totalCount":1'],
    "PipelineByStage": ['"key":"Negotiation"', '"sum":480000'],
    "SamePersonByAnotherIdentity": [
        f'"byPhone":{{"id":"{ADA}"',
        f'"byCrmKey":{{"id":"{ADA}"',
    ],
}


async def test_every_ready_example_runs_and_shows_its_result(
    database: Database, engine_endpoint: Endpoint, settings: Settings, tmp_path: Path
) -> None:
    await database.execute(ADA_AND_HER_COMPANY)
    with serving(create_app(settings, engine_endpoint), settings) as (host, port):
        address = f"http://{host}:{port}"
        async with open_browser() as browser:
            seen = await visit(browser, address)
            for title, parts in SHOWN.items():
                await open_tab(seen.page, title)
                shown = await run(seen.page)
                assert '"errors"' not in shown
                assert [part for part in parts if part not in shown] == []
                await seen.page.screenshot(path=tmp_path / f"{title}.png")
            assert seen.elsewhere(address) == []
            assert seen.complaints == []
