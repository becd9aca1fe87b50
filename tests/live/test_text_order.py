"""Texts are ordered by code point, page after page: also where UTF-16 units would order them otherwise."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from gateway.commands.load_files import load_files
from gateway.store.database import Database
from tests.live.answering import answer

pytestmark = pytest.mark.live

HIGH, ASTRAL, SMILE = "\ufffd", "\U00010000", "\U0001f600"
NAMES = ["a", f"a{HIGH}", f"a{SMILE}", "Ｚ", HIGH, ASTRAL, SMILE, f"{SMILE}{HIGH}", f"{SMILE}{SMILE}"]
PAGE = "first: 1, after: $cursor) { edges { cursor node { fullName } } }"
QUERIES = {
    "persons": f"persons(orderBy: {{ fullName: $way }}, {PAGE}",
    "people": f'account(key: "a") {{ people(orderBy: {{ node: {{ fullName: $way }} }}, {PAGE} }}',
}


@pytest.mark.parametrize("way", ["ASC", "DESC"])
@pytest.mark.parametrize("field", QUERIES)
async def test_pages_of_names_join_to_their_order_by_code_point(
    field: str, way: str, database: Database, tmp_path: Path
) -> None:
    records: list[dict[str, object]] = [{"entity": "account", "dataset": "crm", "key": "a"}]
    for name in NAMES:
        who = {"namespace": "CRMID", "value": name}
        records.append({"entity": "person", "dataset": "crm", "identities": [who], "attributes": {"fullName": name}})
        records.append({"entity": "account_person", "dataset": "crm", "accountKey": "a", "person": who})
    path = tmp_path / "people.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, records)))
    assert (await load_files(database, [path])).refused == 0
    query = f"query($way: SortDirection!, $cursor: String) {{ {QUERIES[field]} }}"
    found, cursor = [], None
    for _ in NAMES:
        data = await answer(database, query, way=way, cursor=cursor)
        (edge,) = (data.get("account") or data)[field]["edges"]
        found.append(edge["node"]["fullName"])
        cursor = edge["cursor"]
    assert found == sorted(NAMES, reverse=way == "DESC")
