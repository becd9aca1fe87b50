"""`personChanged` on a real graph: the client's own selection again after each change of it, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from gateway.app import build_pipeline, create_app
from gateway.pipeline import Outcome, Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.endpoint import Endpoint
from gateway.subscriptions.person_changes import Event, events
from gateway.subscriptions.watch import Watch
from tests.live.counting import Counting
from tests.transport.conftest import serving

pytestmark = pytest.mark.live

WATCH = """
subscription Watch($identity: IdentityInput, $id: ID, $after: ID) {
  change: personChanged(identity: $identity, id: $id, after: $after) {
    id __typename person { fullName accounts(first: 1) { nodes { name } } } again: person { jobTitle }
  }
}
"""
WRITE = 'mutation($r: [RecordInput!]!) { ingestRecords(dataset: "d", records: $r) { read refused } }'


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, port=0)


@pytest.fixture
def pipeline(database: Database, own_settings: Settings) -> Pipeline:
    return build_pipeline(own_settings, database)


@pytest.fixture
def watch(pipeline: Pipeline) -> Watch:
    return Watch(pipeline.graph.journal, 1_000)


def email(name: str) -> dict[str, str]:
    return {"namespace": "Email", "value": f"{name}@x.example"}


def person(name: str, **attributes: Any) -> dict[str, Any]:
    return {"person": {"identities": [email(name)], "attributes": attributes}}


async def write(pipeline: Pipeline, *records: dict[str, Any]) -> None:
    body = orjson.loads((await pipeline.answer(Request(WRITE, variables={"r": list(records)}))).body)
    assert body["data"]["ingestRecords"]["refused"] == 0, body


async def heard(stream: AsyncIterator[Event]) -> Any:
    """The next change."""
    event = await asyncio.wait_for(anext(stream), 10)
    assert event.answer.outcome is Outcome.ANSWERED, event.answer.body
    change = orjson.loads(event.answer.body)["data"]["change"]
    assert change["id"] == event.id
    return change


async def silent(stream: AsyncIterator[Event]) -> None:
    """Nothing comes; the stream cannot be used after this."""
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(stream), 0.5)


def watching(pipeline: Pipeline, watch: Watch, **variables: Any) -> Any:
    return aclosing(events(pipeline, watch, Request(WATCH, variables=variables)))


async def test_the_state_comes_at_once_and_again_after_each_change_of_what_is_selected(
    pipeline: Pipeline, watch: Watch
) -> None:
    async with watching(pipeline, watch, identity=email("ada")) as stream:
        first = await heard(stream)
        assert (first["person"], first["again"], first["__typename"]) == (None, None, "PersonChange")
        await write(pipeline, person("ada", fullName="Ada"))
        assert (await heard(stream))["person"] == {"fullName": "Ada", "accounts": {"nodes": []}}
        role = {"accountPerson": {"accountKey": "k", "person": email("ada")}}
        await write(pipeline, {"account": {"key": "k", "attributes": {"name": "K"}}}, role)
        assert (await heard(stream))["person"]["accounts"] == {"nodes": [{"name": "K"}]}
        await write(pipeline, {"account": {"key": "k", "attributes": {"name": "K2"}}})
        assert (await heard(stream))["person"]["accounts"] == {"nodes": [{"name": "K2"}]}
        await write(pipeline, person("ada", gender="x"), person("ben", fullName="Ben"))  # nothing that is selected
        await write(pipeline, person("ada", jobTitle="CTO"))
        assert (await heard(stream))["again"] == {"jobTitle": "CTO"}
        delete = "mutation($i: IdentityInput!) { deletePerson(identity: $i) { deleted } }"
        await pipeline.answer(Request(delete, variables={"i": email("ada")}))
        assert (await heard(stream))["person"] is None


async def test_a_subscription_goes_on_where_it_was_broken_off(pipeline: Pipeline, watch: Watch) -> None:
    await write(pipeline, person("ada", fullName="Ada"))
    async with watching(pipeline, watch, identity=email("ada")) as stream:
        seen = (await heard(stream))["id"]
    async with watching(pipeline, watch, identity=email("ada"), after=seen) as stream:
        await silent(stream)  # nothing happened meanwhile
    await write(pipeline, person("ben", fullName="Ben"))
    await write(pipeline, person("ada", fullName="Ada B"))
    async with watching(pipeline, watch, identity=email("ada"), after=seen) as stream:
        assert (await heard(stream))["person"]["fullName"] == "Ada B"
    for unknown in ("", "nonsense", f"{'0' * 16}-1", f"{seen.partition('-')[0]}-xyz"):
        async with watching(pipeline, watch, identity=email("ada"), after=unknown) as stream:
            assert (await heard(stream))["person"]["fullName"] == "Ada B"


async def test_a_person_is_watched_by_id_too(pipeline: Pipeline, watch: Watch) -> None:
    await write(pipeline, person("ada", fullName="Ada"))
    query = "query($i: IdentityInput!) { person(identity: $i) { id } }"
    answer = orjson.loads((await pipeline.answer(Request(query, variables={"i": email("ada")}))).body)
    async with watching(pipeline, watch, id=answer["data"]["person"]["id"]) as stream:
        assert (await heard(stream))["person"]["fullName"] == "Ada"
        await write(pipeline, person("ada", fullName="Ada B"))
        assert (await heard(stream))["person"]["fullName"] == "Ada B"


@pytest.mark.parametrize(
    ("variables", "code"),
    [({}, "BAD_INPUT"), ({"id": "x", "identity": email("a")}, "BAD_INPUT"),
     ({"identity": {"namespace": "ECID", "value": "1"}}, "BAD_IDENTITY")],
)  # fmt: skip
async def test_what_cannot_be_watched_is_refused_before_the_graph_is_asked(
    pipeline: Pipeline, watch: Watch, variables: dict[str, Any], code: str
) -> None:
    (event,) = [each async for each in events(pipeline, watch, Request(WATCH, variables=variables))]
    assert event.answer.outcome is Outcome.REFUSED
    assert orjson.loads(event.answer.body)["errors"][0]["extensions"]["code"] == code


async def test_a_namespace_that_does_not_exist_ends_the_stream_with_its_error(pipeline: Pipeline, watch: Watch) -> None:
    identity = {"namespace": "email", "value": "a@x.example"}
    (event,) = [each async for each in events(pipeline, watch, Request(WATCH, variables={"identity": identity}))]
    (error,) = orjson.loads(event.answer.body)["errors"]
    assert (error["extensions"]["code"], error["path"][0]) == ("BAD_IDENTITY", "change")


async def test_a_subscription_that_is_not_streamed_is_refused(pipeline: Pipeline) -> None:
    answer = await pipeline.answer(Request(WATCH, variables={"identity": email("a")}))
    assert answer.outcome is Outcome.REFUSED
    assert b"text/event-stream" in answer.body


async def test_many_subscribers_of_one_shape_cost_a_few_statements_a_change(
    database: Database, own_settings: Settings
) -> None:
    writer, counting = build_pipeline(own_settings, database), Counting(database)
    names = [f"p{number}" for number in range(40)]
    await write(writer, *(person(name, fullName=name) for name in names))
    reader = build_pipeline(own_settings, counting)
    watch = Watch(reader.graph.journal, 1_000)
    document = "subscription($i: IdentityInput!) { change: personChanged(identity: $i) { id person { fullName } } }"
    requests = [Request(document, variables={"i": email(name)}) for name in names for _ in range(5)]
    streams = [events(reader, watch, each) for each in requests]
    await asyncio.gather(*(heard(each) for each in streams))
    waiting = [asyncio.create_task(heard(each)) for each in streams]
    await asyncio.sleep(0.2)
    counting.asked = 0
    await write(writer, *(person(name, fullName=f"{name} again") for name in names))
    changes = await asyncio.gather(*waiting)
    assert [each["person"]["fullName"] for each in changes] == [f"{name} again" for name in names for _ in range(5)]
    assert counting.asked <= 4  # two go at once, the others wait for one of them to end and go together
    for each in streams:
        await each.aclose()  # type: ignore[attr-defined]


async def test_a_client_of_the_whole_product_hears_of_a_write(
    database: Database, engine_endpoint: Endpoint, own_settings: Settings
) -> None:
    writer = build_pipeline(own_settings, database)
    with serving(create_app(own_settings, engine_endpoint), own_settings) as (host, port):
        async with connect(f"ws://{host}:{port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            payload = {"query": WATCH, "variables": {"identity": email("ada")}}
            await socket.send('{"type": "connection_init"}')
            await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
            messages = [orjson.loads(await asyncio.wait_for(socket.recv(), 60)) for _ in range(2)]
            assert messages[1]["payload"]["data"]["change"]["person"] is None
            await write(writer, person("ada", fullName="Ada"))
            message = orjson.loads(await asyncio.wait_for(socket.recv(), 10))
            assert message["payload"]["data"]["change"]["person"]["fullName"] == "Ada"
