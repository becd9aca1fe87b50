"""Kept answers and writes: whatever is written, what is kept is what the graph would answer; the rest stays kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.pipeline import Answer, Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

CARD = """
query Card($identity: IdentityInput!) {
  person(identity: $identity) {
    id fullName jobTitle identities { namespace value lastSeenAt } scores { model value }
    accounts(first: 2, orderBy: [{node: {name: ASC}}]) {
      totalCount
      edges {
        role
        node {
          name parent { name } people(first: 2, orderBy: [{node: {fullName: DESC}}]) { nodes { fullName } }
          opportunities(first: 2, where: {state: {eq: OPEN}}, orderBy: [{amount: DESC}]) { totalCount nodes { name } }
        }
      }
    }
    opportunities(first: 3) { nodes { name stage account { name } } }
    segmentMemberships { status segment { name state } }
    events(first: 2) { nodes { eventType } }
  }
}
"""
FAR = """
query Far($identity: IdentityInput!) {
  person(identity: $identity) {
    accounts(where: {node: {opportunities: {some: {stage: {eq: "won"}}}}}, first: 5) { nodes { key } }
  }
}
"""
NAME = "query Name($identity: IdentityInput!) { person(identity: $identity) { fullName } }"
EACH = "query Each($identity: IdentityInput!) { personsByIdentity(identities: [$identity]) { jobTitle } }"
ACCOUNT = """
query Account($name: String!) {
  account(key: $name) {
    name key externalKeys parent { name } children(first: 2) { nodes { name } } relatedAccounts { score }
    people(first: 2, orderBy: [{node: {fullName: DESC}}]) {
      totalCount edges { role node { fullName jobTitle identities { value } opportunities(first: 1) { totalCount } } }
    }
    opportunities(first: 1, orderBy: [{amount: DESC}]) {
      totalCount nodes { name stage } aggregate { count amount { sum } } groupBy(field: STAGE) { key count }
    }
    segmentMemberships { status }
  }
}
"""
DEAL = """
query Deal($name: String!) {
  opportunity(key: $name) {
    name stage amount { amount } account { name parent { name } } people(first: 2) { totalCount nodes { fullName } }
  }
}
"""
SEGMENT = """
query Segment($name: String!) {
  segment(name: $name) {
    name state members(first: 2) { totalCount edges { status node { ... on Person { fullName } } } }
  }
}
"""
CAMPAIGN = "query Campaign($name: String!) { campaign(key: $name) { name } }"
PEOPLE, ACCOUNTS, DEALS, SEGMENTS = "abcdefgh", "xyz", "uvw", ("Gold", "Silver")
DELETES = 0.12


@pytest.fixture
def pipeline(database: Database, tmp_path: Path) -> Pipeline:
    return build_pipeline(Settings(data_dir=tmp_path, cache_ttl_s=600, cache_missing_ttl_s=600), database)


def email(name: str) -> dict[str, str]:
    return {"namespace": "Email", "value": f"{name}@x.example"}


def _person(draw: random.Random) -> dict[str, Any]:
    names = draw.sample(PEOPLE, k=draw.choice((1, 1, 1, 2)))
    record: dict[str, Any] = {"identities": [email(name) for name in names]}
    if draw.random() < 0.4:  # two of them part what an e-mail address joins
        record["identities"].append({"namespace": "CRMID", "value": draw.choice("12")})
    if draw.random() < 0.8:
        record["attributes"] = {draw.choice(("firstName", "lastName", "jobTitle")): str(draw.random())}
    if draw.random() < 0.2:
        record["scores"] = [{"model": "m", "value": draw.random(), "scoredAt": "2026-01-01T00:00:00Z"}]
    return {"person": record}


def _account(draw: random.Random) -> dict[str, Any]:
    key, parent = draw.sample(ACCOUNTS, k=2)
    record: dict[str, Any] = {"key": key, "attributes": {"name": str(draw.random())}}
    if draw.random() < 0.3:  # two of them, or one and a key that nothing else has, are one company
        record["externalKeys"] = draw.sample((*ACCOUNTS, "other"), k=draw.choice((0, 1)))
    return {"account": record | ({"parentKey": parent} if draw.random() < 0.4 else {})}


def _deal(draw: random.Random) -> dict[str, Any]:
    attributes = {
        "stage": draw.choice(("new", "won")), "isClosed": draw.random() < 0.3,
        "amount": {"amount": draw.random(), "currencyCode": "EUR"},
    }  # fmt: skip
    record = {"key": draw.choice(DEALS), "accountKey": draw.choice(ACCOUNTS), "attributes": attributes}
    if draw.random() < 0.3:
        record["externalKeys"] = draw.sample((*DEALS, "other"), k=draw.choice((0, 1)))
    return {"opportunity": record}


def _campaign(draw: random.Random) -> dict[str, Any]:
    return {"campaign": {"key": draw.choice("kl"), "attributes": {"name": str(draw.random())}}}


def _role(draw: random.Random) -> dict[str, Any]:
    record = {"accountKey": draw.choice(ACCOUNTS), "person": email(draw.choice(PEOPLE)), "role": draw.choice("rs")}
    return {"accountPerson": record}


def _part(draw: random.Random) -> dict[str, Any]:
    return {"opportunityPerson": {"opportunityKey": draw.choice(DEALS), "person": email(draw.choice(PEOPLE))}}


def _segment(draw: random.Random) -> dict[str, Any]:
    return {"segment": {"name": draw.choice(SEGMENTS), "state": draw.choice(("PUBLISHED", "ARCHIVED", "INACTIVE"))}}


def _membership(draw: random.Random) -> dict[str, Any]:
    second = draw.randrange(60)
    record = {
        "segment": draw.choice(SEGMENTS), "person": email(draw.choice(PEOPLE)),
        "status": draw.choice(("REALIZED", "EXITED")), "lastQualifiedAt": f"2026-11-01T00:00:{second:02}Z",
    }  # fmt: skip
    return {"segmentMembership": record}


def _event(draw: random.Random) -> dict[str, Any]:
    record = {
        "id": draw.choice("123456"), "identity": email(draw.choice(PEOPLE)), "eventType": str(draw.random()),
        "timestamp": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    return {"event": record}


KINDS: tuple[Callable[[random.Random], dict[str, Any]], ...] = (
    _person, _person, _account, _deal, _role, _role, _part, _segment, _membership, _event, _campaign,
)  # fmt: skip
WRITE = """
mutation Write($records: [RecordInput!]!, $mode: IngestionMode!) {
  ingestRecords(dataset: "d", records: $records, mode: $mode) { read refused records { message } }
}
"""


async def write(pipeline: Pipeline, records: list[dict[str, Any]], mode: str) -> None:
    body = orjson.loads((await pipeline.answer(Request(WRITE, variables={"records": records, "mode": mode}))).body)
    assert "errors" not in body, body["errors"]
    assert body["data"]["ingestRecords"]["refused"] == 0, body


async def ask(pipeline: Pipeline, query: str, name: str, *, fresh: bool = False) -> Answer:
    answer = await pipeline.answer(Request(query, variables={"identity": email(name), "name": name}, fresh=fresh))
    assert b'"errors"' not in answer.body, answer.body
    return answer


def _world() -> list[dict[str, Any]]:
    """Something of everything, with enough between it that a change is seen from afar."""
    draw = random.Random(0)
    records = [{"person": {"identities": [email(name)], "attributes": {"fullName": name}}} for name in PEOPLE]
    records += [{"account": {"key": key}} for key in ACCOUNTS]
    records += [{"segment": {"name": name}} for name in SEGMENTS]
    return records + [draw.choice((_deal, _role, _role, _part, _membership, _event))(draw) for _ in range(60)]


@pytest.mark.parametrize("seed", [0, 1])
async def test_what_is_kept_is_what_the_graph_answers_after_any_write(pipeline: Pipeline, seed: int) -> None:
    draw, hits, misses = random.Random(seed), 0, 0
    questions = [(query, name) for query in (CARD, FAR, NAME, EACH) for name in PEOPLE]
    questions += [(ACCOUNT, name) for name in (*ACCOUNTS, "other")]
    questions += [(CAMPAIGN, name) for name in "kl"]
    questions += [(DEAL, name) for name in (*DEALS, "other")] + [(SEGMENT, name) for name in (*SEGMENTS, "Bronze")]
    await write(pipeline, _world(), "MERGE")
    for _ in range(40):
        kept = await asyncio.gather(*(ask(pipeline, *each) for each in questions))
        fresh = await asyncio.gather(*(ask(pipeline, *each, fresh=True) for each in questions))
        for question, ours, theirs in zip(questions, kept, fresh, strict=True):
            assert ours.body == theirs.body, question
            assert ours.cache is not None
            hits, misses = hits + ours.cache.hit, misses + (not ours.cache.hit)
        record = draw.choice(KINDS)(draw)
        deletes = draw.random() < DELETES and "segmentMembership" not in record
        await write(pipeline, [record], "DELETE" if deletes else draw.choice(("MERGE", "MERGE", "REPLACE")))
    assert hits > misses


async def test_nobody_found_is_forgotten_when_the_identity_arrives(pipeline: Pipeline) -> None:
    assert (await ask(pipeline, NAME, "a")).body == b'{"data":{"person":null}}'
    assert (await ask(pipeline, NAME, "b")).body == b'{"data":{"person":null}}'
    await write(pipeline, [{"person": {"identities": [email("a")], "attributes": {"fullName": "A"}}}], "MERGE")
    found, nobody = await ask(pipeline, NAME, "a"), await ask(pipeline, NAME, "b")
    assert found.body == b'{"data":{"person":{"fullName":"A"}}}'
    assert nobody.cache is not None
    assert nobody.cache.hit


async def test_a_write_in_one_process_is_seen_by_the_caches_of_others(database: Database, tmp_path: Path) -> None:
    """Two pipelines of one data folder stand for two processes: they share nothing but the journal's file."""
    settings = Settings(data_dir=tmp_path, cache_ttl_s=600)
    one, other = build_pipeline(settings, database), build_pipeline(settings, database)
    for name in "ab":
        await write(one, [{"person": {"identities": [email(name)], "attributes": {"fullName": name}}}], "MERGE")
        await ask(other, NAME, name)
    await write(one, [{"person": {"identities": [email("a")], "attributes": {"fullName": "new"}}}], "MERGE")
    changed, same = await ask(other, NAME, "a"), await ask(other, NAME, "b")
    assert b"new" in changed.body
    assert same.cache is not None
    assert same.cache.hit
