"""Values that break other products: each is answered, or refused by a code of the catalogue, in both ways alike."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from gateway.commands.load_files import load_files
from gateway.settings import Settings
from gateway.store.database import Database
from tests.semantics.both_ways import BothWays, Case

TEXTS = {
    "quotes": "O'Brien \"the\" ''double''",
    "backslashes": "C:\\new\\table\\u0041\\",
    "dollars": "$name ${where} $1 $$",
    "braces": "{x} {{y}} }) { [z] }",
    "backticks": "`Account` ``n``",
    "Cypher": "' OR 1=1 // }) DETACH DELETE n RETURN '",
    "a comment": "/* no */ // end # of",
    "a pattern": '.*+?^|()[] % _ * ~ AND NOT "',
    "white space": " \t two \r\n lines \u00a0 \u2028 \u3000",
    "control characters": "\x01\x1b[31m\x7f\x85",
    "an emoji of several": "\U0001f469\u200d\U0001f4bb \U0001f1f8\U0001f1ea \U0001f44d\U0001f3fd",
    "an astral script": "\U00010330\U00010331\U00010332",
    "the highest code points": "\ufffe\uffff\U0010fffd\U0010ffff",
    "composed": "Zo\u00eb",
    "combining": "Zoe\u0308",
    "stacked marks": "Z" + "\u0335\u0321" * 40,
    "right to left": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "overridden direction": "\u202egnp.exe\u202c",
    "zero width": "zero\u200b\u200c\ufeffwidth",
    "a byte order mark": "\ufeffname",
    "sharp s": "Stra\u00dfe",
    "dotted and dotless": "\u0130stanbul \u0131",
    "JSON": '{"eq": null, "in": ["a"]}',
    "GraphQL": '""" } query { __schema { types { name } } }',
    "a number": "007",
    "a word of Cypher": "null",
    "long": "long " * 600,
}
"""By what is awkward about them."""

