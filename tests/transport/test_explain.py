"""Who may see how an answer was made, and who is told that he may not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway

ASKING: list[dict[str, Any]] = [
    {"headers": {"x-explain": "1"}},
    {"headers": {"x-explain": "True"}},
    {"extensions": {"explain": True}},
]


async def _post(client: httpx.AsyncClient, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": "{ explained }", **more}, headers=headers or {})


@pytest.mark.parametrize("asking", ASKING, ids=str)
async def test_a_plan_is_refused_unless_the_gateway_shows_plans(asking: dict[str, Any]) -> None:
    async with client_of(SchemaGateway()) as client:
        response = await _post(client, **asking)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN")
    assert "GATEWAY_EXPLAIN" in error["extensions"]["hint"]
    assert "data" not in response.json()


@pytest.mark.parametrize("asking", ASKING, ids=str)
async def test_a_gateway_that_shows_plans_asks_the_pipeline_for_one(asking: dict[str, Any]) -> None:
    async with client_of(SchemaGateway(), explain=True) as client:
        assert (await _post(client, **asking)).json() == {"data": {"explained": True}}


@pytest.mark.parametrize("explain", [True, False])
@pytest.mark.parametrize("asking", [{}, {"headers": {"x-explain": "0"}}, {"extensions": {"explain": False}}], ids=str)
async def test_who_does_not_ask_gets_none(asking: dict[str, Any], explain: bool) -> None:
    async with client_of(SchemaGateway(), explain=explain) as client:
        assert (await _post(client, **asking)).json() == {"data": {"explained": False}}


async def test_what_is_neither_true_nor_false_is_refused() -> None:
    async with client_of(SchemaGateway(), explain=True) as client:
        response = await _post(client, extensions={"explain": "yes"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")
