"""A graph that lacks what the schema promises: null goes up to what may be null, and no further, in both ways alike."""

from __future__ import annotations

import pytest
import pytest_asyncio

from gateway.cypher.statement import Statement
from gateway.store.database import Database
from tests.semantics.both_ways import BothWays, Case
from tests.semantics.selection_cases import ADA

_DAMAGE = [
    "MATCH (account:Account {key: 'northwind-turbines@crm.Salesforce'}) REMOVE account.name",
    "MATCH (deal:Opportunity {key: 'grid-analytics@crm.Salesforce'}) REMOVE deal.amount_currency",
    "MATCH (:Person)-[membership:MEMBER_OF]->(:Segment {name: 'Loyal shoppers'}) REMOVE membership.last_qualified_at",
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def damaged(both_ways: BothWays, story: Database) -> BothWays:
    for text in _DAMAGE:
        await story.execute(Statement(text))
    return both_ways


_TURBINES = 'account(key: "northwind-turbines@crm.Salesforce")'
_GROUP = 'account(key: "northwind-group@crm.Salesforce")'
_GRID = 'opportunity(key: "grid-analytics@crm.Salesforce")'
_FLEET = 'opportunity(key: "fleet-monitoring@crm.Salesforce")'
_SHOPPER = 'person(identity: { namespace: "Phone", value: "+351900000142" })'

CASES = [
    Case(
        "the object that lacks it is null",
        f"{{ {_TURBINES} {{ key name }} }}",
        {"account": None},
        errors=(("INTERNAL", "account", "name"),),
    ),
    Case(
        "who does not ask for it sees nothing of it",
        f"{{ {_TURBINES} {{ key }} }}",
        {"account": {"key": "northwind-turbines@crm.Salesforce"}},
    ),
    Case(
        "a to-one field that may be null stops it",
        f"{{ {_FLEET} {{ stage account {{ name }} }} }}",
        {"opportunity": {"stage": "Proposal", "account": None}},
        errors=(("INTERNAL", "opportunity", "account", "name"),),
    ),
    Case(
        "the path is of response keys",
        f"{{ deal: {_FLEET} {{ of: account {{ called: name }} }} }}",
        {"deal": {"of": None}},
        errors=(("INTERNAL", "deal", "of", "called"),),
    ),
    Case(
        "a list whose items may not be null hands it on, with its place",
        f"{{ {ADA} {{ fullName accounts {{ edges {{ node {{ name }} }} }} }} }}",
        {"person": None},
        errors=(("INTERNAL", "person", "accounts", "edges", 2, "node", "name"),),
    ),
    Case(
        "so does the shortcut to its nodes",
        f"{{ {ADA} {{ fullName accounts {{ nodes {{ name }} }} }} }}",
        {"person": None},
        errors=(("INTERNAL", "person", "accounts", "nodes", 2, "name"),),
    ),
    Case(
        "a page without it is answered",
        f"{{ {ADA} {{ accounts(first: 2) {{ nodes {{ name }} }} }} }}",
        {"person": {"accounts": {"nodes": [{"name": "Northwind Group"}] * 2}}},
    ),
    Case(
        "a root field that may not be null empties the data",
        "{ accounts { nodes { name } } __typename }",
        errors=(("INTERNAL", "accounts", "nodes", 2, "name"),),
    ),
    Case(
        "the other root fields are answered",
        f"{{ bad: {_TURBINES} {{ name }} good: {_GROUP} {{ name }} worse: {_FLEET} {{ account {{ name }} }} }}",
        {"bad": None, "good": {"name": "Northwind Group"}, "worse": {"account": None}},
        errors=(("INTERNAL", "bad", "name"), ("INTERNAL", "worse", "account", "name")),
    ),
    Case(
        "each item that may be null is null by itself",
        f"{{ {_GROUP} {{ children {{ nodes {{ key }} }} }} opportunities(where: {{ account: {{ key: {{ startsWith: "
        '"northwind-t" } } }, orderBy: { key: ASC }) { nodes { key account { name } } } }',
        {
            "account": {
                "children": {
                    "nodes": [{"key": "northwind-turbines@crm.Salesforce"}, {"key": "northwind-grid@crm.Salesforce"}]
                }
            },
            "opportunities": {
                "nodes": [
                    {"key": "fleet-monitoring@crm.Salesforce", "account": None},
                    {"key": "spare-parts@crm.Salesforce", "account": None},
                ]
            },
        },
        errors=(
            ("INTERNAL", "opportunities", "nodes", 0, "account", "name"),
            ("INTERNAL", "opportunities", "nodes", 1, "account", "name"),
        ),
    ),
    Case(
        "an object in several properties is null where a part that it must have is missing",
        f"{{ {_GRID} {{ name amount {{ amount currencyCode }} }} }}",
        {"opportunity": {"name": "Grid analytics platform", "amount": None}},
        errors=(("INTERNAL", "opportunity", "amount", "currencyCode"),),
    ),
    Case(
        "what the relationship lacks is as what the node lacks",
        f"{{ {_SHOPPER} {{ segmentMemberships {{ lastQualifiedAt segment {{ name }} }} }} }}",
        {"person": None},
        errors=(("INTERNAL", "person", "segmentMemberships", 0, "lastQualifiedAt"),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
async def test_a_missing_value_empties_what_must_have_it(damaged: BothWays, case: Case) -> None:
    await damaged.check(case)


async def test_a_list_of_nodes_that_may_be_null_loses_one(damaged: BothWays) -> None:
    found = await damaged.answer(f"{{ a: {_GROUP} {{ id }} b: {_TURBINES} {{ id }} }}")
    ids = [found["data"]["a"]["id"], found["data"]["b"]["id"]]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { name } } }"
    answer = await damaged.answer(query, {"ids": [*ids, "nothing", ids[0]]})
    assert answer["data"] == {"nodes": [{"name": "Northwind Group"}, None, None, {"name": "Northwind Group"}]}
    assert [each["path"] for each in answer["errors"]] == [["nodes", 1, "name"]]


async def test_what_is_missing_is_told_with_a_request_id_and_logged_with_its_place(
    damaged: BothWays, caplog: pytest.LogCaptureFixture
) -> None:
    (error,) = (await damaged.answer(f"{{ deal: {_FLEET} {{ account {{ name }} }} }}"))["errors"]
    assert error["message"] == "Cannot return null for non-nullable field Account.name."
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "r-1"}
    assert caplog.messages[0] == "Cannot return null for non-nullable field Account.name. (deal.account.name)"
