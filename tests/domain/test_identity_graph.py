"""Identity graphs: the worked examples of linking, and the algebra against a plain reading of the rules."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.identity_graph import IdentityGraphs, Pair, arranged_record, identity_graphs, is_plain, pair_of
from gateway.domain.identity_settings import DEFAULT, IdentitySettings
from gateway.domain.namespaces import Namespace
from gateway.domain.records import IdentityKey, PersonRecord
from gateway.errors import ErrorCode, GatewayError

ADA, BOB, CEM = ("CRMID", "ada"), ("CRMID", "bob"), ("CRMID", "cem")
MAIL, OTHER_MAIL = ("Email", "ada@x.example"), ("Email", "bob@x.example")
PHONE = ("Phone", "+46 70")
TABLET = ("ECID", "1" * 38)
CRM_UNIQUE = DEFAULT.changed(None, ["CRMID"])


def day(number: int) -> str:
    return f"2026-01-{number:02}T00:00:00.000000Z"


def graphs(settings: IdentitySettings, *told: tuple[int, IdentityKey, IdentityKey], most: int = 50) -> IdentityGraphs:
    """The graphs of links, each with the day on which it was established last."""
    links: dict[Pair, str] = {}
    seen: dict[IdentityKey, str] = {}
    for number, one, other in told:
        links[pair_of(one, other)] = max(day(number), links.get(pair_of(one, other), ""))
        for key in (one, other):
            seen[key] = max(day(number), seen.get(key, ""))
    return identity_graphs(seen, links, replace(settings, most=most))


# --- the worked examples ---------------------------------------------------------------------------------------------
def test_identities_that_were_met_together_are_one_person_where_no_namespace_is_unique() -> None:
    assert graphs(DEFAULT, (1, ADA, MAIL), (2, BOB, MAIL)).graphs == [(ADA, BOB, MAIL)]


def test_a_shared_device_goes_to_the_person_who_was_last_seen_on_it() -> None:
    found = graphs(CRM_UNIQUE, (1, ADA, TABLET), (2, BOB, TABLET))
    assert found.graphs == [(ADA,), (BOB, TABLET)]
    assert list(found.dropped) == [(ADA, TABLET)]
    assert graphs(CRM_UNIQUE, (1, ADA, TABLET), (2, BOB, TABLET), (3, ADA, TABLET)).graphs == [(ADA, TABLET), (BOB,)]


def test_a_wrong_e_mail_address_is_cut_from_the_person_it_was_met_with_first() -> None:
    found = graphs(CRM_UNIQUE, (1, ADA, MAIL), (1, ADA, TABLET), (2, BOB, MAIL), (2, BOB, PHONE))
    assert found.graphs == [(ADA, TABLET), (BOB, MAIL, PHONE)]
    assert list(found.dropped) == [(ADA, MAIL)]


def test_two_crm_ids_on_one_address_are_two_persons_and_the_explanation_says_why() -> None:
    found = graphs(CRM_UNIQUE, (1, ADA, MAIL), (2, BOB, MAIL))
    assert found.graphs == [(ADA,), (BOB, MAIL)]
    (why,) = found.dropped.values()
    assert "CRMID ada and Email ada@x.example were last met together at 2026-01-01" in why
    assert "CRMID is unique" in why


def test_the_51st_identity_evicts_the_oldest_cookie() -> None:
    cookies = [("ECID", f"{number:038}") for number in range(49)]
    told = [(2 + number % 20, ADA, key) for number, key in enumerate(cookies)]
    assert graphs(DEFAULT, *told).graphs == [(ADA, *cookies)]
    found = graphs(DEFAULT, *told, (1, ADA, MAIL))
    assert found.graphs == [(ADA, *cookies[1:], MAIL), (cookies[0],)]
    assert "of type COOKIE" in found.evicted[cookies[0]]
    assert (ADA, cookies[0]) in found.dropped


def test_no_ones_crm_id_is_evicted_while_there_is_a_device() -> None:
    phone, old = ("Device", "d"), ("b2b_person", "1")
    found = graphs(DEFAULT, (1, ADA, old), (3, ADA, phone), (2, ADA, MAIL), most=3)
    assert list(found.evicted) == [phone]
    assert list(graphs(DEFAULT, (1, ADA, old), (3, ADA, PHONE), (2, ADA, MAIL), most=3).evicted) == [old]


def test_an_evicted_identity_may_split_its_graph() -> None:
    one, two = ("Email", "1@x.example"), ("Email", "2@x.example")
    found = graphs(DEFAULT, (1, ADA, TABLET), (1, BOB, TABLET), (2, ADA, one), (2, BOB, two), most=4)
    assert found.graphs == [(ADA, one), (BOB, two), (TABLET,)]


def test_of_links_as_new_as_each_other_the_later_seen_then_the_higher_priority_is_kept() -> None:
    assert graphs(CRM_UNIQUE, (1, ADA, MAIL), (1, BOB, MAIL), (2, BOB, PHONE)).graphs == [(ADA,), (BOB, MAIL, PHONE)]
    # CRMID with ECID goes before ECID with Email; of equal namespaces the smaller name goes first.
    found = graphs(CRM_UNIQUE, (1, ADA, TABLET), (1, TABLET, MAIL), (1, BOB, MAIL))
    assert found.graphs == [(ADA, TABLET), (BOB, MAIL)]
    assert graphs(CRM_UNIQUE, (1, BOB, MAIL), (1, ADA, MAIL)).graphs == [(ADA, MAIL), (BOB,)]


def test_a_link_counts_again_when_what_it_stood_against_is_dropped_itself() -> None:
    settings = DEFAULT.changed(None, ["CRMID", "Phone"])
    other_phone = ("Phone", "2")
    told = [(1, ADA, MAIL), (2, MAIL, TABLET), (3, BOB, TABLET)]
    assert graphs(settings, *told).graphs == [(ADA,), (BOB, TABLET, MAIL)]
    assert (ADA, MAIL) in graphs(settings, *told).dropped
    found = graphs(settings, *told, (4, MAIL, PHONE), (5, TABLET, other_phone))
    assert pair_of(ADA, MAIL) not in found.dropped
    assert found.graphs == [(ADA, MAIL, PHONE), (BOB, TABLET, other_phone)]


def test_what_names_no_human_being_links_nobody() -> None:
    settings = IdentitySettings(
        dict(DEFAULT.namespaces) | {"Shop": Namespace("Shop", "NON_PEOPLE", 7), "Ads": Namespace("Ads", "PARTNER", 8)}
    )
    record = PersonRecord("crm", day(1), True, (("Shop", "1"), ADA, ("Ads", "2"), MAIL), False, {})
    found = arranged_record(record, settings)
    assert (found.identities, found.beside) == ((ADA, MAIL), (("Shop", "1"), ("Ads", "2")))
    found = arranged_record(replace(record, marked=True), settings)
    assert (found.identities, found.beside) == ((("Shop", "1"),), (ADA, ("Ads", "2"), MAIL))
    strange = graphs(settings, (1, ADA, ("Shop", "1")), (2, ADA, MAIL))
    assert strange.graphs == [(ADA, MAIL), (("Shop", "1"),)]
    assert "never links" in strange.dropped[ADA, ("Shop", "1")]


# --- the algebra -----------------------------------------------------------------------------------------------------
_KEYS = [ADA, BOB, CEM, MAIL, OTHER_MAIL, PHONE, ("Phone", "2"), TABLET, ("ECID", "2" * 38), ("Device", "d")]
_TOLD = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(_KEYS), st.sampled_from(_KEYS)).filter(
        lambda told: told[1] != told[2]
    ),
    max_size=14,
)
_SETTINGS = st.lists(st.sampled_from(["CRMID", "Email", "Phone", "b2b_person"]), unique=True, max_size=3).map(
    lambda unique: DEFAULT.changed(None, unique)
)


@given(_TOLD, _SETTINGS, st.integers(1, 12), st.randoms())
def test_graphs_depend_on_what_is_said_and_when_not_on_the_order_it_comes_in(
    told: list[tuple[int, IdentityKey, IdentityKey]], settings: IdentitySettings, most: int, chance: random.Random
) -> None:
    expected = graphs(settings, *told, most=most)
    again = [*told, *chance.sample(told, len(told) // 2)]
    chance.shuffle(again)
    assert graphs(settings, *again, most=most) == expected


@given(_TOLD, _SETTINGS, st.integers(1, 12))
def test_graphs_are_what_a_plain_reading_of_the_rules_gives(
    told: list[tuple[int, IdentityKey, IdentityKey]], settings: IdentitySettings, most: int
) -> None:
    found = graphs(settings, *told, most=most)
    seen, links = remembered(told)
    assert {frozenset(each) for each in found.graphs} == read_plainly(seen, links, settings, most)
    assert all(is_plain(each, replace(settings, most=most)) for each in found.graphs)
    assert {key for each in found.graphs for key in each} == set(seen)


def read_plainly(
    seen: Mapping[IdentityKey, str],
    links: Mapping[frozenset[IdentityKey], str],
    settings: IdentitySettings,
    most: int,
) -> set[frozenset[IdentityKey]]:
    """The rules as they are written, one link and one eviction at a time."""

    def as_number(text: str) -> int:
        return int(text[8:10])

    def order(link: frozenset[IdentityKey]) -> Any:
        ends = sorted(link)
        ranks = sorted(settings.rank(code) for code, _ in ends)
        return -as_number(links[link]), -sum(as_number(seen[key]) for key in ends), ranks, ends

    kept: set[frozenset[IdentityKey]] = set()
    for link in sorted(links, key=order):
        graph = next(each for each in _components(seen, kept | {link}) if link <= each)
        if all(sum(code == unique for code, _ in graph) <= 1 for unique in settings.unique):
            kept.add(link)
    while True:
        large = [each for each in _components(seen, kept) if len(each) > most]
        if not large:
            return _components(seen, kept)
        kinds = {"PARTNER": 0, "COOKIE": 1, "DEVICE": 2}
        victim = min(
            large[0],
            key=lambda key: (
                kinds.get(settings.type_of(key[0]), 3),
                seen[key],
                [-part for part in settings.rank(key[0])],
                key,
            ),
        )
        kept = {link for link in kept if victim not in link}


def _components(
    seen: Mapping[IdentityKey, str], links: Iterable[frozenset[IdentityKey]]
) -> set[frozenset[IdentityKey]]:
    found = {frozenset([key]) for key in seen}
    for link in links:
        met = {each for each in found if each & link}
        found = (found - met) | {frozenset().union(*met)}
    return found


@pytest.mark.parametrize("histories", [300, pytest.param(5_000, marks=pytest.mark.long)])
def test_random_histories_give_one_graph_in_any_order_and_each_part_by_itself_gives_its_own(histories: int) -> None:
    """What a link leads to is all that has to be looked at, however many other people there are."""
    for number in range(histories):
        chance = random.Random(number)
        keys = [(code, str(value)) for code in ("CRMID", "Email", "Phone", "ECID", "Device") for value in range(6)]
        pairs = [chance.sample(keys, 2) for _ in range(chance.randint(1, 40))]
        told = [(chance.randint(1, 20), one, other) for one, other in pairs]
        settings = DEFAULT.changed(None, chance.sample(["CRMID", "Email", "Phone"], chance.randint(0, 3)))
        most = chance.randint(2, 20)
        found = graphs(settings, *told, most=most)
        again = [*told, *chance.sample(told, len(told) // 3)]
        chance.shuffle(again)
        assert graphs(settings, *again, most=most) == found, number
        assert {frozenset(each) for each in found.graphs} == read_plainly(*remembered(told), settings, most), number
        parts = [
            graphs(settings, *(each for each in told if each[1] in part), most=most)
            for part in _components(*remembered(told))
        ]
        assert sorted(graph for part in parts for graph in part.graphs) == found.graphs, number
        assert {pair: why for part in parts for pair, why in part.dropped.items()} == found.dropped, number


def remembered(
    told: list[tuple[int, IdentityKey, IdentityKey]],
) -> tuple[dict[IdentityKey, str], dict[frozenset[IdentityKey], str]]:
    """When each identity was seen last, and when each link was established last."""
    links: dict[frozenset[IdentityKey], str] = {}
    seen: dict[IdentityKey, str] = {}
    for number, one, other in told:
        links[frozenset((one, other))] = max(day(number), links.get(frozenset((one, other)), ""))
        for key in (one, other):
            seen[key] = max(day(number), seen.get(key, ""))
    return seen, links


# --- settings --------------------------------------------------------------------------------------------------------
def test_devices_rank_below_people_and_are_never_unique() -> None:
    for priority in (["ECID"], ["CRMID", "Device", "Email"]):
        with pytest.raises(GatewayError, match="ranks above"):
            DEFAULT.changed(priority, None)
    with pytest.raises(GatewayError, match="cannot be unique"):
        DEFAULT.changed(None, ["ECID"])


def test_at_most_three_namespaces_are_unique() -> None:
    with pytest.raises(GatewayError, match="4 namespaces would be unique; 3 may be") as refused:
        DEFAULT.changed(None, ["CRMID", "b2b_person", "Email", "Phone"])
    assert refused.value.code == ErrorCode.LIMIT_EXCEEDED


def test_a_namespace_that_the_order_does_not_name_keeps_its_place_behind_those_it_names() -> None:
    found = DEFAULT.changed(["Email", "CRMID"], None)
    assert sorted(found.namespaces, key=found.rank) == ["Email", "CRMID", "b2b_person", "Phone", "Device", "ECID"]
    assert found.ordered([TABLET, ADA, MAIL]) == (MAIL, ADA, TABLET)


def test_a_namespace_that_a_load_brings_ranks_behind_the_known_ones_of_people_and_above_devices() -> None:
    assert DEFAULT.ordered([TABLET, ("Loyalty", "1"), PHONE]) == (PHONE, ("Loyalty", "1"), TABLET)


def test_a_mistyped_namespace_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(GatewayError) as refused:
        DEFAULT.changed(["crmid"], None)
    assert refused.value.hint == "Did you mean CRMID?"
    with pytest.raises(GatewayError, match="twice"):
        DEFAULT.changed(["Email", "Email"], None)
