"""GraphQL over HTTP as the specification wants it: methods, media types, statuses, parameters."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from gateway.shape.answer import CacheNote
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway

GRAPHQL_RESPONSE = "application/graphql-response+json"
URQL = f"{GRAPHQL_RESPONSE}, application/graphql+json, application/json, text/event-stream, multipart/mixed"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


async def post(client: httpx.AsyncClient, accept: str = GRAPHQL_RESPONSE, **body: Any) -> httpx.Response:
    return await client.post("/graphql", json=body, headers={"accept": accept})


async def get(client: httpx.AsyncClient, accept: str = GRAPHQL_RESPONSE, **parameters: str) -> httpx.Response:
    return await client.get("/graphql", params=parameters, headers={"accept": accept})


def only_error(response: httpx.Response) -> dict[str, Any]:
    """The one error of a response that has no data."""
    body = response.json()
    assert list(body) == ["errors"]
    (error,) = body["errors"]
    assert isinstance(error, dict)
    return error


async def test_a_query_is_answered_by_post_and_by_get(client: httpx.AsyncClient) -> None:
    for response in (await post(client, query="{ hello }"), await get(client, query="{ hello }")):
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{GRAPHQL_RESPONSE}; charset=utf-8"
        assert response.headers["vary"] == "Accept"
        assert response.json() == {"data": {"hello": "hello world"}}


async def test_variables_and_operation_name_arrive_by_post_and_by_get(client: httpx.AsyncClient) -> None:
    query = "query A { hello } query B($name: String) { hello(name: $name) }"
    posted = await post(client, query=query, operationName="B", variables={"name": "Ann"}, extensions={"a": 1})
    got = await get(client, query=query, operationName="B", variables='{"name": "Ann"}', extensions="{}")
    assert posted.json() == got.json() == {"data": {"hello": "hello Ann"}}


async def test_null_and_blank_parameters_count_as_absent(client: httpx.AsyncClient) -> None:
    posted = await post(client, query="{ hello }", operationName=None, variables=None, extensions=None)
    blank = await get(client, query="{ hello }", operationName="", variables="", extensions="")
    null = await get(client, query="{ hello }", variables="null", extensions="null")
    assert posted.status_code == blank.status_code == null.status_code == 200


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/json", "application/json"),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("APPLICATION/JSON;Charset=UTF-8", "application/json"),
        (f"{GRAPHQL_RESPONSE};q=0.5, application/json;q=0.9", "application/json"),
        (f"{GRAPHQL_RESPONSE}, application/json;q=0.9", GRAPHQL_RESPONSE),
        ("application/json;q=0, */*", GRAPHQL_RESPONSE),
        (URQL, GRAPHQL_RESPONSE),
    ],
)
async def test_the_answer_has_the_media_type_the_client_likes_best(
    client: httpx.AsyncClient, accept: str, answered: str
) -> None:
    response = await post(client, accept=accept, query="{ hello }")
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


async def test_a_request_without_accept_is_answered_as_plain_json(client: httpx.AsyncClient) -> None:
    request = client.build_request("POST", "/graphql", json={"query": "{ hello }"})
    del request.headers["accept"]
    response = await client.send(request)
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "accept", ["text/plain", "text/event-stream;q=0", "application/xml", "*/*;q=0", "application/json;charset=latin1"]
)
async def test_a_client_that_takes_no_json_is_refused_with_406(client: httpx.AsyncClient, accept: str) -> None:
    response = await post(client, accept=accept, query="{ hello }")
    assert response.status_code == 406
    assert only_error(response)["message"] == f"Accept is '{accept}'."


@pytest.mark.parametrize("query", ["{", "{ unknown }", "query ($a: Int!) { number(value: $a) }"])
async def test_a_refused_operation_is_400_only_to_clients_that_know_the_new_media_type(
    client: httpx.AsyncClient, query: str
) -> None:
    new = await post(client, query=query)
    old = await post(client, accept="application/json", query=query)
    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert only_error(new)["message"]


async def test_an_answer_with_errors_beside_data_is_200(client: httpx.AsyncClient) -> None:
    response = await post(client, query="{ hello fails @include(if: false) }")
    assert response.status_code == 200


async def test_two_operations_without_a_name_are_an_error(client: httpx.AsyncClient) -> None:
    response = await post(client, query="query A { hello } query B { hello }")
    assert response.status_code == 400
    assert "operation name" in only_error(response)["message"]


async def test_a_mutation_is_refused_on_get_and_run_on_post(client: httpx.AsyncClient) -> None:
    for accept in (GRAPHQL_RESPONSE, "application/json"):
        refused = await get(client, accept=accept, query="mutation { greet }")
        assert refused.status_code == 405
        assert refused.headers["allow"] == "POST"
        assert only_error(refused)["message"]
    assert (await post(client, query="mutation { greet }")).json() == {"data": {"greet": "greeted"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused_with_the_allowed_ones(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert only_error(response)["message"].startswith(f"{method} is not served here")


async def test_head_has_the_headers_of_get(client: httpx.AsyncClient) -> None:
    response = await client.head("/graphql", params={"query": "{ hello }"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json;charset=utf-8", 'application/json; charset="UTF-8"'],
)
async def test_json_is_read_however_its_name_is_spelled(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "xapplication/json",
        "application/jsonx",
        "application/json, text/plain",
        "text/plain;a=application/json",
        "application/json; charset=iso-8859-1",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/graphql",
        "json",
        "",
    ],
)
async def test_anything_else_is_refused_with_415_and_named(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 415
    error = only_error(response)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert content_type[:60] in error["message"] or "iso-8859-1" in error["message"]


async def test_a_post_without_content_type_is_refused_with_415(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", content=b'{"query":"{hello}"}')
    assert response.status_code == 415
    assert only_error(response)["message"] == "The request has no Content-Type."


async def test_a_post_with_two_content_types_is_refused(client: httpx.AsyncClient) -> None:
    headers = [("content-type", "application/json"), ("content-type", "text/plain")]
    response = await client.post("/graphql", content=b"{}", headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"query": 1}, "The parameter 'query' is a number where a string is wanted."),
        ({"query": None}, "The parameter 'query' is null where a string is wanted."),
        ({"qeury": "{ hello }"}, "The parameter 'query' is missing; found 'qeury'."),
        ({}, "The parameter 'query' is missing; found no parameter."),
        ({"query": "{hello}", "operationName": {}}, "'operationName' is an object where a string is wanted"),
        ({"query": "{hello}", "variables": "{}"}, "'variables' is a string where an object is wanted"),
        ({"query": "{hello}", "variables": []}, "'variables' is an array where an object is wanted"),
        ({"query": "{hello}", "extensions": False}, "'extensions' is false where an object is wanted"),
    ],
)
async def test_a_wrong_parameter_is_named_with_what_was_found(
    client: httpx.AsyncClient, body: dict[str, Any], message: str
) -> None:
    response = await post(client, **body)
    assert response.status_code == 400
    error = only_error(response)
    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize(
    ("query_string", "message"),
    [
        ("", "The parameter 'query' is missing; found no parameter."),
        ("query={hello}&query={hello}", "The parameter 'query' is given more than once."),
        ("query={hello}&variables={", "The parameter 'variables' is not JSON"),
        ("query={hello}&variables=[1]", "The parameter 'variables' is an array where an object is wanted."),
        ("query={hello}&extensions=1", "The parameter 'extensions' is a number where an object is wanted."),
        ("query=%ff", "The query string is not UTF-8."),
        ("query={hello}&operationName=%ED%A0%80", "The query string is not UTF-8."),
        ("a=1&" * 101, "The query string has over 100 parameters."),
    ],
)
async def test_a_wrong_query_string_is_named_with_what_was_found(
    client: httpx.AsyncClient, query_string: str, message: str
) -> None:
    response = await client.get(f"/graphql?{query_string}")
    assert response.status_code == 400
    assert only_error(response)["message"].startswith(message)


async def test_a_get_that_another_sites_page_embeds_is_refused(client: httpx.AsyncClient) -> None:
    parameters = {"query": "{ hello }"}
    refused = await client.get("/graphql", params=parameters, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert only_error(refused)["extensions"]["code"] == "FORBIDDEN"
    for site in ("same-origin", "none"):
        response = await client.get("/graphql", params=parameters, headers={"sec-fetch-site": site})
        assert response.status_code == 200


async def test_no_site_is_given_leave_to_read_answers(client: httpx.AsyncClient) -> None:
    headers = {"origin": "http://elsewhere.test", "access-control-request-method": "POST"}
    preflight = await client.options("/graphql", headers=headers)
    answer = await client.post("/graphql", json={"query": "{hello}"}, headers={"origin": "http://elsewhere.test"})
    assert not [name for name in (*preflight.headers, *answer.headers) if name.startswith("access-control-")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_an_uncached_answer_is_not_to_be_stored(client: httpx.AsyncClient) -> None:
    response = await post(client, query="{ hello }")
    assert response.headers["cache-control"] == "no-store"
    assert "x-cache" not in response.headers
    assert "age" not in response.headers


@pytest.mark.parametrize(("hit", "said"), [(True, "HIT"), (False, "MISS")])
async def test_a_cacheable_answer_tells_its_age_and_where_it_came_from(hit: bool, said: str) -> None:
    gateway = SchemaGateway(cache=CacheNote(hit=hit, age_s=3.2, max_age_s=30.9))
    async with client_of(gateway) as client:
        response = await post(client, query="{ hello }")
    assert response.headers["cache-control"] == "private, max-age=30"
    assert response.headers["age"] == "4"
    assert response.headers["x-cache"] == said


async def test_the_time_of_each_stage_is_told() -> None:
    async with client_of(SchemaGateway(timings_ms=(("plan", 0.126), ("store", 12.0)))) as client:
        response = await post(client, query="{ hello }")
    assert response.headers["server-timing"] == "plan;dur=0.13, store;dur=12.00"


@pytest.mark.parametrize(
    ("cache_control", "fresh"),
    [
        (None, False),
        ("no-cache", True),
        ("No-Cache, private", True),
        ("max-age=0", True),
        ("no-store", True),
        ("max-age=10", False),
        ("x-no-cache", False),
    ],
)
async def test_a_client_can_ask_for_an_answer_from_the_graph(
    client: httpx.AsyncClient, cache_control: str | None, fresh: bool
) -> None:
    headers = {"cache-control": cache_control} if cache_control else {}
    response = await client.post("/graphql", json={"query": "{ fresh }"}, headers=headers)
    assert response.json() == {"data": {"fresh": fresh}}


async def test_a_sane_request_id_reaches_the_pipeline_and_comes_back(client: httpx.AsyncClient) -> None:
    headers = {"x-request-id": "trace-7"}
    response = await client.post("/graphql", json={"query": "{ requestId }"}, headers=headers)
    assert response.headers["x-request-id"] == "trace-7"
    assert response.json() == {"data": {"requestId": "trace-7"}}


async def test_every_response_has_a_request_id_of_its_own(client: httpx.AsyncClient) -> None:
    paths = ("/graphql", "/healthz", "/nowhere", "/")
    ids = [(await client.get(path)).headers["x-request-id"] for path in paths]
    assert len(set(ids)) == len(ids)


async def test_a_request_id_that_could_break_a_log_line_is_replaced(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz", headers={"x-request-id": "a b\\n" + "x" * 200})
    assert len(response.headers["x-request-id"]) == 32


async def test_json_that_a_browser_could_sniff_is_marked_as_what_it_is(client: httpx.AsyncClient) -> None:
    response = await get(client, accept=BROWSER.replace("text/html,", ""), query="{ hello }")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert json.loads(response.content) == {"data": {"hello": "hello world"}}
