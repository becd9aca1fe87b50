"""A lead is matched with the one best account, by mail domain and company name together."""

from __future__ import annotations

import pytest

from gateway.domain.lead_matching import AccountsByDomain
from gateway.domain.related_accounts import AccountFacts

ACCOUNTS = AccountsByDomain(
    [
        AccountFacts("acc_1", "group", "Northwind Group AB", domain="northwind.example"),
        AccountFacts("acc_2", "turbines", "Northwind Turbines", "https://www.northwind.example/turbines"),
        AccountFacts("acc_3", "globex", "Globex", "globex.example"),
        AccountFacts("acc_4", "mail", "Gmail Users Club", "gmail.com"),
    ]
)


@pytest.mark.parametrize(
    ("mail", "company", "key", "score"),
    [
        ("ada@northwind.example", "northwind", "group", 1.0),
        ("ada@northwind.example", "NORTHWIND Turbines, Inc.", "turbines", 1.0),
        ("ada@northwind.example", "Initech", None, None),
        ("ada@northwind.example", None, None, None),
        ("ada@elsewhere.example", "Globex", None, None),
        (None, "Globex", None, None),
        ("ada@gmail.com", "Gmail Users Club", None, None),
    ],
)
def test_the_best_account_is_found_or_none(
    mail: str | None, company: str | None, key: str | None, score: float | None
) -> None:
    found = ACCOUNTS.match(mail, company)
    assert (found and found.key, found and found.score) == (key, score)


def test_a_match_says_what_weighed_how_much() -> None:
    found = ACCOUNTS.match("eve@globex.example", "Globex Industries")
    assert found is not None
    assert found.score == pytest.approx(0.8087)
    assert found.factors == ("e-mail at globex.example: 0.6", "company name 52% alike: 0.2087")


def test_of_accounts_that_are_as_good_the_smaller_key_is_taken_in_whatever_order_they_come() -> None:
    twins = [AccountFacts(f"acc_{key}", key, "Globex", "globex.example") for key in "ba"]
    for accounts in (twins, twins[::-1]):
        found = AccountsByDomain(accounts).match("eve@globex.example", "Globex")
        assert found is not None
        assert found.key == "a"
