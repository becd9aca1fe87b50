"""GraphQL as its specification has it, on the compiled way as by the ordinary executor."""

from __future__ import annotations

import orjson
import pytest
from graphql import GraphQLObjectType, build_client_schema, find_breaking_changes, get_introspection_query

from gateway.pipeline import Request
from tests.semantics.both_ways import BothWays, Case
from tests.semantics.input_cases import INPUTS
from tests.semantics.output_cases import OUTPUTS
from tests.semantics.selection_cases import SELECTIONS


def _says(case: Case) -> str:
    return case.says


@pytest.mark.parametrize("case", SELECTIONS, ids=_says)
async def test_a_selection_is_answered(both_ways: BothWays, case: Case) -> None:
    await both_ways.check(case)


@pytest.mark.parametrize("case", INPUTS, ids=_says)
async def test_an_input_is_taken_or_refused(both_ways: BothWays, case: Case) -> None:
    await both_ways.check(case)


@pytest.mark.parametrize("case", OUTPUTS, ids=_says)
async def test_a_value_comes_out_in_its_one_form(both_ways: BothWays, case: Case) -> None:
    await both_ways.check(case)


async def test_the_whole_schema_can_be_asked_for_and_built_again(both_ways: BothWays) -> None:
    query = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True)
    answer = await both_ways.pipeline.answer(Request(query))
    rebuilt = build_client_schema(orjson.loads(answer.body)["data"])
    assert find_breaking_changes(both_ways.pipeline.schema, rebuilt) == []
    assert find_breaking_changes(rebuilt, both_ways.pipeline.schema) == []


async def test_what_a_field_means_and_whether_it_will_go_is_told(both_ways: BothWays) -> None:
    query = """{ __type(name: "Person") { description fields(includeDeprecated: true) {
      name description isDeprecated deprecationReason } } }"""
    told = (await both_ways.answer(query))["data"]["__type"]
    kind = both_ways.pipeline.schema.type_map["Person"]
    assert isinstance(kind, GraphQLObjectType)
    assert told["description"] == kind.description
    assert {each["name"]: each["description"] for each in told["fields"]} == {
        name: field.description for name, field in kind.fields.items()
    }
    assert {each["name"] for each in told["fields"] if each["isDeprecated"]} == set()