BY_TEXT = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def _key(text: str) -> str:
    return f"{[*TEXTS.values()].index(text):02}@awkward"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def awkward(module_database: Database, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> BothWays:
    """An account for each text, named so."""
    file = tmp_path_factory.mktemp("awkward") / "accounts.jsonl"
    lines = [
        orjson.dumps(
            {
                "entity": "account",
                "observedAt": "2026-01-01T00:00:00Z",
                "key": _key(text),
                "attributes": {"name": text, "industry": text[:40]},
            }
        )
        for text in TEXTS.values()
    ]
    file.write_bytes(b"\n".join(lines))
    report = await load_files(module_database, [Path(file)])
    assert report.refused == 0
    return BothWays(settings, module_database)


async def _keys(asker: BothWays, test: str, value: Any) -> list[str]:
    query = f"query($v: {'[String!]' if 'in:' in test or 'notIn:' in test else 'String'}!) {{ "
    answer = await asker.answer(
        f"{query} accounts(first: 100, where: {{ name: {{ {test} }} }}) {{ nodes {{ key }} }} }}", {"v": value}
    )
    return [each["key"] for each in answer["data"]["accounts"]["nodes"]]


@BY_TEXT
async def test_a_text_comes_back_as_it_was_sent(awkward: BothWays, text: str) -> None:
    answer = await awkward.answer("query($k: String!) { account(key: $k) { name industry } }", {"k": _key(text)})
    assert answer["data"]["account"] == {"name": text, "industry": text[:40]}


@BY_TEXT
async def test_a_text_finds_what_is_called_so_and_nothing_else(awkward: BothWays, text: str) -> None:
    assert await _keys(awkward, "eq: $v", text) == [_key(text)]
    assert await _keys(awkward, "in: $v", [text, "nobody"]) == [_key(text)]
    assert len(await _keys(awkward, "ne: $v", text)) == len(TEXTS) - 1


@pytest.mark.parametrize("text", [each for each in TEXTS.values() if len(each) < 100], ids=repr)
async def test_a_text_written_out_is_the_same_text(awkward: BothWays, text: str) -> None:
    for literal in (orjson.dumps(text).decode(), _ascii(text)):
        answer = await awkward.answer(f"{{ accounts(where: {{ name: {{ eq: {literal} }} }}) {{ nodes {{ key }} }} }}")
        assert [each["key"] for each in answer["data"]["accounts"]["nodes"]] == [_key(text)]


def _ascii(text: str) -> str:
    return '"' + "".join(f"\\u{{{ord(each):x}}}" for each in text) + '"'


@BY_TEXT
async def test_parts_of_a_text_are_found_by_code_point(awkward: BothWays, text: str) -> None:
    for test, part, holds in (
        ("contains: $v", text[1:-1], lambda name, part: part in name),
        ("startsWith: $v", text[:3], str.startswith),
        ("endsWith: $v", text[-3:], str.endswith),
    ):
        expected = [_key(each) for each in TEXTS.values() if holds(each, part)]
        assert sorted(await _keys(awkward, test, part)) == expected


@BY_TEXT
async def test_a_text_as_any_other_argument_finds_nothing_or_is_refused(awkward: BothWays, text: str) -> None:
    query = """query($t: String!, $id: ID!) {
      account(key: $t) { id } campaign(key: $t) { id } opportunity(key: $t) { id } segment(name: $t) { id }
      node(id: $id) { id } one: account(id: $id) { id } other: person(id: $id) { id }
      device: person(identity: { namespace: "Device", value: $t }) { id }
      mail: person(identity: { namespace: "Email", value: $t }) { id }
      cookie: person(identity: { namespace: "ECID", value: $t }) { id }
      named: person(identity: { namespace: $t, value: "x" }) { id }
      nodes(ids: [$id, $id]) { id } }"""
    answer = await awkward.answer(query, {"t": text, "id": text})
    assert answer["data"].pop("nodes") == [None, None]
    assert set(answer["data"].values()) == {None}
    codes = {each["path"][0]: each["extensions"]["code"] for each in answer["errors"]}
    assert codes.items() >= {"cookie": "BAD_IDENTITY", "named": "BAD_IDENTITY"}.items()
    assert set(codes.values()) == {"BAD_IDENTITY"}


@BY_TEXT
async def test_a_text_can_be_searched_for_or_is_refused(awkward: BothWays, text: str) -> None:
    query = "query($t: String!) { search(text: $t) { nodes { ... on Account { name } } } }"
    answer = await awkward.answer(query, {"t": text})
    codes = {each["extensions"]["code"] for each in answer.get("errors", [])}
    assert codes <= {"BAD_INPUT", "LIMIT_EXCEEDED"}


def _cursor(*parts: Any) -> str:
    return urlsafe_b64encode(orjson.dumps([*parts])).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        *TEXTS.values(),
        "",
        "=",
        "====",
        "A",
        "é",
        urlsafe_b64encode(b'["\\ud800"]').decode(),
        urlsafe_b64encode(b"[" * 2_000).decode(),
        urlsafe_b64encode(b"NaN").decode(),
        _cursor(),
        _cursor(1, "x", None, "y"),
        _cursor(2, "", None, ""),
    ],
    ids=lambda cursor: repr(cursor[:20]),
)
async def test_what_is_no_cursor_is_a_bad_cursor(awkward: BothWays, cursor: str) -> None:
    query = "query($c: String!) { forth: accounts(after: $c) { totalCount } }"
    for asked in (query, query.replace("after", "before")):
        answer = await awkward.answer(asked, {"c": cursor})
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_CURSOR"]


