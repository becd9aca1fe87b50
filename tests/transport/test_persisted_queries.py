"""Documents that are named by their hash, as the clients of Apollo and urql do, and by `documentId`, as others do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from typing import Any, cast

import httpx
import pytest
import websockets

from gateway.app import build_pipeline
from gateway.pipeline import Pipeline
from gateway.product import Product
from gateway.settings import OperationsMode, Settings
from gateway.store.database import Database
from gateway.store.recorded import RecordedStore
from gateway.transport.routes import build_app
from tests.transport.conftest import Address, serving

GRAPHQL_RESPONSE = "application/graphql-response+json"
APOLLO = f"{GRAPHQL_RESPONSE},application/json;q=0.9"
BOTH_TYPES = pytest.mark.parametrize("accept", ["application/json", GRAPHQL_RESPONSE, APOLLO])
NOT_FOUND = {
    "message": "PersistedQueryNotFound",
    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND", "hint": "Send the document beside its hash once."},
}


def hashed(query: str) -> str:
    return sha256(query.encode()).hexdigest()


def persisted(query: str) -> dict[str, Any]:
    """What Apollo's client puts beside a query, and sends alone the first time."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashed(query)}}}


@pytest.fixture
def client(product_address: Address) -> Iterator[httpx.Client]:
    host, port = product_address
    with httpx.Client(base_url=f"http://{host}:{port}", headers={"accept": APOLLO}) as client:
        yield client


def post(client: httpx.Client, accept: str = APOLLO, **body: Any) -> httpx.Response:
    return client.post("/graphql", json=body, headers={"accept": accept})


def get(client: httpx.Client, accept: str = APOLLO, **parameters: Any) -> httpx.Response:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return client.get("/graphql", params=texts, headers={"accept": accept})


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of a response that has one error and no data."""
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    return response.status_code, error["extensions"]["code"], error["message"]


@BOTH_TYPES
def test_a_document_is_named_by_its_hash_once_it_was_sent_with_it(client: httpx.Client, accept: str) -> None:
    query = f"query Once {{ first: __typename }} # {accept}"
    unknown = post(client, accept, **persisted(query))
    assert (unknown.status_code, unknown.json()) == (200, {"errors": [NOT_FOUND]})
    assert unknown.headers["cache-control"] == "no-store"
    sent = post(client, accept, query=query, **persisted(query))
    named = post(client, accept, **persisted(query))
    assert sent.json() == named.json() == {"data": {"first": "Query"}}
    assert sent.status_code == named.status_code == 200


def test_a_hash_works_by_get_so_that_caches_on_the_way_can_keep_the_answer(client: httpx.Client) -> None:
    query = "query ByGet($yes: Boolean!) { a: __typename @include(if: $yes) b: __typename }"
    assert get(client, **persisted(query)).json() == {"errors": [NOT_FOUND]}
    assert post(client, query=query, variables={"yes": True}, **persisted(query)).status_code == 200
    assert get(client, variables={"yes": True}, **persisted(query)).json() == {"data": {"a": "Query", "b": "Query"}}
    assert get(client, variables={"yes": False}, **persisted(query)).json() == {"data": {"b": "Query"}}


def test_a_document_may_be_sent_with_its_hash_by_get(client: httpx.Client) -> None:
    query = "{ sentByGet: __typename }"
    assert get(client, query=query, **persisted(query)).status_code == 200
    assert get(client, **persisted(query)).json() == {"data": {"sentByGet": "Query"}}


def test_a_mutation_that_is_named_is_refused_by_get_as_any_other(client: httpx.Client) -> None:
    query = "mutation Named { __typename }"
    post(client, query=query, **persisted(query))
    assert refusal(get(client, **persisted(query)))[:2] == (405, "BAD_INPUT")


@pytest.mark.parametrize("name", ["documentId", "doc_id", "id"])
@pytest.mark.parametrize("prefix", ["sha256:", ""])
def test_a_hash_may_come_as_the_id_of_a_document_too(client: httpx.Client, name: str, prefix: str) -> None:
    query = "{ byId: __typename }"
    post(client, query=query, **persisted(query))
    named = {name: prefix + hashed(query)}
    assert post(client, **named).json() == get(client, **named).json() == {"data": {"byId": "Query"}}


def test_blank_and_null_queries_beside_a_hash_count_as_absent(client: httpx.Client) -> None:
    query = "{ blank: __typename }"
    post(client, query=query, **persisted(query))
    for absent in ("", None):
        assert post(client, query=absent, **persisted(query)).json() == {"data": {"blank": "Query"}}
    assert get(client, query="", **persisted(query)).json() == {"data": {"blank": "Query"}}


def test_a_text_counts_where_an_id_stands_beside_it(client: httpx.Client) -> None:
    """Other uses of `id` are the client's own: as before, they are not looked at."""
    assert post(client, query="{ __typename }", id=5, documentId="of somebody").json() == {
        "data": {"__typename": "Query"}
    }


@BOTH_TYPES
def test_a_hash_of_another_text_is_refused_and_nothing_is_kept(client: httpx.Client, accept: str) -> None:
    query, other = "{ mine: __typename }", "{ theirs: __typename }"
    status, code, message = refusal(post(client, accept, query=query, **persisted(other)))
    assert (status, code) == (400, "BAD_INPUT")
    assert message == "The 'sha256Hash' is not that of the document beside it."
    assert post(client, accept, **persisted(other)).json() == {"errors": [NOT_FOUND]}


