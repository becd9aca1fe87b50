"""Merge policies changed by mutation: seen by the next read, stored in the background, taken up again after a stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.commands.change_merge_policies import Changes, create_merge_policy, update_merge_policy
from gateway.commands.keep_people_stored import keep_people_stored
from gateway.commands.load_files import load_files
from gateway.commands.rebuild_people import forget_stored, rebuild_people
from gateway.cypher.statement import Statement
from gateway.domain.merge_policies import BUILT_IN, Merge
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.epoch import MERGE_POLICIES, Epoch, bump_policies
from gateway.store.journal import bump
from seeds.story import story_files

pytestmark = pytest.mark.live

MOST = 5

T1, T2 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
CRM_FIRST = Changes(name="CRM first", merge=Merge.DATASET_PRECEDENCE, order=["crm", "marketing"], is_default=True)
CREATE = """mutation($name: String!, $merge: MergeRule, $order: [String!], $stitching: Stitching, $isDefault: Boolean) {
  createMergePolicy(name: $name, merge: $merge, order: $order, stitching: $stitching, isDefault: $isDefault) {
    mergePolicy { id name stitching merge order isDefault version isStored } } }"""
UPDATE = """mutation($id: ID!, $version: Int!, $name: String, $order: [String!], $isDefault: Boolean) {
  updateMergePolicy(id: $id, expectedVersion: $version, name: $name, order: $order, isDefault: $isDefault) {
    mergePolicy { name order isDefault version } } }"""
DELETE = "mutation($id: ID!, $version: Int!) { deleteMergePolicy(id: $id, expectedVersion: $version) { deletedId } }"
LIST = "{ mergePolicies { name isDefault version isStored } }"
TITLES = "{ persons(orderBy: [{ createdAt: ASC }], first: 500) { nodes { id jobTitle } } }"
_STORED = "MATCH (p:Person) RETURN p.id, properties(p), [(p)-[:HAS_SCORE]->(s) | [s.model, s.value]] ORDER BY p.id"


async def ask(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    return orjson.loads((await pipeline.answer(Request(query, variables=variables))).body)


async def code(pipeline: Pipeline, query: str, **variables: Any) -> Any:
    (error,) = (await ask(pipeline, query, **variables))["errors"]
    return error["extensions"]["code"]


def changed(settings: Settings) -> Callable[[], None]:
    """What a command tells the gateways of its data folder."""
    return partial(bump_policies, settings.data_dir, partial(bump, settings.data_dir))


async def load(database: Database, folder: Path, *records: dict[str, Any]) -> None:
    path = folder / "records.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in records))
    assert (await load_files(database, [path])).refused == 0


async def stored(database: Database) -> list[Any]:
    rows = await database.read(Statement(_STORED))
    return [(id_, {name: str(each) for name, each in found.items()}, sorted(scores)) for id_, found, scores in rows]


async def test_a_policy_is_made_changed_and_deleted(database: Database, settings: Settings) -> None:
    pipeline = build_pipeline(settings, database)
    answer = await ask(pipeline, CREATE, name=" CRM first ", merge="DATASET_PRECEDENCE", order=["crm", "web"])
    made = answer["data"]["createMergePolicy"]["mergePolicy"]
    id_ = made.pop("id")
    assert made == {
        "name": "CRM first", "stitching": "GRAPH", "merge": "DATASET_PRECEDENCE", "order": ["crm", "web"],
        "isDefault": False, "version": 1, "isStored": False,
    }  # fmt: skip
    answer = await ask(pipeline, UPDATE, id=id_, version=1, order=["web"])
    assert answer["data"]["updateMergePolicy"]["mergePolicy"] == {
        "name": "CRM first", "order": ["web"], "isDefault": False, "version": 2
    }  # fmt: skip
    answer = await ask(pipeline, UPDATE, id=id_, version=1, name="late")
    assert answer["data"] == {"updateMergePolicy": None}
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "CONFLICT"
    assert error["extensions"]["currentVersion"] == 2
    assert [each["name"] for each in (await ask(pipeline, LIST))["data"]["mergePolicies"]] == [
        "CRM first", "Latest value wins"
    ]  # fmt: skip
    assert await code(pipeline, DELETE, id=id_, version=1) == "CONFLICT"
    assert (await ask(pipeline, DELETE, id=id_, version=2))["data"] == {"deleteMergePolicy": {"deletedId": id_}}
    assert await code(pipeline, DELETE, id=id_, version=2) == "UNKNOWN_MERGE_POLICY"


async def test_what_cannot_be_is_refused(database: Database, settings: Settings) -> None:
    pipeline = build_pipeline(settings, database)
    assert await code(pipeline, CREATE, name="") == "BAD_INPUT"
    assert await code(pipeline, CREATE, name="x", order=["crm"]) == "BAD_INPUT"
    assert await code(pipeline, CREATE, name="x", merge="DATASET_PRECEDENCE") == "BAD_INPUT"
    assert await code(pipeline, CREATE, name=BUILT_IN.name) == "BAD_INPUT"
    assert await code(pipeline, UPDATE, id=BUILT_IN.id, version=1, isDefault=False) == "BAD_INPUT"
    assert await code(pipeline, DELETE, id=BUILT_IN.id, version=1) == "BAD_INPUT"
    assert settings.guardrail_merge_policies == MOST
    for number in range(MOST - 1):
        assert "errors" not in await ask(pipeline, CREATE, name=f"policy {number}")
    answer = await ask(pipeline, CREATE, name="one too many")
    assert answer["errors"][0]["extensions"] | {"hint": ""} == {
        "code": "LIMIT_EXCEEDED", "limit": MOST, "asked": MOST + 1, "hint": ""
    }  # fmt: skip


async def test_exactly_one_policy_is_the_default_whoever_makes_another_one_so(
    database: Database, settings: Settings
) -> None:
    made = [create_merge_policy(database, Changes(name=f"policy {number}", is_default=True)) for number in range(4)]
    await asyncio.gather(*made)
    policies = (await ask(build_pipeline(settings, database), LIST))["data"]["mergePolicies"]
    assert [each["isDefault"] for each in policies].count(True) == 1
    assert sum(each["version"] for each in policies) == 5 + 4, "one change more for each that lost the place"
    assert all(each["isStored"] for each in policies if each["isDefault"]), "all of them store the same values"


async def test_another_default_changes_the_next_read_at_once_and_then_what_is_stored(
    database: Database, settings: Settings
) -> None:
    await load_files(database, story_files())
    pipeline, other_process = build_pipeline(settings, database), build_pipeline(settings, database)
    before = (await ask(pipeline, TITLES))["data"]["persons"]["nodes"]
    values = await stored(database)
    answer = await ask(
        pipeline, CREATE, name="CRM first", merge="DATASET_PRECEDENCE", order=["crm", "marketing"], isDefault=True
    )
    policy = answer["data"]["createMergePolicy"]["mergePolicy"]
    assert (policy["isDefault"], policy["isStored"]) == (True, False)
    folded = [(await ask(each, TITLES))["data"]["persons"]["nodes"] for each in (pipeline, other_process)]
    assert folded[0] == folded[1] != before
    assert await stored(database) == values

    made = await rebuild_people(database, on_commit=changed(settings))
    assert made == len(before)
    assert await stored(database) != values
    assert (await ask(pipeline, LIST))["data"]["mergePolicies"][0]["isStored"] is True
    after = (await ask(pipeline, TITLES))["data"]["persons"]["nodes"]
    assert {each["id"]: each for each in after} == {each["id"]: each for each in folded[0]}
    assert await rebuild_people(database) == 0

    (built_in,) = [each for each in (await ask(pipeline, LIST))["data"]["mergePolicies"] if not each["isDefault"]]
    await update_merge_policy(database, BUILT_IN.id, built_in["version"], Changes(is_default=True), changed(settings))
    assert (await ask(pipeline, TITLES))["data"]["persons"]["nodes"] != after
    await rebuild_people(database, on_commit=changed(settings))
    assert await stored(database) == values


async def test_records_are_stored_by_the_default_policy_also_while_others_are_not_yet(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await create_merge_policy(database, CRM_FIRST, changed(settings))
    key = [{"namespace": "CRMID", "value": "c-1"}, {"namespace": "Email", "value": "a@x.example"}]
    crm = {"entity": "person", "dataset": "crm", "observedAt": T1, "identities": key}
    web = {"entity": "person", "dataset": "web", "observedAt": T2, "identities": key[1:]}
    score = {"model": "churn", "value": 0.5, "scoredAt": T2}
    await load(
        database,
        tmp_path,
        crm | {"attributes": {"jobTitle": "Engineer"}},
        web | {"attributes": {"jobTitle": "Founder", "gender": "x"}, "scores": [score]},
    )
    alone = {"entity": "person", "dataset": "web", "observedAt": T2, "identities": [{**key[1], "value": "b@x.example"}]}
    await load(database, tmp_path, alone | {"attributes": {"jobTitle": "Founder"}, "scores": [score]})
    found = [(each.get("job_title"), each.get("gender"), scores) for _, each, scores in await stored(database)]
    assert sorted(found, key=str) == [("Engineer", None, []), (None, None, [])]
    await load(
        database, tmp_path, {"entity": "delete", "of": "person", "person": key[0], "observedAt": "2025-01-01T00:00:00Z"}
    )
    found = [(each.get("job_title"), each.get("gender"), scores) for _, each, scores in await stored(database)]
    assert sorted(found, key=str) == [("Engineer", None, []), (None, None, [])]


async def test_a_rebuild_that_is_interrupted_is_taken_up_where_it_was(database: Database, settings: Settings) -> None:
    await load_files(database, story_files())
    await create_merge_policy(database, CRM_FIRST, changed(settings))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rebuild_people(database, stop, batch=4)
    ((total,),) = await database.read(Statement("MATCH (p:Person) RETURN count(p)"))
    assert told == [(4, total), (8, total)]
    again: list[tuple[int, int]] = []
    assert await rebuild_people(database, lambda *each: again.append(each), batch=4) == total - 8
    assert again[0] == (12, total)
    assert again[-1] == (total, total)
    values = await stored(database)
    await forget_stored(database)
    assert await rebuild_people(database) == total
    assert await stored(database) == values


async def test_a_rebuild_begins_again_where_the_default_changes_under_it(
    database: Database, settings: Settings
) -> None:
    await load_files(database, story_files())
    values = await stored(database)
    made = await create_merge_policy(database, CRM_FIRST)
    changed = False

    async def rebuild() -> None:
        await rebuild_people(database, change, batch=4)

    def change(done: int, total: int) -> None:
        nonlocal changed
        if not changed and done >= 8:
            changed = True
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await rebuild()
    order = Changes(merge=Merge.TIMESTAMP_ORDERED)
    after = await update_merge_policy(database, made.id, made.version, order)
    assert (after.order, after.is_stored) == ((), False)
    await rebuild()
    assert await stored(database) == values


async def test_a_gateway_that_serves_follows_the_default_policy_by_itself(
    database: Database, settings: Settings
) -> None:
    await load_files(database, story_files())
    wrote = changed(settings)
    follows = asyncio.create_task(keep_people_stored(database, Epoch(settings.data_dir, MERGE_POLICIES), wrote))
    try:
        pipeline = build_pipeline(settings, database)
        await create_merge_policy(database, CRM_FIRST, wrote)
        async with asyncio.timeout(30):
            while not (await ask(pipeline, LIST))["data"]["mergePolicies"][0]["isStored"]:
                await asyncio.sleep(0.05)
    finally:
        follows.cancel()
    values = await stored(database)
    await forget_stored(database)
    await rebuild_people(database)
    assert await stored(database) == values
