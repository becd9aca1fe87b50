"""What is written is found at once, by what it says now; and pages go on where they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.commands.load_files import load_files
from gateway.store.database import Database
from tests.live.answering import answer

pytestmark = pytest.mark.live

_SEARCH = """query($text: String!, $first: Int, $after: String) { search(text: $text, first: $first, after: $after) {
  nodes { ... on Person { fullName } ... on Account { name } } pageInfo { hasNextPage endCursor } } }"""


async def load(database: Database, folder: Path, *records: dict[str, Any]) -> None:
    file = folder / "records.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, records)))
    assert (await load_files(database, [file])).refused == 0


def person(crm_id: str, day: int, mail: str | None = None, **attributes: Any) -> dict[str, Any]:
    identities = [{"namespace": "CRMID", "value": crm_id}] if crm_id else []
    identities += [{"namespace": "Email", "value": mail}] if mail else []
    return {
        "entity": "person",
        "dataset": "crm",
        "observedAt": f"2026-03-{day:02}T09:00:00Z",
        "identities": identities,
        "attributes": attributes,
    }


async def found(database: Database, text: str) -> list[str]:
    nodes = (await answer(database, _SEARCH, text=text))["search"]["nodes"]
    return [node.get("fullName") or node["name"] for node in nodes]


async def test_who_changes_a_name_or_number_is_found_by_the_new_one_alone(database: Database, tmp_path: Path) -> None:
    await load(database, tmp_path, person("C-1", 1, fullName="Ada Lindqvist", mobilePhone="+46 70 174 06 12"))
    assert await found(database, "lindqvist") == await found(database, "0701740612") == ["Ada Lindqvist"]
    await load(database, tmp_path, person("C-1", 2, fullName="Ada Weber", mobilePhone=None))
    assert await found(database, "weber") == ["Ada Weber"]
    assert await found(database, "lindqvist") == await found(database, "0701740612") == []


async def test_people_who_turn_out_to_be_one_are_one_hit_by_what_either_said(
    database: Database, tmp_path: Path
) -> None:
    known = person("C-1", 1, firstName="Ada", workPhone="+46 8 123 456 78")
    visitor = person("", 2, "al@home.example", lastName="Lindqvist")
    await load(database, tmp_path, known, visitor)
    assert await found(database, "ada lindqvist") == []
    await load(database, tmp_path, person("C-1", 3, "al@home.example"))
    for text in ("ada lindqvist", "08-123 456 78", "al@home.example"):
        assert await found(database, text) == ["Ada Lindqvist"]


async def test_an_account_is_found_by_the_name_it_has_now_and_not_when_it_is_deleted(
    database: Database, tmp_path: Path
) -> None:
    account = {"entity": "account", "key": "a1", "observedAt": "2026-03-01T09:00:00Z", "attributes": {"name": "Acme"}}
    await load(database, tmp_path, account)
    await load(database, tmp_path, account | {"observedAt": "2026-03-02T09:00:00Z", "attributes": {"name": "Kestrel"}})
    assert (await found(database, "acme"), await found(database, "kestrel")) == ([], ["Kestrel"])
    await load(database, tmp_path, {"entity": "delete", "of": "account", "key": "a1"})
    assert await found(database, "kestrel") == []


async def test_what_is_written_between_two_pages_moves_nobody_from_one_to_the_other(
    database: Database, tmp_path: Path
) -> None:
    """Scores that followed how rare a word is would change with every write, and a cursor with them."""
    await load(database, tmp_path, *(person(f"C-{number}", 1, fullName=f"Ada Berg {number}") for number in range(9)))
    whole = await found(database, "berg")
    first = (await answer(database, _SEARCH, text="berg", first=4))["search"]
    others = (person(f"D-{number}", 1, fullName=f"Ada {number} Bergman") for number in range(40))
    await load(database, tmp_path, *others)
    second = (await answer(database, _SEARCH, text="berg", first=5, after=first["pageInfo"]["endCursor"]))["search"]
    assert [node["fullName"] for node in (*first["nodes"], *second["nodes"])] == whole
    assert second["pageInfo"]["hasNextPage"] is True
