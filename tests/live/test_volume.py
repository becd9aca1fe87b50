"""A whole world and a whole public set in a real graph: nothing is lost on the way."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import orjson
import pytest

from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.store.database import Database
from seeds.examples.maven_crm import maven_records
from seeds.generator import generate, write
from tests.live.answering import answer
from tests.seeds.stitched import people_in

pytestmark = pytest.mark.live

_MAVEN = Path(__file__).parents[3] / "shared" / "data" / "maven_crm"
_PERSONS = 300
_COUNTS = Statement(
    "MATCH (n) RETURN labels(n)[0] AS name, count(*) UNION ALL MATCH ()-[r]->() RETURN type(r) AS name, count(*)"
)
_ACME = """{
  account(key: "acme-corporation@maven.CRM") {
    name industry numberOfEmployees annualRevenue { amount currencyCode } billingAddress { country } parent { name }
    children(orderBy: [{ name: ASC }]) { nodes { name opportunities { totalCount } } }
    won: opportunities(where: { state: { eq: WON } }) { totalCount }
    lost: opportunities(where: { state: { eq: LOST } }) { totalCount }
    open: opportunities(where: { state: { eq: OPEN } }, first: 100) {
      totalCount nodes { name stage ownerId amount { amount } }
    }
    all: opportunities(first: 500) { nodes { state amount { amount } } }
  }
}"""


async def counts(database: Database) -> dict[str, int]:
    """How many of each label and each relationship."""
    return {str(name): number for name, number in await database.read(_COUNTS)}


async def test_a_world_is_loaded_without_loss(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "world.jsonl"
    with file.open("wb") as out:
        written = write(out, _PERSONS, seed=7, events=4)
    report = await load_files(database, [file])
    assert (report.read, report.refused, report.waiting, report.warnings) == (written, 0, 0, [])

    world = list(generate(_PERSONS, seed=7, events=4))
    entities = Counter(record["entity"] for record in world)
    held = await counts(database)
    assert held["Person"] == _PERSONS
    assert held["Identity"] == sum(map(len, people_in(world)))
    of_entity = {
        "person": "Fragment",
        "account": "Account",
        "opportunity": "Opportunity",
        "campaign": "Campaign",
        "segment": "Segment",
        "event": "Event",
        "account_person": "WORKS_FOR",
        "opportunity_person": "INVOLVED_IN",
        "campaign_member": "IN_CAMPAIGN",
        "segment_membership": "MEMBER_OF",
    }
    assert {entity: held[name] for entity, name in of_entity.items()} == entities


async def test_mavens_set_is_loaded_without_loss(database: Database, tmp_path: Path) -> None:
    if not _MAVEN.is_dir():
        pytest.skip("the files of Maven's CRM set are not beside the repository")
    file = tmp_path / "maven.jsonl"
    lines = [orjson.dumps(record) for record in maven_records(_MAVEN, Counter())]
    file.write_bytes(b"\n".join(lines))
    report = await load_files(database, [file])
    assert (report.read, report.refused, report.waiting, report.warnings) == (len(lines), 0, 0, [])

    held = await counts(database)
    assert (held["Account"], held["CHILD_OF"]) == (85, 15)
    assert (held["Opportunity"], held["BELONGS_TO"]) == (8_800, 8_800 - 1_425)
    won = await database.read(Statement("MATCH (o:Opportunity {state: 'WON'}) RETURN count(*), sum(o.amount)"))
    assert won == [[4_238, 10_005_534]]
    await _acmes_graph_is_that_of_the_files(database)


async def _acmes_graph_is_that_of_the_files(database: Database) -> None:
    with (_MAVEN / "sales_pipeline.csv").open(encoding="utf-8", newline="") as pipeline:
        deals = list(csv.DictReader(pipeline))
    by_account = Counter(deal["account"] for deal in deals)
    acmes = [deal for deal in deals if deal["account"] == "Acme Corporation"]
    stages = Counter(deal["deal_stage"] for deal in acmes)
    opened = [(deal["product"], deal["deal_stage"], deal["sales_agent"]) for deal in acmes if not deal["close_date"]]

    acme = (await answer(database, _ACME))["account"]
    assert acme["annualRevenue"] == {"amount": 1_100_040_000, "currencyCode": "USD"}
    assert (acme["billingAddress"], acme["parent"]) == ({"country": "United States"}, None)
    children = ["Bluth Company", "Codehow", "Donquadtech", "Iselectrics"]
    assert acme["children"]["nodes"] == [
        {"name": name, "opportunities": {"totalCount": by_account[name]}} for name in children
    ]
    assert (acme["won"]["totalCount"], acme["lost"]["totalCount"]) == (stages["Won"], stages["Lost"])
    assert acme["open"]["totalCount"] == len(opened) > 0
    told = [(deal["name"].replace(" Pro", "Pro"), deal["stage"], deal["ownerId"]) for deal in acme["open"]["nodes"]]
    assert sorted(told) == sorted((product.replace(" Pro", "Pro"), *rest) for product, *rest in opened)
    won = [deal["amount"]["amount"] for deal in acme["all"]["nodes"] if deal["state"] == "WON"]
    assert sum(won) == sum(int(deal["close_value"]) for deal in acmes if deal["deal_stage"] == "Won")
