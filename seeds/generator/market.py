"""A market: a hundred people, ten companies and twenty deals that know each other. The world is a row of markets.

Nothing a market holds depends on what comes after it, so a world can be streamed in flat memory, and the whole markets
of a small world stand unchanged, in the same place, in a bigger one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from seeds import Record
from seeds.generator.audiences import account_memberships, person_memberships
from seeds.generator.behaviour import person_events
from seeds.generator.campaigns import campaign_memberships
from seeds.generator.companies import company_with_account
from seeds.generator.deals import deal_with_group
from seeds.generator.fragments import person_records
from seeds.generator.persons import Person, person
from seeds.generator.relations import account_roles

PEOPLE_A_MARKET = 100
_COMPANIES_A_MARKET = 10
_DEALS_A_MARKET = 20


def market(seed: int, number: int, people: int, events: int) -> Iterator[Record]:
    """The records of one market with `people` inhabitants, at most a hundred: companies, people, then deals."""
    first_company = number * _COMPANIES_A_MARKET
    companies = []
    for each in range(first_company, first_company + -(-people * _COMPANIES_A_MARKET // PEOPLE_A_MARKET)):
        company, account = company_with_account(seed, each)
        companies.append(company)
        yield account
        yield from account_memberships(seed, company)

    staff: dict[int, list[Person]] = defaultdict(list)
    taken: set[str] = set()
    for each in range(number * PEOPLE_A_MARKET, number * PEOPLE_A_MARKET + people):
        somebody = person(seed, each, companies, taken)
        yield from person_records(seed, somebody)
        yield from account_roles(seed, somebody, first_company + len(companies))
        yield from campaign_memberships(seed, somebody)
        yield from person_memberships(seed, somebody)
        yield from person_events(seed, somebody, events)
        if somebody.employer:
            staff[somebody.employer.number].append(somebody)

    first_deal = number * _DEALS_A_MARKET
    for each in range(first_deal, first_deal + people * _DEALS_A_MARKET // PEOPLE_A_MARKET):
        yield from deal_with_group(seed, each, companies, staff)