@pytest.mark.parametrize("key", [2**63, 2**64 - 1, -(2**63), 1e308, "five", True, None, [], {}])
async def test_a_cursor_with_another_key_is_answered_or_bad(awkward: BothWays, key: Any) -> None:
    """Whoever makes cursors of his own gets an answer or BAD_CURSOR, and never trouble of ours."""
    order = "accounts(orderBy: { numberOfEmployees: ASC }, first: 1"
    page = await awkward.answer(f"{{ {order}) {{ pageInfo {{ endCursor }} }} }}")
    text = page["data"]["accounts"]["pageInfo"]["endCursor"]
    version, mark, parent, _, last = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    forged = _cursor(version, mark, parent, key, last)
    answer = await awkward.answer(f'{{ {order}, after: "{forged}") {{ nodes {{ id }} }} }}')
    assert {each["extensions"]["code"] for each in answer.get("errors", [])} <= {"BAD_CURSOR"}


async def test_ten_thousand_values_are_a_list_like_another(awkward: BothWays) -> None:
    values = [f"nobody {number}" for number in range(9_999)] + [TEXTS["combining"]]
    assert await _keys(awkward, "in: $v", values) == [_key(TEXTS["combining"])]
    assert len(await _keys(awkward, "in: $v, caseInsensitive: true", values)) == 1
    assert len(await _keys(awkward, 'notIn: $v, startsWith: "Zo"', values)) == 1


async def test_a_text_of_a_million_characters_finds_nothing(awkward: BothWays) -> None:
    text = "é" * 1_000_000
    for test in ("eq: $v", "contains: $v", "startsWith: $v", "endsWith: $v", "eq: $v, caseInsensitive: true"):
        assert await _keys(awkward, test, text) == []
    assert len(await _keys(awkward, 'ne: $v, contains: "Zo"', text)) == 2


async def test_case_is_folded_by_lower_case(awkward: BothWays) -> None:
    assert await _keys(awkward, "eq: $v, caseInsensitive: true", "zOË") == [_key("Zo\u00eb")]
    assert await _keys(awkward, "startsWith: $v, caseInsensitive: true", "STRA\u00dfE") == [_key("Stra\u00dfe")]
    assert await _keys(awkward, "eq: $v, caseInsensitive: true", "STRASSE") == []


_SURROGATE = "half \ud83d of it"
_WHEN = "query($v: DateTime!) { accounts(where: { createdAt: { gt: $v } }) { totalCount } }"
_DAY = "query($v: Date!) { opportunities(where: { expectedCloseDate: { gt: $v } }) { totalCount } }"
_SIZE = "query($v: Float!) { accounts(where: { annualRevenue: { amount: { gt: $v } } }) { totalCount } }"
_BAD = (("BAD_INPUT",),)
_INVALID = (("GRAPHQL_VALIDATION_FAILED",),)


def _accounts(count: int) -> Any:
    return {"accounts": {"totalCount": count}}


def _literal(value: str) -> str:
    return _WHEN.replace("query($v: DateTime!) ", "").replace("$v", f'"{value}"')


