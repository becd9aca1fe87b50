"""What a search finds and in which order, for any words, against a plain reading of the same rules."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gateway.app import build_pipeline
from gateway.commands.load_files import load_files
from gateway.domain.ids import public_id
from gateway.pipeline import Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Database

pytestmark = pytest.mark.live

_NAMES = [
    "Ann", "Anna", "Annika", "Hanna", "Johanna", "Berg", "Bergman", "Bergmann", "Lindberg", "Lindbergh", "Lindqvist",
    "Lindkvist", "Sandberg", "O'Brien", "Brian", "Mc Donald", "McDonald", "Northwind", "Northwood", "North",
]  # fmt: skip
_SEARCH = """query($text: String!, $first: Int, $after: String) { search(text: $text, first: $first, after: $after) {
  edges { cursor score node { ... on Person { id } ... on Account { id } ... on Opportunity { id } } }
  pageInfo { hasNextPage hasPreviousPage } } }"""


@dataclass(frozen=True)
class Thing:
    """A node as the rules see it: the values that name it, and the others that it is found by."""

    id: str
    names: tuple[str, ...]
    details: tuple[str, ...] = ()


def _words(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower().replace("'", ""))


def _one_letter_off(typed: str, word: str) -> bool:
    """Whether two words are equal, or one change, insertion, removal or swap of neighbours makes them so."""
    if abs(len(typed) - len(word)) > 1:
        return False
    if len(typed) == len(word):
        unlike = [at for at in range(len(word)) if typed[at] != word[at]]
        swapped = len(unlike) == 2 and unlike[1] == unlike[0] + 1
        return len(unlike) < 2 or (swapped and [typed[at] for at in unlike] == [word[at] for at in unlike[::-1]])
    shorter, longer = sorted((typed, word), key=len)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _mistyped(typed: str, word: str) -> bool:
    if not 4 <= len(typed) <= 24:
        return False
    beginnings = [word[:size] for size in range(len(word) + 1)] if len(typed) >= 6 else [word]
    return any(_one_letter_off(typed, each) for each in beginnings)


def _worth(typed: str, names: set[str], details: set[str]) -> int:
    both = names | details
    return sum(
        worth
        for worth, holds in (
            (256, typed in names),
            (64, typed in details),
            (16, any(each.startswith(typed) for each in names)),
            (4, any(each.startswith(typed) for each in details)),
            (2, len(typed) >= 3 and any(typed in each for each in both)),
            (1, any(_mistyped(typed, each) for each in both)),
        )
        if holds
    )


def _score(text: str, thing: Thing) -> int:
    typed = _words(text)
    names = {word for value in thing.names for word in _words(value)}
    details = {word for value in thing.details for word in _words(value)} - names
    each = [_worth(word, names, details) for word in dict.fromkeys(typed)]
    score = sum(each) if all(each) else 0
    for values, exact, beginning in ((thing.names, 512, 32), (thing.details, 128, 8)):
        wholes = ["".join(_words(value)) for value in values]
        score += exact * ("".join(typed) in wholes)
        score += beginning * any(whole.startswith("".join(typed)) for whole in wholes)
    return score


def _world() -> tuple[list[dict[str, Any]], list[Thing]]:
    """Records of people, accounts and deals with names that are much alike, and what is to be found of them."""
    chance = random.Random(11)
    records: list[dict[str, Any]] = []
    things: list[Thing] = []
    for number in range(60):
        first, last, company = (chance.choice(_NAMES) for _ in range(3))
        mail = f"{first}.{last}@{company}.example".lower().replace("'", "").replace(" ", "")
        attributes = {"firstName": first, "lastName": last, "companyName": company, "workEmail": mail}
        identities = [{"namespace": "CRMID", "value": f"C-{number}"}]
        records.append({"entity": "person", "dataset": "crm", "identities": identities, "attributes": attributes})
        things.append(Thing(public_id("Person", "CRMID", f"C-{number}"), (f"{first} {last}",), (company, mail)))
    for number in range(20):
        name, site = chance.choice(_NAMES), f"{chance.choice(_NAMES[:14])}.test".lower()
        records.append({"entity": "account", "key": f"a{number}", "attributes": {"name": name, "domain": site}})
        things.append(Thing(public_id("Account", f"a{number}"), (name,), (site,)))
        deal = f"{chance.choice(_NAMES)} {chance.choice(_NAMES)}"
        records.append({"entity": "opportunity", "key": f"o{number}", "attributes": {"name": deal}})
        things.append(Thing(public_id("Opportunity", f"o{number}"), (deal,)))
    return records, things


RECORDS, THINGS = _world()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(module_database: Database, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    file: Path = tmp_path_factory.mktemp("world") / "world.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    report = await load_files(module_database, [file])
    assert (report.refused, report.loaded) == (0, len(RECORDS))
    return build_pipeline(settings, module_database)


@st.composite
def typed_words(draw: st.DrawFn) -> str:
    """A word of a name as somebody types it: whole or a part of it, with a letter wrong now and then."""
    word = draw(st.sampled_from([*_NAMES, "example", "test", "zzz"]))
    word = word[draw(st.sampled_from([0, 0, 0, 1, 2])) :]
    word = word[: draw(st.integers(1, 12))] or "a"
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abenrz"))
    match draw(st.integers(1, 8)):
        case 1:
            word = word[:at] + letter + word[at:]
        case 2:
            word = word[:at] + letter + word[at + 1 :]
        case 3:
            word = word[:at] + word[at + 1 :] or "a"
        case 4:
            word = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return draw(st.sampled_from([word, word.upper(), word.lower()]))


texts = st.builds(
    lambda parts, between: between.join(parts),
    st.lists(typed_words(), min_size=1, max_size=3),
    st.sampled_from([" ", ".", "@", ", ", "-"]),
).filter(lambda text: _words(text) != [])


@hypothesis_settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, size=st.integers(1, 7), begin=st.integers(0, 200))
async def test_a_search_finds_and_orders_as_the_rules_say(pipeline: Pipeline, text: str, size: int, begin: int) -> None:
    scored = sorted((-_score(text, thing), thing.id) for thing in THINGS)
    expected = [(-score, name) for score, name in scored if score]
    whole = await _page(pipeline, text=text, first=500)
    assert [(edge["score"], edge["node"]["id"]) for edge in whole["edges"]] == expected
    if not expected:
        return
    place = begin % len(expected)
    page = await _page(pipeline, text=text, first=size, after=whole["edges"][place]["cursor"])
    assert page["edges"] == whole["edges"][place + 1 : place + 1 + size]
    assert page["pageInfo"] == {"hasNextPage": place + 1 + size < len(expected), "hasPreviousPage": True}


async def _page(pipeline: Pipeline, **variables: Any) -> Any:
    answer = orjson.loads((await pipeline.answer(Request(_SEARCH, variables=variables))).body)
    assert "errors" not in answer
    return answer["data"]["search"]
