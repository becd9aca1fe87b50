"""`extensions.plan`: what an answer cost, beside the same answer."""

from __future__ import annotations

import orjson
import pytest

from gateway.pipeline import Request
from tests.semantics.both_ways import BothWays
from tests.semantics.selection_cases import ADA

_QUERY = f"""query($role: String!) {{ {ADA} {{ fullName accounts(where: {{ role: {{ eq: $role }} }}) {{ totalCount }} }}
  opportunities(first: 1) {{ totalCount }} node(id: "nothing") {{ id }} }}"""
_VALUES = {"role": "Decision Maker"}


@pytest.mark.parametrize("query", [_QUERY, _QUERY.replace("node(id", '__type(name: "Person") { name } node(id')])
async def test_a_plan_shows_statements_db_hits_and_time_by_stage(both_ways: BothWays, query: str) -> None:
    plain = await both_ways.pipeline.answer(Request(query, variables=_VALUES))
    shown = await both_ways.pipeline.answer(Request(query, variables=_VALUES, explain=True))
    answer = orjson.loads(shown.body)
    plan = answer.pop("extensions")["plan"]
    assert answer == orjson.loads(plain.body)
    assert plan["statements"] == len(plan["fields"]) == 2
    assert plan["dbHits"] == sum(each["dbHits"] for each in plan["fields"]) > 0
    assert {"parse", "plan", "store", "shape"} <= plan["stagesMs"].keys()
    (person,) = [each for each in plan["fields"] if each["field"] == "person"]
    assert person["statement"].startswith("MATCH")
    assert person["operators"][0]["name"] == "ProduceResults"
    assert person["plan"][0].startswith("person = Person named by")
    assert "person_accounts_where_role_eq" in person["parameters"]
    assert b"Decision Maker" not in shown.body


async def test_who_does_not_ask_sees_nothing_of_it(both_ways: BothWays) -> None:
    answer = await both_ways.pipeline.answer(Request(_QUERY, variables=_VALUES))
    assert orjson.loads(answer.body).keys() == {"data"}
    assert b"MATCH" not in answer.body


async def test_an_explained_lookup_is_asked_of_the_graph_and_not_kept(both_ways: BothWays) -> None:
    query = f"{{ {ADA} {{ fullName }} }}"
    await both_ways.pipeline.answer(Request(query))
    for _ in range(2):
        answer = await both_ways.pipeline.answer(Request(query, explain=True))
        assert answer.cache is None
        assert orjson.loads(answer.body)["extensions"]["plan"]["statements"] == 1
    assert b"extensions" not in (await both_ways.pipeline.answer(Request(query))).body


async def test_the_stages_of_every_answer_are_timed(both_ways: BothWays) -> None:
    answer = await both_ways.pipeline.answer(Request(_QUERY, variables=_VALUES))
    assert [stage for stage, _ in answer.timings_ms] == ["parse", "plan", "store", "shape", "write"]
    assert all(spent_ms >= 0 for _, spent_ms in answer.timings_ms)