EDGES = [
    *(
        Case(f"the instant {value} is one", _WHEN, _accounts(len(TEXTS) if value < "2" else 0), {"v": value})
        for value in (
            "1969-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
            "1582-10-04T12:00:00+14:00",
            "1883-11-18T12:03:57.999999-04:56",
            "9999-12-31T23:59:59.999999Z",
            "2026-01-01T00:00:00.123456789123Z",
            "2026-01-01t00:00:00z",
            "2026-01-01 00:00:00+00:00",
        )
    ),
    *(
        Case(f"the instant {value!r} is none", _WHEN, variables={"v": value}, errors=_BAD)
        for value in (
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "10000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00-00:00",
            "2026-01-01T00:00:00+25:00",
            "2026-01-01T00:00:00 Europe/Oslo",
            "\uff12\uff10\uff12\uff16-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z\n",
            _SURROGATE,
        )
    ),
    Case("an instant written out that is none is refused too", _literal("2016-12-31T23:59:60Z"), errors=_INVALID),
    *(
        Case(f"the day {value} is one", _DAY, {"opportunities": {"totalCount": 0}}, {"v": value})
        for value in ("0001-01-01", "1582-10-10", "1969-12-31", "9999-12-31", "2024-02-29")
    ),
    *(
        Case(f"the day {value!r} is none", _DAY, variables={"v": value}, errors=_BAD)
        for value in ("0000-12-31", "10000-01-01", "+2026-01-01", "2026-02-29", "2026-13-01", "2026-W01-1", "20260101")
    ),
    *(
        Case(f"the number {value!r} is one", _SIZE, _accounts(0), {"v": value})
        for value in (0, -0.0, 5e-324, 1.7976931348623157e308, 2**53, 2**63, 2**64)
    ),
    *(
        Case(f"the number {value!r} is none".replace("0" * 300, "..."), _SIZE, variables={"v": value}, errors=_BAD)
        for value in (float("nan"), float("inf"), float("-inf"), 2**53 + 1, 10**400)
    ),
    *(
        Case(
            f"the number {shown} written out is none",
            _SIZE.replace("query($v: Float!) ", "").replace("$v", literal),
            errors=_INVALID,
        )
        for shown, literal in (
            ("1e400", "1e400"),
            ("-1e400", "-1e400"),
            ("of 5,000 digits", "9" * 5_000),
            ("NaN", "NaN"),
        )
    ),
    Case(
        "a whole number of 5,000 digits is none",
        "{ accounts(first: %s) { totalCount } }" % ("9" * 5_000),
        errors=_INVALID * 2,
    ),
    Case(
        "half a surrogate pair is no text",
        "query($v: String!) { accounts(where: { name: { eq: $v } }) { totalCount } }",
        variables={"v": _SURROGATE},
        errors=_BAD,
    ),
    Case(
        "not even as a name",
        "query($v: AccountFilter!) { accounts(where: $v) { totalCount } }",
        variables={"v": {_SURROGATE: {}}},
        errors=_BAD,
    ),
    Case(
        "nor written out",
        '{ accounts(where: { name: { eq: "half \\uD83D of it" } }) { totalCount } }',
        errors=(("GRAPHQL_PARSE_FAILED",),),
    ),
    Case(
        "U+0000 is a character that no stored text has",
        "query($v: String!) { accounts(where: { name: { contains: $v } }) { totalCount } }",
        _accounts(0),
        {"v": "\0"},
    ),
    Case(
        "an empty text is in every text",
        '{ accounts(where: { name: { contains: "" } }) { totalCount } }',
        _accounts(len(TEXTS)),
    ),
    *(
        Case(
            f"where {test} is refused",
            f"{{ accounts(where: {{ {test} }}) {{ totalCount }} }}",
            errors=(("BAD_INPUT", "accounts"),),
        )
        for test in (
            "name: null",
            "name: { eq: null }",
            "name: { in: null }",
            "name: { isNull: null }",
            "AND: null",
            "OR: null",
            "NOT: null",
            "NOT: { name: { ne: null } }",
            "annualRevenue: null",
            "annualRevenue: { amount: null }",
            "people: null",
            "people: { some: null }",
            "people: { some: { role: null } }",
            "people: { every: { node: null } }",
            "parent: null",
        )
    ),
    *(
        Case(
            f"where {test} holds of {count}", f"{{ accounts(where: {{ {test} }}) {{ totalCount }} }}", _accounts(count)
        )
        for test, count in (
            ("AND: []", len(TEXTS)),
            ("OR: []", 0),
            ("NOT: {}", 0),
            ("NOT: { NOT: {} }", len(TEXTS)),
            ("name: {}", len(TEXTS)),
            ("name: { in: [] }", 0),
            ("name: { notIn: [] }", len(TEXTS)),
            ("people: {}", len(TEXTS)),
            ("people: { some: {} }", 0),
            ("people: { every: {} }", len(TEXTS)),
            ("people: { none: {} }", len(TEXTS)),
            ("parent: {}", 0),
        )
    ),
]


@pytest.mark.parametrize("case", EDGES, ids=lambda case: case.says)
async def test_a_value_at_the_edge_is_answered_or_refused(awkward: BothWays, case: Case) -> None:
    await awkward.check(case)
