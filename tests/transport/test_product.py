"""What the whole product refuses before it asks the database anything, by POST and by GET alike."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import GraphQLNonNull

from gateway.schema.build import build_schema
from tests.transport.conftest import Address

METHODS = pytest.mark.parametrize("method", ["POST", "GET"])


async def refused(address: Address, method: str, query: str) -> tuple[int, dict[str, Any]]:
    """Status and only error of a query."""
    host, port = address
    sent: dict[str, Any] = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    accept = {"accept": "application/graphql-response+json"}
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
        response = await client.request(method, "/graphql", headers=accept, **sent)
    (error,) = response.json()["errors"]
    return response.status_code, error


@METHODS
async def test_doubling_fragments_are_refused_however_they_come(product_address: Address, method: str) -> None:
    steps = [f"fragment F{level} on Account {{ ...F{level + 1} ...F{level + 1} }}" for level in range(30)]
    query = " ".join(['{ account(key: "k") { ...F0 } }', *steps, "fragment F30 on Account { name }"])
    status, error = await refused(product_address, method, query)
    assert status == 400
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["asked"] == 2**30 + 1


@METHODS
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ " + 'account(key: "k") { parent { ' * 11 + "name" + " } }" * 11 + " }", "Levels of the selection"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(101)) + " }", "Aliases in the operation"),
        ("{ " + "__typename " * 21 + "}", "Root fields in the operation"),
    ],
)
async def test_every_limit_holds_however_a_query_comes(
    product_address: Address, method: str, query: str, words: str
) -> None:
    status, error = await refused(product_address, method, query)
    assert status == 400
    assert error["message"].startswith(words)


async def test_too_many_tokens_are_refused(product_address: Address) -> None:
    status, error = await refused(product_address, "POST", "{ " + "__typename " * 10_000 + "}")
    assert status == 400
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


@METHODS
async def test_two_operations_without_a_name_are_refused(product_address: Address, method: str) -> None:
    status, error = await refused(product_address, method, "query A { __typename } query B { __typename }")
    assert status == 400
    assert error["extensions"] == {"code": "BAD_INPUT", "hint": "operationName is one of: A, B."}


@METHODS
@pytest.mark.parametrize("cursor", ["", "abc", "!!!", "YWJj", "é", "x" * 5_000])
async def test_a_bad_cursor_is_refused_without_a_word_about_how_cursors_are_made(
    product_address: Address, method: str, cursor: str
) -> None:
    _, error = await refused(product_address, method, f'{{ persons(after: "{cursor}") {{ nodes {{ id }} }} }}')
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert "padding" not in error["message"]


def test_a_node_may_be_missing_without_voiding_the_whole_answer() -> None:
    query = build_schema().query_type
    assert query is not None
    assert not isinstance(query.fields["node"].type, GraphQLNonNull)


async def test_without_a_database_the_process_is_alive_and_not_ready(product_address: Address) -> None:
    host, port = product_address
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
