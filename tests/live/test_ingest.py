"""Records into a real graph: in any order, any number of times, each line accounted for."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.commands.load_files import LoadReport, load_files
from gateway.cypher.statement import Statement
from gateway.domain.ids import identity_id, person_id
from gateway.store.database import Database
from seeds.story import story_lines
from tests.live.copies import wrong_copies

pytestmark = pytest.mark.live

T1, T2, T3 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"
_DUMP = """
MATCH (n) WHERE NOT n:Namespace AND NOT n:Migration AND NOT n:MergePolicy AND NOT n:Dataset
RETURN labels(n)[0] + ' ' + coalesce(n.id, ''), properties(n),
  COLLECT { MATCH (n)-[r]->(m) RETURN type(r) + ' ' + m.id + ' ' + coalesce(r.role, '') + ' ' + coalesce(r.claims, '') }
"""


async def load(database: Database, folder: Path, *records: dict[str, Any] | bytes, batch: int = 1_000) -> LoadReport:
    path = folder / f"{random.random()}.jsonl"
    lines = [each if isinstance(each, bytes) else orjson.dumps(each) + b"\n" for each in records]
    path.write_bytes(b"".join(lines))
    return await load_files(database, [path], rejects=folder / "rejects.jsonl", batch_records=batch)


async def dump(database: Database) -> dict[str, Any]:
    """The whole graph in a form that can be compared, but for how often records came."""
    assert await wrong_copies(database) == []
    rows = await database.read(Statement(_DUMP))
    return {name: ({k: str(v) for k, v in properties.items()}, sorted(edges)) for name, properties, edges in rows}


async def value(database: Database, text: str, **parameters: Any) -> Any:
    return (await database.read(Statement(text, parameters)))[0][0]


def person(at: str, *identities: tuple[str, str], dataset: str = "crm", **attributes: Any) -> dict[str, Any]:
    keys = [{"namespace": namespace, "value": name} for namespace, name in identities]
    return {"entity": "person", "dataset": dataset, "observedAt": at, "identities": keys, "attributes": attributes}


def role(at: str, identity: tuple[str, str], account: str, **more: Any) -> dict[str, Any]:
    who = {"namespace": identity[0], "value": identity[1]}
    return {"entity": "account_person", "observedAt": at, "accountKey": account, "person": who, **more}


def visit(at: str, identity: tuple[str, str], key: str) -> dict[str, Any]:
    return {
        "entity": "event",
        "observedAt": at,
        "id": key,
        "timestamp": at,
        "eventType": "web.visits",
        "identity": {"namespace": identity[0], "value": identity[1]},
    }


A, B, C = ("CRMID", "a"), ("Email", "b@x.example"), ("Phone", "c")


async def test_loading_the_story_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    lines = list(story_lines())
    first = await load(database, tmp_path, *lines)
    before = await dump(database)
    again = await load(database, tmp_path, *lines)
    assert await dump(database) == before
    assert (first.refused, again.refused, again.loaded) == (0, 0, 0)
    assert again.read == again.unchanged == len(lines)


@pytest.mark.parametrize("seed", range(6))
async def test_the_story_gives_the_same_graph_in_any_order_and_any_batches(
    database: Database, tmp_path: Path, seed: int
) -> None:
    lines = list(story_lines())
    await load(database, tmp_path, *lines)
    expected = await dump(database)
    await database.execute(
        Statement("MATCH (n) WHERE NOT n:Migration AND NOT n:Namespace AND NOT n:MergePolicy DETACH DELETE n")
    )
    chance = random.Random(seed)
    chance.shuffle(lines)
    report = await load(database, tmp_path, *lines, batch=chance.choice([1, 7, 40]))
    assert (report.waiting, report.refused) == (0, 0)
    assert report.loaded + report.unchanged == report.read
    found = await dump(database)
    assert {name for name in found if not name.startswith("Tombstone")} == {
        name for name in expected if not name.startswith("Tombstone")
    }
    for name, (properties, edges) in expected.items():
        if not name.startswith("Tombstone"):
            assert found[name] == (properties, edges)


async def test_records_that_share_an_identity_are_one_person(database: Database, tmp_path: Path) -> None:
    await load(database, tmp_path, person(T1, A, firstName="Ada"), person(T2, B, lastName="Lind", dataset="web"))
    assert await value(database, "MATCH (p:Person) RETURN count(p)") == 2
    await load(database, tmp_path, role(T1, A, "k"), {"entity": "account", "key": "k", "observedAt": T1})
    await load(database, tmp_path, role(T2, B, "k", isPrimary=True))
    await load(database, tmp_path, person(T3, A, B, jobTitle="CTO"))
    assert await value(database, "MATCH (p:Person) RETURN collect(p.full_name)") == ["Ada Lind"]
    assert await value(database, "MATCH ()-[r:WORKS_FOR]->() RETURN collect(r.is_primary)") == [True]


async def test_a_batch_ends_early_where_its_lines_are_long(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.commands.load_files.BATCH_BYTES", 500)
    batches: list[int] = []
    lines = [orjson.dumps(person(T1, ("CRMID", str(number)), firstName="x" * 200)) + b"\n" for number in range(6)]
    (tmp_path / "long.jsonl").write_bytes(b"".join(lines))
    await load_files(database, [tmp_path / "long.jsonl"], progress=lambda count, _: batches.append(count))
    assert [count for count in batches if count] == [2, 2, 2]


async def test_several_roles_at_once_are_an_edge_each_and_what_repeats_one_is_unchanged(
    database: Database, tmp_path: Path
) -> None:
    account = {"entity": "account", "key": "k", "observedAt": T1}
    told = [role(T1, A, "k"), role(T1, A, "k", role="Buyer"), role(T1, A, "k"), role(T2, A, "k", isPrimary=True)]
    report = await load(database, tmp_path, account, person(T1, A), *told)
    assert (report.loaded, report.unchanged, report.waiting) == (5, 1, 0)
    text = "MATCH (:Person)-[r:WORKS_FOR]->(:Account) RETURN collect([coalesce(r.role, ''), r.is_primary])"
    assert sorted(await value(database, text)) == [["", True], ["Buyer", False]]


async def test_relationships_know_the_ids_of_their_ends_when_a_person_takes_another_id_or_is_absorbed(
    database: Database, tmp_path: Path
) -> None:
    """The id is that of the identity seen first, so an older record of another one changes it."""
    account = {"entity": "account", "key": "k", "observedAt": T1}
    await load(database, tmp_path, account, person(T2, A, C), role(T2, A, "k"), visit(T2, A, "e1"))
    before = await value(database, "MATCH (p:Person) RETURN p.id")
    await load(database, tmp_path, person(T1, C))
    assert await value(database, "MATCH (p:Person) RETURN p.id") != before
    assert await wrong_copies(database) == []
    await load(database, tmp_path, person(T3, B), role(T3, B, "k", role="Buyer"), visit(T3, B, "e2"))
    await load(database, tmp_path, person(T3, A, B, dataset="web"))
    assert await value(database, "MATCH (p:Person)-[r:PERFORMED|WORKS_FOR]->() RETURN count(DISTINCT p)") == 1
    assert await wrong_copies(database) == []


async def test_the_value_observed_last_wins_and_an_explicit_null_clears(database: Database, tmp_path: Path) -> None:
    await load(
        database, tmp_path, person(T2, A, jobTitle="new", gender="x"), person(T1, A, jobTitle="old", dataset="z")
    )
    assert await value(database, "MATCH (p:Person) RETURN p.job_title") == "new"
    await load(database, tmp_path, person(T3, A, jobTitle=None, dataset="z"))
    assert await value(database, "MATCH (p:Person) RETURN p.job_title IS NULL AND p.gender = 'x'")


async def test_a_relation_waits_for_the_things_it_joins(database: Database, tmp_path: Path) -> None:
    report = await load(database, tmp_path, role(T1, A, "k", role="Buyer"))
    assert (report.waiting, report.loaded) == (1, 0)
    assert (await load(database, tmp_path, person(T1, A))).joined == 0
    report = await load(database, tmp_path, {"entity": "account", "key": "k", "observedAt": T1})
    assert report.joined == 1
    assert await value(database, "MATCH (:Person)-[r:WORKS_FOR]->(:Account) RETURN r.role") == "Buyer"
    assert await value(database, "MATCH (w:Waiting) RETURN count(w)") == 0


async def test_an_opportunity_finds_its_account_whichever_comes_first(database: Database, tmp_path: Path) -> None:
    deal = {"entity": "opportunity", "key": "o", "accountKey": "k", "observedAt": T1}
    account = {"entity": "account", "key": "k", "observedAt": T1}
    await load(database, tmp_path, deal)
    await load(database, tmp_path, account)
    await load(database, tmp_path, {**deal, "key": "p"})
    text = "MATCH (o:Opportunity)-[:BELONGS_TO]->(:Account {key: 'k'}) RETURN count(o)"
    assert await value(database, text) == 2
    await load(database, tmp_path, {**deal, "accountKey": None, "observedAt": T2})
    assert await value(database, text) == 1


async def test_an_event_of_nobody_known_makes_a_person_and_a_later_observation_replaces_it(
    database: Database, tmp_path: Path
) -> None:
    event = {
        "entity": "event",
        "id": "e",
        "identity": {"namespace": "Email", "value": "b@x.example"},
        "eventType": "web",
        "timestamp": T1,
        "observedAt": T1,
    }
    await load(database, tmp_path, event)
    assert await value(database, "MATCH (p:Person)-[:PERFORMED]->(e:Event) RETURN p.full_name IS NULL")
    await load(database, tmp_path, {**event, "eventType": "older", "observedAt": "2025-01-01T00:00:00Z"})
    await load(database, tmp_path, {**event, "eventType": "newer", "observedAt": T2})
    assert await value(database, "MATCH (e:Event) RETURN collect(e.event_type)") == ["newer"]


async def test_an_event_that_moves_to_another_identity_of_its_person_takes_the_persons_id_along(
    database: Database, tmp_path: Path
) -> None:
    """The id is the first seen identity's: the move names the person by the other one, and then makes it anew."""
    first, second = sorted((("Email", "a@x.example"), ("Email", "g@x.example")), key=lambda each: identity_id(*each))
    await load(
        database, tmp_path, person(T2, first, second, firstName="Ada"), visit(T1, second, "e"), visit(T1, second, "f")
    )
    assert await value(database, "MATCH (p:Person) RETURN p.id") == person_id(*second)
    await load(database, tmp_path, visit(T1, first, "e") | {"observedAt": T2})
    ids = await value(database, "MATCH (p:Person) RETURN collect(p.id)")
    assert ids == [person_id(*first)]
    assert await value(database, "MATCH (p:Person)-[:PERFORMED]->(e:Event) RETURN count(e)") == 2


