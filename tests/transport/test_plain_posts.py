"""The short way of plain POSTs, with an answer at hand and without: told from the ordinary way by nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from gateway.pipeline import Answer, Outcome
from gateway.settings import Settings
from gateway.shape.answer import CacheNote
from gateway.transport.routes import build_app
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway

BODY = b'{"query":"{hello}"}'
NOTE = CacheNote(hit=True, age_s=3.2, max_age_s=30)
PLAIN = {"content-type": "application/json"}
SAID_OF_HEADERS = {
    "host": ["localhost", "127.0.0.1:8000", "evil.example"],
    "accept": ["application/json", "application/graphql-response+json", "text/html", "*/*, text/event-stream"],
    "content-type": ["application/json", "Application/JSON; charset=utf-8", "text/plain", "application/json;charset=x"],
    "content-encoding": ["identity", "gzip"],
    "cache-control": ["no-cache", "max-age=10", "private, max-age=0"],
    "x-explain": ["0", "1"],
    "x-request-id": ["trace-7", "a b"],
    "upgrade": ["h2c", "websocket"],
    "origin": ["http://elsewhere.test"],
}


OTHER_BODIES = [
    b'{"query":"{hello fails}"}',
    b'{"query":"{nobody}"}',
    b'{"query":"mutation {greet}"}',
    b'{"query":"subscription {count(to: 2)}"}',
    b'{"query":"{hello}","variables":[]}',
    b'{"query":"{hello}","extensions":{"explain":true}}',
    b'{"query":',
    b"",
    b'{"query":"{hello}"}'.ljust(1_001),
]


@dataclass
class Knowing(SchemaGateway):
    """Counts what it was asked in the ordinary way, and has one answer at hand if it is told so."""

    cache: CacheNote | None = NOTE
    known: dict[bytes, Answer] = field(
        default_factory=lambda: {BODY: Answer(b'{"data":{"hello":"hello world"}}', Outcome.ANSWERED, NOTE)}
    )
    looked: int = 0

    def at_hand(self, body: bytes) -> Answer | None:
        found = super().at_hand(body)
        self.looked += found is not None
        return found


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes


async def _posted(gateway: SchemaGateway, headers: dict[str, str], body: bytes = BODY, *, pieces: int = 1) -> Response:
    """What is sent for a POST whose body comes in so many messages; in one, as from a server that has all of it."""
    sent = list[Message]()
    arriving = [body, *[b""] * (pieces - 1)]

    async def receive() -> Message:
        return {"type": "http.request", "body": arriving.pop(0), "more_body": bool(arriving)}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = {"host": "localhost"} | headers
    await build_app(gateway, Settings(max_body_bytes=1_000))(_scope(raw), receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Response(sent[0]["status"], told, b"".join(each["body"] for each in sent[1:]))


@given(
    headers=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(SAID_OF_HEADERS[name]) for name in SAID_OF_HEADERS}
    ),
    body=st.sampled_from([BODY, *OTHER_BODIES]),
    gateway=st.sampled_from([Knowing, partial(SchemaGateway, timings_ms=(("plan", 1.5),))]),
)
def test_the_short_way_is_told_from_the_ordinary_way_by_nothing(
    headers: dict[str, str], body: bytes, gateway: Callable[[], SchemaGateway]
) -> None:
    async def both() -> None:
        short, ordinary = [await _posted(gateway(), PLAIN | headers, body, pieces=pieces) for pieces in (1, 2)]
        for each in (short, ordinary):
            each.headers.pop("x-request-id")
        assert short == ordinary

    asyncio.run(both())


async def test_a_post_without_a_content_type_is_refused_by_either_way() -> None:
    for pieces in (1, 2):
        assert (await _posted(Knowing(), {}, pieces=pieces)).status == 415


@pytest.mark.parametrize(
    "headers", [{}, {"accept": "*/*"}, {"x-request-id": "trace-7"}, {"cache-control": "max-age=9"}]
)
async def test_a_plain_post_in_known_bytes_is_answered_at_hand(headers: dict[str, str]) -> None:
    gateway = Knowing()
    response = await _posted(gateway, PLAIN | headers)
    assert orjson.loads(response.body) == {"data": {"hello": "hello world"}}
    assert response.headers["x-request-id"] == headers.get("x-request-id", response.headers["x-request-id"])
    assert gateway.looked == 1


@pytest.mark.parametrize(
    "headers", [{"cache-control": "no-cache"}, {"x-explain": "1"}, {"host": "evil.example"}, {"expect": "100-continue"}]
)
async def test_one_that_asks_for_more_is_looked_at_closely(headers: dict[str, str]) -> None:
    gateway = Knowing()
    await _posted(gateway, PLAIN | headers)
    assert gateway.looked == 0


async def test_every_response_at_hand_has_a_request_id_of_its_own() -> None:
    gateway = Knowing()
    ids = {(await _posted(gateway, PLAIN)).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == gateway.looked == 3


async def test_a_body_in_pieces_is_put_together_and_answered() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in BODY:
            yield bytes([byte])

    async with client_of(Knowing()) as client:
        response = await client.post("/graphql", content=pieces(), headers=PLAIN)
    assert response.json() == {"data": {"hello": "hello world"}}


async def test_a_body_that_comes_late_is_waited_for() -> None:
    arrived, sent = asyncio.Event(), list[Message]()

    async def receive() -> Message:
        await arrived.wait()
        await asyncio.sleep(0)
        return {"type": "http.request", "body": BODY}

    async def send(message: Message) -> None:
        sent.append(message)

    task = asyncio.create_task(build_app(Knowing(), Settings())(_scope(), receive, send))
    await asyncio.sleep(0)
    assert not sent
    arrived.set()
    await task
    assert orjson.loads(sent[-1]["body"]) == {"data": {"hello": "hello world"}}


async def test_a_request_given_up_while_its_body_is_waited_for_waits_no_more() -> None:
    waiting = asyncio.Event()

    async def receive() -> Message:
        try:
            await asyncio.Event().wait()
        finally:
            waiting.set()
        raise AssertionError("unreachable")

    async def send(message: Message) -> None:
        raise AssertionError("nobody is there to send to")

    task = asyncio.create_task(build_app(Knowing(), Settings())(_scope(), receive, send))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(30):
        await waiting.wait()


def _scope(headers: dict[str, str] = PLAIN | {"host": "localhost"}) -> Scope:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": raw}
