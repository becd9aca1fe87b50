"""Searching a real graph: what finds what, in which order, page by page; and no text that breaks it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from seeds.story import story_files

pytestmark = pytest.mark.live

_SEARCH = """query(
  $text: String!, $types: [SearchType!] = [PERSON, ACCOUNT, OPPORTUNITY], $first: Int, $after: String
) {
  search(text: $text, types: $types, first: $first, after: $after) {
    edges { cursor score node { __typename
      ... on Person { id fullName } ... on Account { id name } ... on Opportunity { id name } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings) -> Pipeline:
    await load_files(module_database, story_files())
    return build_pipeline(settings, module_database)


async def answered(pipeline: Pipeline, **variables: Any) -> Any:
    return orjson.loads((await pipeline.answer(Request(_SEARCH, variables=variables))).body)


async def found(pipeline: Pipeline, text: str, **variables: Any) -> list[str]:
    """The names of what is found, the best first."""
    answer = await answered(pipeline, text=text, **variables)
    assert "errors" not in answer
    nodes = [edge["node"] for edge in answer["data"]["search"]["edges"]]
    return [each.get("fullName") or each["name"] for each in nodes]


async def code(pipeline: Pipeline, **variables: Any) -> str:
    (error,) = (await answered(pipeline, **variables))["errors"]
    assert error["path"] == ["search"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lindqvist", "lindqvist ada", "ADA", "lindq", "ada lin", "qvist",
        "lindqvst", "lindkvist", "lindqvsit", "lindqvistt", "kindqvist", "Lindqbi",
        "ada.lindqvist@northwind.example", "ada.lindqvist@north", "  ada.lindqvist  ",
        "+46 70-174 06 12", "+46701740612", "0046 70 174 06 12", "46701740612", "070-174 06 12", "0701740612",
        "+46 (0)70 174", "070-174", "+46 70 174", "0612", "740612", "174 06 12", "Ada +46 70 174 06 12",
    ],
)  # fmt: skip
async def test_ada_is_found_by_whatever_part_of_her_an_agent_types(pipeline: Pipeline, text: str) -> None:
    assert (await found(pipeline, text, types=["PERSON"]))[0] == "Ada Lindqvist"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nunez", "Zoë Okonkwo-Núñez"),
        ("ZOË", "Zoë Okonkwo-Núñez"),
        ("elise", "Élise Aubert"),
        ("tomas herrera", "Tomás Herrera"),
        ("bergstroem", "Noah Bergström"),
        ("高橋", "高橋 美咲"),
        ("高橋美咲", "高橋 美咲"),
        ("misaki", "高橋 美咲"),
        ("harbour & vale", "Harbour & Vale Shipping"),
        ("grid analytics", "Grid analytics platform"),
        ("turbines 600", "Fleet monitoring for 600 turbines"),
    ],
)
async def test_accents_case_and_order_do_not_matter(pipeline: Pipeline, text: str, expected: str) -> None:
    assert (await found(pipeline, text))[0] == expected


async def test_a_shared_number_finds_everybody_who_has_it(pipeline: Pipeline) -> None:
    assert set(await found(pipeline, "06 39 98 41 07")) == {"Élise Aubert", "Luc Aubert"}


async def test_a_number_that_no_one_has_finds_no_one(pipeline: Pipeline) -> None:
    assert await found(pipeline, "+46 70 174 06 13") == []


async def test_every_word_has_to_be_found(pipeline: Pipeline) -> None:
    assert await found(pipeline, "ada kestrel") == []


async def test_what_is_named_so_comes_before_who_works_there(pipeline: Pipeline) -> None:
    names = await found(pipeline, "kestrel robotics")
    assert names[0] == "Kestrel Robotics"
    assert {"Priya Raman", "Tomás Herrera"} <= set(names[1:])


async def test_only_the_types_asked_for_are_found(pipeline: Pipeline) -> None:
    assert await found(pipeline, "northwind", types=[]) == []
    assert await found(pipeline, "northwind", types=None) == await found(pipeline, "northwind")
    people = await answered(pipeline, text="northwind", types=["PERSON", "PERSON"])
    assert {edge["node"]["__typename"] for edge in people["data"]["search"]["edges"]} == {"Person"}


async def test_who_was_forgotten_is_found_no_more(pipeline: Pipeline) -> None:
    assert await found(pipeline, "gregor falk") == []


@pytest.mark.parametrize("size", [1, 2, 3, 500])
async def test_pages_join_to_the_whole_list_in_order(pipeline: Pipeline, size: int) -> None:
    whole = (await answered(pipeline, text="northwind", first=500))["data"]["search"]["edges"]
    assert [(-each["score"], each["node"]["id"]) for each in whole] == sorted(
        (-each["score"], each["node"]["id"]) for each in whole
    )
    assert len(whole) > 8
    edges: list[Any] = []
    after = None
    while True:
        page = (await answered(pipeline, text="northwind", first=size, after=after))["data"]["search"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        assert len(page["edges"]) == size
    assert edges == whole


async def test_a_cursor_of_another_search_is_refused(pipeline: Pipeline) -> None:
    page = await answered(pipeline, text="northwind", first=1)
    cursor = page["data"]["search"]["pageInfo"]["endCursor"]
    assert await code(pipeline, text="kestrel", after=cursor) == "BAD_CURSOR"
    assert await code(pipeline, text="northwind", types=["PERSON"], after=cursor) == "BAD_CURSOR"
    assert await code(pipeline, text="northwind", after="nonsense") == "BAD_CURSOR"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"text": ""}, "BAD_INPUT"),
        ({"text": " *?~ "}, "BAD_INPUT"),
        ({"text": "a" * 201}, "LIMIT_EXCEEDED"),
        ({"text": "a b c d e f g h i j k l m"}, "LIMIT_EXCEEDED"),
        ({"text": "ada", "first": 0}, "BAD_INPUT"),
        ({"text": "ada", "first": 501}, "LIMIT_EXCEEDED"),
    ],
)
async def test_what_cannot_be_searched_is_refused(pipeline: Pipeline, variables: dict[str, Any], expected: str) -> None:
    assert await code(pipeline, **variables) == expected


@hypothesis_settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=40)
    | st.text(alphabet='ad+-!(){}[]^"~*?:\\/&| 0', max_size=40)
    | st.lists(st.sampled_from(["AND", "OR", "NOT", "TO", "ada", "[", "]", "\\", '"', "/", "~2", "*", "9", "+46"])).map(
        " ".join
    )
)
async def test_no_text_breaks_a_search(pipeline: Pipeline, text: str) -> None:
    answer = await answered(pipeline, text=text)
    codes = {each["extensions"]["code"] for each in answer.get("errors", ())}
    assert codes <= {"BAD_INPUT", "LIMIT_EXCEEDED"}
