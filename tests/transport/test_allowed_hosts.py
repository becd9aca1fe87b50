"""The gateway answers to its own names only: a site whose name was pointed at this machine gets nothing."""

from __future__ import annotations

import pytest

from gateway.settings import Settings
from gateway.transport.allowed_hosts import allowed_hosts, host_name, is_loopback
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway


async def _status(name: str, path: str = "/graphql?query={hello}", **settings: object) -> tuple[int, str]:
    async with client_of(SchemaGateway(), **settings) as client:
        response = await client.get(path, headers={"host": name})
    errors = response.json().get("errors", []) if response.headers["content-type"].startswith("application/") else []
    return response.status_code, "".join(each["extensions"]["code"] for each in errors)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
async def test_loopback_is_answered_by_each_of_its_names(host: str) -> None:
    assert await _status(host) == (200, "")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "", "a@localhost"]
)
async def test_another_name_is_refused_with_an_error_of_the_catalogue(host: str) -> None:
    assert await _status(host) == (403, "FORBIDDEN")


@pytest.mark.parametrize("path", ["/", "/schema.graphql", "/graphiql/graphiql.js", "/nowhere"])
async def test_nothing_else_is_served_to_it_either(path: str) -> None:
    assert (await _status("evil.example", path))[0] == 403


async def test_a_probe_may_come_by_any_name() -> None:
    assert (await _status("10.0.0.7:8000", "/healthz"))[0] == 200


async def test_the_refusal_names_the_host_and_says_what_to_do() -> None:
    async with client_of(SchemaGateway()) as client:
        (error,) = (await client.get("/", headers={"host": "evil.example"})).json()["errors"]
    assert "'evil.example'" in error["message"]
    assert "GATEWAY_ALLOWED_HOSTS" in error["extensions"]["hint"]


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        ({"allowed_hosts": "graph.corp.example, other"}, "graph.corp.example:443", 200),
        ({"allowed_hosts": "graph.corp.example, other"}, "Other", 200),
        ({"allowed_hosts": "graph.corp.example"}, "localhost", 403),
        ({"allowed_hosts": "*"}, "anything", 200),
        ({"host": "192.168.1.5"}, "192.168.1.5:8000", 200),
        ({"host": "192.168.1.5"}, "localhost", 200),
        ({"host": "192.168.1.5"}, "evil.example", 403),
        ({"host": "0.0.0.0"}, "gateway:8000", 200),
        ({"host": "::"}, "gateway:8000", 200),
    ],
)
async def test_who_is_answered_is_decided_by_the_settings(settings: dict[str, str], host: str, status: int) -> None:
    assert (await _status(host, **settings))[0] == status


def test_the_names_are_read_once_and_alike() -> None:
    assert allowed_hosts(Settings(allowed_hosts="A.example:80,[::1]")) == frozenset({"a.example", "::1"})
    assert host_name("fe80::1") == "fe80::1"


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box", False)],
)
def test_loopback_is_told_from_the_rest(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer
