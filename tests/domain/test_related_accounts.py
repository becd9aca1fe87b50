"""Accounts are related by parent, web domain and name: from either side alike, and for reasons that can be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.companies import likeness, mail_host, plain_name, web_host
from gateway.domain.related_accounts import (
    DOMAIN,
    MOST_IN_GROUP,
    MOST_SHARING,
    NAME,
    PARENT,
    AccountFacts,
    related_accounts,
)

# The documented example: five rows of one company, as five systems and a typing error make them.
ACME = [
    AccountFacts("acc_1", "1", "Acme", "acme.com"),
    AccountFacts("acc_2", "2", "ACME Inc.", "http://www.acm.com"),
    AccountFacts("acc_3", "3", "Acme, Incorporated"),
    AccountFacts("acc_4", "4", "Acme Consulting", "https://www.acme.com/consulting"),
    AccountFacts("acc_5", "5", "Acmé Corporation"),
]


def test_the_five_rows_of_acme_are_one_group() -> None:
    found = related_accounts(ACME)
    assert {one: set(others) for one, others in found.items()} == {
        each.id: {other.id for other in ACME if other is not each} for each in ACME
    }
    assert found["acc_1"]["acc_4"].reasons == ("same web domain acme.com",)
    assert found["acc_1"]["acc_2"].reasons == ("same name",)
    assert found["acc_3"]["acc_4"].reasons == ("through Acme",)
    assert found["acc_3"]["acc_4"].score == pytest.approx(NAME * DOMAIN)


def test_several_factors_make_it_surer_than_each() -> None:
    parent = AccountFacts("acc_1", "1", "Northwind", domain="northwind.example")
    child = AccountFacts("acc_2", "2", "Northwind AB", "https://northwind.example/se", parent_key="1")
    found = related_accounts([parent, child])["acc_2"]["acc_1"]
    assert found.reasons == ("parent account", "same name", "same web domain northwind.example")
    assert found.score == pytest.approx(1 - (1 - PARENT) * (1 - DOMAIN) * (1 - NAME))


def test_companies_that_share_nothing_are_not_related() -> None:
    others = [AccountFacts("acc_1", "1", "Acme", "acme.com"), AccountFacts("acc_2", "2", "Globex", "globex.example")]
    assert related_accounts(others) == {}


def test_what_too_many_share_says_nothing() -> None:
    def many(count: int) -> list[AccountFacts]:
        return [AccountFacts(f"acc_{each}", str(each), f"company {each}", "portal.example") for each in range(count)]

    assert len(related_accounts(many(MOST_SHARING))["acc_0"]) == MOST_SHARING - 1
    assert related_accounts(many(MOST_SHARING + 1)) == {}


def test_in_a_group_that_is_too_large_only_those_are_related_whom_a_factor_joins() -> None:
    chain = [
        AccountFacts(f"acc_{each}", str(each), f"company {each}", parent_key=str(each - 1))
        for each in range(MOST_IN_GROUP + 1)
    ]
    found = related_accounts(chain)
    assert set(found["acc_5"]) == {"acc_4", "acc_6"}
    assert len(related_accounts(chain[:-1])["acc_5"]) == MOST_IN_GROUP - 1


ACCOUNTS = st.lists(
    st.builds(
        AccountFacts,
        st.uuids().map(str),
        st.sampled_from("abcdef"),
        st.sampled_from(["Acme", "Acme Inc", "Globex", "", "Initech"]),
        st.sampled_from([None, "acme.com", "www.globex.example/de"]),
        st.sampled_from([None, "initech.example"]),
        st.sampled_from([None, "a", "b"]),
    ),
    max_size=8,
    unique_by=(lambda each: each.id, lambda each: each.key),
)


@given(ACCOUNTS)
def test_it_is_the_same_from_either_side_and_in_any_order(accounts: list[AccountFacts]) -> None:
    found = related_accounts(accounts)
    for one, others in found.items():
        assert one not in others
        for other, relation in others.items():
            assert found[other][one].score == pytest.approx(relation.score)
            assert found[other][one].reasons == relation.reasons
            assert 0 < relation.score < 1
    assert related_accounts(sorted(accounts, key=lambda each: each.id)) == found


@given(ACCOUNTS)
def test_whoever_shares_a_factor_is_related_and_groups_are_closed(accounts: list[AccountFacts]) -> None:
    found = related_accounts(accounts)
    for one in accounts:
        for other in accounts:
            shares = one.host is not None and one.host == other.host
            shares |= plain_name(one.name) == plain_name(other.name) != ""
            shares |= one.parent_key == other.key or other.parent_key == one.key
            if one is not other and shares:
                assert other.id in found[one.id]
    for one_id, others in found.items():
        for other_id in others:
            assert found[other_id].keys() | {other_id} == others.keys() | {one_id}


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Acme.com/consulting?x=1", "acme.com"),
        ("acme.com:8080", "acme.com"),
        ("www2.acme.com", "acme.com"),
        ("shop.acme.com", "shop.acme.com"),
        ("gmail.com", None),
        ("acme", None),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_web_address_has_a_host(address: str | None, host: str | None) -> None:
    assert web_host(address) == host


def test_a_mail_address_has_a_host_where_it_is_a_companys() -> None:
    assert mail_host("ada@mail.acme.com") == "mail.acme.com"
    assert mail_host("ada@gmail.com") is None
    assert mail_host("acme.com") is None
    assert mail_host(None) is None


def test_names_are_compared_without_case_accents_and_legal_forms() -> None:
    assert plain_name("Acmé, GmbH & Co. KG") == plain_name("ACME Inc.") == "acme"
    assert plain_name("Holding AG") == "holding ag", "a name of nothing else stays"
    assert likeness("acme", "acme") == 1
    assert likeness("acme", "") == 0
    assert likeness("northwind energy", "northwind") > 0.5
    assert likeness("acme", "globex") < 0.3
