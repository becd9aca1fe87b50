"""Deals and the people in them: stages, amounts in the account's currency, close dates, and a buying group each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seeds import Record
from seeds.generator.campaigns import CAMPAIGNS, campaign_key
from seeds.generator.companies import Company
from seeds.generator.draws import Draws
from seeds.generator.persons import Person
from seeds.generator.times import DAYS, TODAY, days_ago, instant
from seeds.generator.words import DEAL_TYPES, NEXT_STEPS, ROLES, SHAPES, SOURCES, STAGES, SUBJECTS, Stage

_WITHOUT_ACCOUNT_PERCENT = 6
_WITHOUT_AMOUNT_PERCENT = 4
_FROM_CAMPAIGN_PERCENT = 30
_EURO_SIZES = (2_000, 8_000, 8_000, 25_000, 25_000, 80_000, 400_000)
_GROUP_AT_MOST = 6


def deal_with_group(
    seed: int, number: int, companies: Sequence[Company], staff: Mapping[int, Sequence[Person]]
) -> Iterator[Record]:
    """The opportunity of that number, then a relation for each person in it: `staff` of its company, by number."""
    draws = Draws(seed, "deal", number)
    company = None if draws.chance(_WITHOUT_ACCOUNT_PERCENT) else companies[draws.low(len(companies))]
    record = _opportunity(number, company, draws)
    yield record
    if company:
        yield from _buying_group(record, staff.get(company.number, ()), draws)


def _opportunity(number: int, company: Company | None, draws: Draws) -> Record:
    stage = draws.pick(STAGES)
    record: Record = {
        "entity": "opportunity",
        "dataset": "crm",
        "observedAt": instant(days_ago(draws, 120), draws),
        "key": f"d{number:07d}@crm.Salesforce",
    }
    if company:
        record["accountKey"] = company.key
    if draws.chance(_FROM_CAMPAIGN_PERCENT):
        record["campaignKey"] = campaign_key(draws.low(CAMPAIGNS))
    record["attributes"] = {
        "name": f"{draws.pick(SUBJECTS)} {draws.pick(SHAPES)} {number}",
        "stage": stage.name,
        "type": draws.pick(DEAL_TYPES),
        "isClosed": stage.closed,
        "isWon": stage.won,
        "probability": stage.percent,
        "forecastCategory": stage.forecast,
        "leadSource": draws.pick(SOURCES),
        "nextStep": None if stage.closed else draws.pick(NEXT_STEPS),
        "ownerId": f"sales-{1 + draws.below(40):02d}",
        **_amounts(stage, company, draws),
        **_close_dates(stage, draws),
    }
    return record


def _amounts(stage: Stage, company: Company | None, draws: Draws) -> Record:
    """Amount, and what the stage makes of it; in euros where the company is not known."""
    if draws.chance(_WITHOUT_AMOUNT_PERCENT):
        return {"amount": None}
    currency, units = (company.place.currency, company.place.units_per_euro) if company else ("EUR", 1)
    amount = draws.pick(_EURO_SIZES) * (50 + draws.below(150)) // 100 * units
    return {
        "amount": {"amount": amount, "currencyCode": currency},
        "expectedRevenue": {"amount": amount * stage.percent / 100, "currencyCode": currency},
    }


def _close_dates(stage: Stage, draws: Draws) -> Record:
    """A closed deal closed within two years past, an open one is hoped for within the year ahead."""
    if not stage.closed:
        return {"expectedCloseDate": DAYS[TODAY + 7 + draws.below(360)]}
    day = days_ago(draws, 730)
    return {"expectedCloseDate": DAYS[day + draws.below(30)], "actualCloseDate": instant(day, draws)}


def _buying_group(opportunity: Record, staff: Sequence[Person], draws: Draws) -> Iterator[Record]:
    """Neighbours on the staff list, each in a role; the first is the deal's primary contact."""
    size = min(len(staff), 1 + draws.below(_GROUP_AT_MOST))
    first = draws.below(len(staff)) if staff else 0
    for place in range(size):
        yield {
            "entity": "opportunity_person",
            "dataset": "crm",
            "observedAt": opportunity["observedAt"],
            "opportunityKey": opportunity["key"],
            "person": staff[(first + place) % len(staff)].known_as,
            "role": draws.pick(ROLES),
            "isPrimary": place == 0,
        }