async def test_what_was_deleted_does_not_come_back_and_what_is_observed_later_stands(
    database: Database, tmp_path: Path
) -> None:
    who = {"namespace": A[0], "value": A[1]}
    await load(database, tmp_path, person(T1, A, B, firstName="Ada"))
    await load(database, tmp_path, {"entity": "delete", "of": "person", "person": who, "observedAt": T2})
    assert await value(database, "MATCH (p:Person) RETURN count(p)") == 0
    report = await load(database, tmp_path, person(T1, A, firstName="Ada"), person(T1, B, firstName="Ada"))
    assert report.unchanged == 2
    await load(database, tmp_path, person(T3, A, firstName="Eve"))
    assert await value(database, "MATCH (p:Person) RETURN collect(p.first_name)") == ["Eve"]


async def test_a_deleted_account_stays_away_until_it_is_observed_again(database: Database, tmp_path: Path) -> None:
    account = {"entity": "account", "key": "k", "observedAt": T1}
    await load(database, tmp_path, account, {"entity": "delete", "of": "account", "key": "k", "observedAt": T2})
    await load(database, tmp_path, account)
    assert await value(database, "MATCH (a:Account) RETURN count(a)") == 0
    await load(database, tmp_path, {**account, "observedAt": T3})
    assert await value(database, "MATCH (a:Account) RETURN collect(a.name)") == ["k"]


