"""Source keys: which of them are one thing, against a plain reading of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.reading import read_record
from gateway.domain.records import ThingRecord
from gateway.domain.source_keys import external_keys, key_groups, thing_of
from gateway.domain.things import Thing
from gateway.domain.value_checks import Refusal


def record(key: str, day: int, *named: str, **attributes: object) -> ThingRecord:
    told = {"entity": "account", "key": key, "externalKeys": list(named), "attributes": attributes}
    found = read_record({**told, "observedAt": f"2026-01-{day:02}T00:00:00Z"}, "2026-02-01T00:00:00.000000Z")
    assert isinstance(found, ThingRecord)
    return found


def things(*records: ThingRecord) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for each in records:
        found.setdefault(each.key, Thing("Account", each.key)).take(each)
    return found


def groups(held: Mapping[str, Thing], most: int = 50) -> dict[str, set[str]]:
    return {each.key: set(each.keys) for each in key_groups(held, most)}


def test_records_that_name_one_external_key_are_of_one_account_that_goes_by_the_key_seen_first() -> None:
    held = things(record("mkto", 2, "duns"), record("sfdc", 1, "duns"), record("alone", 1))
    assert groups(held) == {"sfdc": {"mkto", "sfdc", "duns"}, "alone": {"alone"}}


def test_the_latest_record_of_a_key_decides_what_it_is_joined_with() -> None:
    first, second = record("mkto", 1, "sfdc"), record("mkto", 2, "other")
    assert external_keys(things(first, second)["mkto"]) == external_keys(things(second, first)["mkto"]) == ("other",)
    assert groups(things(first, second, record("sfdc", 1))) == {"mkto": {"mkto", "other"}, "sfdc": {"sfdc"}}
    assert groups(things(first, record("mkto", 3), record("sfdc", 1))) == {"mkto": {"mkto"}, "sfdc": {"sfdc"}}


def test_the_values_of_an_account_are_the_latest_of_all_its_keys() -> None:
    held = things(
        record("sfdc", 1, name="Acme Corp", industry="Toys"), record("mkto", 2, "sfdc", name="Acme", ownerId=None)
    )
    (group,) = key_groups(held, 50)
    thing = thing_of(group, held)
    assert (thing.key, thing.other_keys) == ("sfdc", ("mkto",))
    assert [thing.observations[name].value for name in ("name", "industry", "owner_id")] == ["Acme", "Toys", None]
    assert (thing.seen[0][:10], thing.seen[-1][:10]) == ("2026-01-01", "2026-01-02")


def test_of_more_keys_than_an_account_may_have_the_latest_words_count() -> None:
    held = things(record("a", 1, "b"), record("c", 2, "b"), record("d", 3, "c"))
    assert groups(held, most=3) == {"a": {"a"}, "c": {"b", "c", "d"}}


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("sfdc", 'externalKeys is "sfdc", not a list of source keys.'),
        (["a", ""], "externalKeys.1 is empty."),
        (["a", 5], "externalKeys.1 is 5, not a text."),
        ([str(each) for each in range(21)], "There are 21 external keys; at most 20 are allowed."),
    ],
)
def test_external_keys_that_are_none_are_refused(named: object, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_record({"entity": "account", "key": "k", "externalKeys": named}, "2026-02-01T00:00:00.000000Z")
    assert why in str(refused.value)


KEYS = st.sampled_from("abcdefgh")
RECORDS = st.lists(
    st.builds(lambda key, day, named: (key, day, tuple(named)), KEYS, st.integers(1, 9), st.lists(KEYS, max_size=2)),
    min_size=1,
    max_size=14,
)


def plainly(told: Iterable[tuple[str, int, tuple[str, ...]]]) -> set[frozenset[str]]:
    """The keys that are together by the latest record of each, of equal days the smaller list, while any meet."""
    latest: dict[str, tuple[int, list[str]]] = {}
    for key, day, named in told:
        word = sorted(set(named))
        held = latest.get(key)
        if held is None or day > held[0] or (day == held[0] and _text(word) < _text(held[1])):
            latest[key] = (day, word)
    found = [{key, *named} for key, (_, named) in latest.items()]
    while True:
        for one in found:
            other = next((each for each in found if each is not one and each & one), None)
            if other is not None:
                one |= other
                found.remove(other)
                break
        else:
            return {frozenset(each) for each in found}


def _text(word: list[str]) -> str:
    return str(word or None).replace("'", '"') if word else "null"


@given(RECORDS, st.randoms(use_true_random=False))
def test_any_records_in_any_order_give_the_groups_of_a_plain_reading(
    told: list[tuple[str, int, tuple[str, ...]]], chance: object
) -> None:
    records = [record(key, day, *named) for key, day, named in told]
    found = key_groups(things(*records), 50)
    assert {each.keys for each in found} == plainly(told)
    chance.shuffle(records)  # type: ignore[attr-defined]
    assert key_groups(things(*records, *records[:3]), 50) == found
    for group in found:
        recorded = sorted(
            (min(day for key, day, _ in told if key == each), each) for each in {k for k, _, _ in told} & group.keys
        )
        assert group.key == recorded[0][1]


@given(RECORDS, st.integers(2, 5))
def test_no_account_has_more_keys_than_allowed(told: list[tuple[str, int, tuple[str, ...]]], most: int) -> None:
    held = things(*(record(key, day, *named) for key, day, named in told))
    found = key_groups(held, most)
    assert all(len(each.keys) <= most for each in found)
    assert sorted(key for each in found for key in each.keys if key in held) == sorted(held)
