"""A graph that is copied as tables: each copy is as the original is, under ids and keys of its own."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.grown import mark, write_tables
from gateway.commands.load_files import load_files
from gateway.cypher.statement import Statement
from gateway.domain.ids import label_of
from gateway.domain.tags import tag_of
from gateway.store.database import Database

STORY = [Path("seeds/story") / f"{name}.jsonl" for name in ("crm", "marketing", "shop", "web", "audiences")]
COPIES = 3


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


async def test_every_copy_has_all_people_and_keys_of_its_own(database: Database, tmp_path: Path) -> None:
    await load_files(database, STORY)
    await write_tables(database, tmp_path, COPIES)
    ((emails, people),) = await database.read(
        Statement(
            "MATCH (i:Identity {namespace: 'Email'}) WITH collect(i.value) AS emails "
            "MATCH (p:Person) RETURN emails, count(p)",
            {},
        )
    )
    identities = _table(tmp_path / "Identity.csv")
    written = [row["value:string"] for row in identities if row["namespace:string"] == "Email"]
    assert sorted(written) == sorted(mark(copy) + value for copy in range(COPIES) for value in emails)
    ids = [row["id:ID(Person)"] for row in _table(tmp_path / "Person.csv")]
    assert len(set(ids)) == len(ids) == COPIES * people
    assert {label_of(each) for each in ids} == {"Person"}


async def test_copies_are_joined_as_the_original_is_and_share_segments(database: Database, tmp_path: Path) -> None:
    await load_files(database, STORY)
    await write_tables(database, tmp_path, COPIES)
    ids = {row["id:ID(Person)"] for row in _table(tmp_path / "Person.csv")}
    accounts = {row["id:ID(Account)"] for row in _table(tmp_path / "Account.csv")}
    roles = _table(tmp_path / "Person-WORKS_FOR-Account.csv")
    assert {row[":START_ID(Person)"] for row in roles} <= ids
    assert {row[":END_ID(Account)"] for row in roles} <= accounts
    assert all(row["start_id:string"] == row[":START_ID(Person)"] for row in roles)
    ((count,),) = await database.read(Statement("MATCH (:Person)-[r:WORKS_FOR]->() RETURN count(r)", {}))
    assert len(roles) == COPIES * count
    members = _table(tmp_path / "Person-MEMBER_OF-Segment.csv")
    segments = {row["id:ID(Segment)"] for row in _table(tmp_path / "Segment.csv")}
    assert {row[":END_ID(Segment)"] for row in members} <= segments
    assert all(row["end_id:string"] == row[":END_ID(Segment)"] for row in members)


async def test_an_id_of_a_copy_is_as_an_id_is(database: Database, tmp_path: Path) -> None:
    await load_files(database, STORY)
    await write_tables(database, tmp_path, 20)
    ids = [row["id:ID(Event)"] for row in _table(tmp_path / "Event.csv")]
    assert len(set(ids)) == len(ids)
    assert all(tag_of(each) for each in ids)