async def test_a_bad_line_is_refused_alone_and_can_be_mended(database: Database, tmp_path: Path) -> None:
    good = {"entity": "account", "key": "k", "observedAt": T1}
    report = await load(database, tmp_path, b"{broken\n", good, {**good, "kee": 1}, b"\n")
    assert (report.read, report.loaded, report.refused) == (3, 1, 2)
    rejects = tmp_path / "rejects.jsonl"
    assert rejects.read_bytes().splitlines()[0] == b"{broken"
    reasons = [orjson.loads(line) for line in (tmp_path / "rejects.jsonl.reasons").read_bytes().splitlines()]
    assert [each["line"] for each in reasons] == [1, 3]
    assert "Did you mean key?" in reasons[1]["reason"]


async def test_a_segment_with_a_rule_takes_no_membership_records(database: Database, tmp_path: Path) -> None:
    segment = {"entity": "segment", "name": "s", "expression": "a = 1", "observedAt": T1}
    membership = {
        "entity": "segment_membership",
        "segment": "s",
        "person": {"namespace": A[0], "value": A[1]},
        "status": "REALIZED",
        "lastQualifiedAt": T1,
    }
    report = await load(database, tmp_path, segment, person(T1, A), membership)
    assert (report.refused, report.loaded) == (1, 2)


async def test_a_deal_won_but_not_closed_is_kept_and_warned_of(database: Database, tmp_path: Path) -> None:
    deal = {"entity": "opportunity", "key": "o", "attributes": {"isWon": True}, "observedAt": T1}
    report = await load(database, tmp_path, deal)
    assert report.warnings
    assert await value(database, "MATCH (o:Opportunity) RETURN o.state") == "OPEN"