def test_what_is_no_valid_document_is_not_kept(client: httpx.Client) -> None:
    for query in ("{ nothingLikeThat }", "{ "):
        assert refusal(post(client, query=query, **persisted(query)))[0] == 400
        assert post(client, **persisted(query)).json() == {"errors": [NOT_FOUND]}


@pytest.mark.parametrize(
    ("extension", "words"),
    [
        (5, "The extension 'persistedQuery' is a number where an object is wanted."),
        ({"version": 2, "sha256Hash": "a"}, "The version of the extension 'persistedQuery' is '2'."),
        ({"sha256Hash": "a"}, "The version of the extension 'persistedQuery' is 'None'."),
        ({"version": 1}, "The 'sha256Hash' is null where the name of a document is wanted."),
        ({"version": 1, "sha256Hash": []}, "The 'sha256Hash' is an array where the name of a document is wanted."),
        ({"version": 1, "sha256Hash": ""}, "The 'sha256Hash' is empty where the name of a document is wanted."),
        (
            {"version": 1, "sha256Hash": "a" * 201},
            "The 'sha256Hash' has 201 characters, 200 at most name a document.",
        ),
    ],
)
def test_an_extension_that_cannot_be_meant_is_refused(client: httpx.Client, extension: Any, words: str) -> None:
    for response in (
        post(client, extensions={"persistedQuery": extension}),
        post(client, query="{ __typename }", extensions={"persistedQuery": extension}),
    ):
        assert refusal(response) == (400, "BAD_INPUT", words)


def test_an_extension_that_is_null_counts_as_absent(client: httpx.Client) -> None:
    response = post(client, query="{ __typename }", extensions={"persistedQuery": None})
    assert response.json() == {"data": {"__typename": "Query"}}


def test_a_hash_that_is_no_text_at_all_is_refused_with_what_was_found(client: httpx.Client) -> None:
    assert (
        refusal(post(client, documentId=7))[2] == "The 'documentId' is a number where the name of a document is wanted."
    )


async def test_a_hash_works_over_a_web_socket(client: httpx.Client, product_address: Address) -> None:
    query = "{ overSocket: __typename }"
    host, port = product_address
    async with websockets.connect(
        f"ws://{host}:{port}/graphql", subprotocols=[websockets.Subprotocol("graphql-transport-ws")]
    ) as socket:

        async def said(id_: str, **payload: Any) -> Any:
            await socket.send(json.dumps({"id": id_, "type": "subscribe", "payload": payload}))
            return json.loads(await socket.recv())

        await socket.send('{"type": "connection_init"}')
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        assert await said("1", **persisted(query)) == {"id": "1", "type": "error", "payload": [NOT_FOUND]}
        post(client, query=query, **persisted(query))
        answer = await said("2", **persisted(query))
        assert answer == {"id": "2", "type": "next", "payload": {"data": {"overSocket": "Query"}}}


@contextmanager
def served(settings: Settings) -> Iterator[httpx.Client]:
    """The product without a database: what is asked here is answered without one."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Pipeline, Database]]:
        yield build_pipeline(settings, RecordedStore(lambda _: [])), cast(Database, None)

    product = Product(opened, lambda *_: [], 1)
    app = build_app(product, settings, lifespan=product.running)
    with serving(app, settings) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        yield client


@pytest.fixture(scope="module")
def switched_off(settings: Settings) -> Iterator[httpx.Client]:
    with served(settings.model_copy(update={"persisted_queries": False})) as client:
        yield client


@BOTH_TYPES
def test_where_hashes_are_switched_off_clients_are_told_to_send_none(switched_off: httpx.Client, accept: str) -> None:
    query = "{ off: __typename }"
    for _ in range(2):
        alone = refusal(post(switched_off, accept, **persisted(query)))
        assert alone == (200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
        assert post(switched_off, accept, query=query, **persisted(query)).json() == {"data": {"off": "Query"}}


TRUSTED = "query Trusted { trusted: __typename }"


@pytest.fixture(scope="module")
def enforcing(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The product where only one document is trusted, and others are refused."""
    file = tmp_path_factory.mktemp("operations") / "operations.json"
    file.write_text(json.dumps({"trusted-1": TRUSTED}))
    strict = {"operations": file, "operations_mode": OperationsMode.ENFORCE}
    with served(settings.model_copy(update=strict)) as client:
        yield client


def test_a_trusted_document_is_answered_by_id_by_hash_and_by_text(enforcing: httpx.Client) -> None:
    answer = {"data": {"trusted": "Query"}}
    for named in ({"documentId": "trusted-1"}, {"query": TRUSTED}, persisted(TRUSTED), {"doc_id": hashed(TRUSTED)}):
        assert post(enforcing, **named).json() == get(enforcing, **named).json() == answer


@pytest.mark.parametrize("query", ["{ __typename }", "{ nothing }", "{ __schema { types { name } } }"])
def test_where_trusted_documents_are_enforced_others_are_refused(enforcing: httpx.Client, query: str) -> None:
    for more in ({}, persisted(query)):
        for accept, status in (("application/json", 200), (GRAPHQL_RESPONSE, 400)):
            refused = refusal(post(enforcing, accept, query=query, **more))
            assert refused == (status, "FORBIDDEN", "The document is not one of the trusted documents.")
    assert post(enforcing, **persisted(query)).json()["errors"][0]["message"] == "PersistedQueryNotFound"
