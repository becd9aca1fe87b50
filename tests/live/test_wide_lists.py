"""A page of a wide list costs what a page costs: the first, one far inside, and one from the end, in db hits."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass

import orjson
import pytest
import pytest_asyncio
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from gateway.app import build_documents, build_pipeline
from gateway.commands.explain_operation import explain_operation
from gateway.commands.ingest.rows import copies
from gateway.cypher.statement import Statement
from gateway.domain.ids import public_id
from gateway.pipeline import Pipeline, Request
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

NEIGHBOURS = 5_000
MANY_NEIGHBOURS = 100_000
PAGE = 20
FAR_PAGE, VERY_FAR_PAGE = 150, 1_000
_STEP = 500
_AT = "datetime('2026-03-01T08:00:00Z')"
_AUDIT = f"created_at: {_AT}, last_modified_at: {_AT}"

_HUB, _COMPANY = "f" * 24, public_id("Account", "hub")

# One person, account and segment with many neighbours each. Events come in pairs of one instant.
_HUBS = f"""
CREATE (:Account {{id: '{_COMPANY}', key: 'hub', name: 'Hub', {_AUDIT}}})
CREATE (:Segment {{id: 'seg_{_HUB}', name: 'hub', state: 'PUBLISHED', evaluation: 'BATCH', {_AUDIT}}})
CREATE (hub:Person {{id: 'per_{_HUB}', {_AUDIT}}})
CREATE (:Identity {{id: 'idn_{_HUB}', namespace: 'CRMID', value: 'hub', is_primary: true, first_seen_at: {_AT},
  last_seen_at: {_AT}}})-[:IDENTIFIES]->(hub)
"""
_IN_TRANSACTIONS = "IN TRANSACTIONS OF 2000 ROWS"
_EACH = "UNWIND range(1, $count) AS number CALL (number) {{ {body} }} " + _IN_TRANSACTIONS
_ID = "'00000000000000000' + toString(1000000 + (number * 7919) % 1000003)"
_BODIES = (
    f"""
    MATCH (hub:Account {{id: '{_COMPANY}'}}) MATCH (segment:Segment {{id: 'seg_{_HUB}'}})
    CREATE (person:Person {{id: 'per_' + {_ID}, full_name: CASE number % 10 WHEN 0 THEN null ELSE {_ID} END, {_AUDIT}}})
    CREATE (person)-[role:WORKS_FOR {copies("WORKS_FOR", "person", "hub")}]->(hub)
    SET role.role = 'Buyer', role.is_primary = false, role.is_active = true, role.is_direct = true
    CREATE (person)-[member:MEMBER_OF {copies("MEMBER_OF", "person", "segment")}]->(segment)
    SET member.status = 'REALIZED', member.last_qualified_at = {_AT}
    """,
    f"""
    MATCH (hub:Account {{id: '{_COMPANY}'}})
    CREATE (deal:Opportunity {{id: 'opp_' + {_ID}, key: {_ID}, name: {_ID}, state: 'OPEN', is_closed: false,
      is_won: false, amount: toFloat(number % 100), amount_currency: 'EUR', {_AUDIT}}})
    CREATE (deal)-[:BELONGS_TO {copies("BELONGS_TO", "deal", "hub")}]->(hub)
    """,
    f"""
    MATCH (hub:Account {{id: '{_COMPANY}'}})
    CREATE (child:Account {{id: 'acc_' + {_ID}, key: {_ID}, name: {_ID}, {_AUDIT}}})
    CREATE (child)-[:CHILD_OF {copies("CHILD_OF", "child", "hub")}]->(hub)
    """,
    f"""
    MATCH (hub:Person {{id: 'per_{_HUB}'}})
    CREATE (event:Event {{id: 'evt_' + {_ID}, key: {_ID}, event_type: 'web.visits', payload: '{{}}',
      timestamp: {_AT} + duration({{seconds: (number * 7919) % $count / 2}})}})
    CREATE (hub)-[:PERFORMED {copies("PERFORMED", "hub", "event")}]->(event)
    """,
)
_DROP = "MATCH ()-[edge]->() CALL (edge) { DELETE edge } " + _IN_TRANSACTIONS


@dataclass(frozen=True)
class Wide:
    """A list with many entries: the field with `%s` for its arguments, and where the answer has it."""

    name: str
    text: str
    path: tuple[str, ...]

    def query(self, arguments: str) -> str:
        return (self.text % f"{arguments}, ").replace("LIST", _LIST)


_LIST = "{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
_MEMBERS = _LIST.replace("node { id }", "node { __typename }")
_EVENTS = _LIST.replace("node { id }", "node { id eventType payload pageName }")
_ACCOUNT = 'query($cursor: String) { account(key: "hub") { %s } }'
_PERSON = 'query($cursor: String) { person(identity: {namespace: "CRMID", value: "hub"}) { %s } }'
_ROOT = "query($cursor: String) { %s }"
WIDE = [
    Wide("Account.people", _ACCOUNT % "people(%s) LIST", ("account", "people")),
    Wide("Account.opportunities", _ACCOUNT % "opportunities(%s) LIST", ("account", "opportunities")),
    Wide("Account.children", _ACCOUNT % "children(%s) LIST", ("account", "children")),
    Wide(
        "Segment.members",
        f'query($cursor: String) {{ segment(name: "hub") {{ members(%s) {_MEMBERS} }} }}',
        ("segment", "members"),
    ),
    Wide("Person.events", _PERSON % f"events(%s) {_EVENTS}", ("person", "events")),
    Wide("Person.events, oldest first", _PERSON % f"events(%s order: ASC) {_EVENTS}", ("person", "events")),
    Wide(
        "Account.people with a filter",
        _ACCOUNT % 'people(%s where: {role: {eq: "Buyer"}}) LIST',
        ("account", "people"),
    ),
    Wide("persons", _ROOT % "persons(%s) LIST", ("persons",)),
    Wide("persons by name", _ROOT % "persons(%s orderBy: [{fullName: ASC}]) LIST", ("persons",)),
    Wide("persons by name, Z first", _ROOT % "persons(%s orderBy: [{fullName: DESC}]) LIST", ("persons",)),
    Wide("accounts by name", _ROOT % "accounts(%s orderBy: [{name: ASC}]) LIST", ("accounts",)),
    Wide("opportunities by name", _ROOT % "opportunities(%s orderBy: [{name: DESC}]) LIST", ("opportunities",)),
]
BY_NAME = pytest.mark.parametrize("wide", WIDE, ids=lambda wide: wide.name)
WAYS = pytest.mark.parametrize(("size", "cursor", "end"), [("first", "after", -1), ("last", "before", 0)])


async def build(database: Database, neighbours: int) -> None:
    """Hubs with that many neighbours of every kind."""
    await database.execute(Statement(_HUBS))
    for body in _BODIES:
        await database.execute(Statement(_EACH.format(body=body), {"count": neighbours}))
    await database.execute(Statement("CALL db.prepareForReplanning()"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wide_graph(module_database: Database) -> AsyncIterator[Database]:
    await build(module_database, NEIGHBOURS)
    yield module_database
    # A node with very many relationships is too much for one transaction.
    await module_database.execute(Statement(_DROP))


async def cursor_at(pipeline: Pipeline, wide: Wide, position: int, size: str, cursor: str, end: int) -> str:
    """The cursor of an entry, counted from 1 in the direction of paging."""
    place: str | None = None
    for begun in range(0, position, _STEP):
        query = wide.query(f"{size}: {min(_STEP, position - begun)}, {cursor}: $cursor")
        answer = orjson.loads((await pipeline.answer(Request(query, variables={"cursor": place}))).body)
        assert "errors" not in answer, answer
        found = answer["data"]
        for key in wide.path:
            found = found[key]
        place = found["edges"][end]["cursor"]
    assert place is not None
    return place


async def check_pages(database: Database, wide: Wide, size: str, cursor: str, end: int, far_page: int) -> None:
    """The first page and a far one cost alike, and neither costs more than a page."""
    pipeline = build_pipeline(Settings(), database)
    query = wide.query(f"{size}: {PAGE}, {cursor}: $cursor")
    place = await cursor_at(pipeline, wide, (far_page - 1) * PAGE, size, cursor, end)
    hits = {}
    for page, at in ((1, None), (far_page, place)):
        explanation = await explain_operation(
            build_schema(), build_documents(Settings()), query, {"cursor": at}, database=database
        )
        (field,) = explanation.fields
        assert field.db_hits is not None
        hits[page] = field.db_hits
        print(f"{wide.name}, {size}: page {page} costs {field.db_hits} db hits")
    assert hits[far_page] <= math.ceil(hits[1] * 1.2), hits
    # A tenth of the people has no name, and no index has those: they are met one in ten along the ids.
    assert max(hits.values()) < (40 if wide.name.startswith("persons by name") else 30) * PAGE, hits


@BY_NAME
@WAYS
async def test_a_page_far_inside_a_wide_list_costs_what_the_first_costs(
    wide_graph: Database, wide: Wide, size: str, cursor: str, end: int
) -> None:
    await check_pages(wide_graph, wide, size, cursor, end, FAR_PAGE)


def orders(field: str) -> list[str]:
    """Every orderBy that a root list takes, and none."""
    query_type = build_schema().query_type
    assert query_type is not None
    argument = query_type.fields[field].args.get("orderBy")
    kind = get_named_type(argument.type) if argument else None
    if not isinstance(kind, GraphQLInputObjectType):
        return [""]
    ways = ("ASC", "DESC")
    keys = [name for name, each in kind.fields.items() if isinstance(get_named_type(each.type), GraphQLEnumType)]
    return ["", *(f"orderBy: [{{{name}: {way}}}]," for name in keys for way in ways)]


ROOT_LISTS = ["persons", "accounts", "opportunities", "segments"]


@pytest.mark.parametrize("field", ROOT_LISTS)
async def test_a_root_list_walks_an_index_in_every_order(wide_graph: Database, field: str) -> None:
    pipeline = build_pipeline(Settings(), wide_graph)
    asked = orders(field)
    assert len(asked) > 1
    needless = {}
    for order in asked:
        wide = Wide(field, f"query($cursor: String) {{ {field}(%s {order}) {_LIST} }}", (field,))
        place = await cursor_at(pipeline, wide, 1, "last", "before", 0)
        for page, at in ((f"first: {PAGE}, after: $cursor", None), (f"last: {PAGE}, before: $cursor", place)):
            explanation = await explain_operation(
                build_schema(), build_documents(Settings()), wide.query(page), {"cursor": at}, database=wide_graph
            )
            if found := [scan for each in explanation.fields for scan in each.needless_scans]:
                needless[order, page] = found
    assert needless == {}


@pytest.mark.long
async def test_page_one_thousand_of_a_hundred_thousand_neighbours_costs_what_the_first_costs(
    database: Database,
) -> None:
    await build(database, MANY_NEIGHBOURS)
    try:
        for wide in WIDE:
            for size, cursor, end in (("first", "after", -1), ("last", "before", 0)):
                await check_pages(database, wide, size, cursor, end, VERY_FAR_PAGE)
    finally:
        await database.execute(Statement(_DROP))
