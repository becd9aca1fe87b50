"""Companies: an account each. A company is known by its number, and has a name and a domain of its own."""

from __future__ import annotations

from dataclasses import dataclass

from seeds import Record
from seeds.generator.draws import Draws
from seeds.generator.places import PLACES, Place
from seeds.generator.times import days_ago, instant
from seeds.generator.words import ACCOUNT_TYPES, COMPANY_FIRSTS, COMPANY_SECONDS, TRADES

_NAMES = len(COMPANY_FIRSTS) * len(COMPANY_SECONDS) * len(TRADES)
_STRIDE = 104_729
"""A prime that shares no factor with `_NAMES`: stepping by it takes every name once before any comes again."""
_HEADCOUNTS = (8, 8, 30, 30, 120, 120, 600, 2500, 12_000)
_SISTERS_AND_ELDERS = 15


@dataclass(frozen=True, slots=True)
class Company:
    """What others need to know of an account."""

    number: int
    name: str
    domain: str
    industry: str
    place: Place

    @property
    def key(self) -> str:
        return account_key(self.number)


def account_key(number: int) -> str:
    """The account's key, as a CRM would write it."""
    return f"a{number:07d}@crm.Salesforce"


def company_with_account(seed: int, number: int) -> tuple[Company, Record]:
    """The company of that number, and its account record. A third have a parent among the companies before them."""
    draws = Draws(seed, "account", number)
    company = _company(seed, number, draws.pick(PLACES))
    employees = draws.pick(_HEADCOUNTS) * (50 + draws.below(150)) // 100
    revenue = employees * (40 + draws.below(260)) * 1000 * company.place.units_per_euro
    city, postal_code = draws.pick(company.place.cities)
    record: Record = {
        "entity": "account",
        "dataset": "crm",
        "observedAt": instant(days_ago(draws, 900), draws),
        "key": company.key,
        "attributes": {
            "name": company.name,
            "accountType": draws.pick(ACCOUNT_TYPES),
            "industry": company.industry,
            "numberOfEmployees": employees,
            "annualRevenue": {"amount": revenue, "currencyCode": company.place.currency},
            "website": f"https://{company.domain}",
            "domain": company.domain,
            "billingAddress": {
                "street1": f"{draws.pick(company.place.streets)} {1 + draws.below(120)}",
                "city": city,
                "postalCode": postal_code,
                "country": company.place.country,
                "countryCode": company.place.code,
            },
            "ownerId": f"sales-{1 + draws.below(40):02d}",
        },
    }
    if number and draws.chance(33):
        record["parentKey"] = account_key(number - 1 - draws.below(min(number, _SISTERS_AND_ELDERS)))
    return company, record


def _company(seed: int, number: int, place: Place) -> Company:
    start = Draws(seed, "company names", 0).below(_NAMES)
    time_round, step = divmod(number, _NAMES)
    rest, first = divmod((start + step * _STRIDE) % _NAMES, len(COMPANY_FIRSTS))
    trade, second = divmod(rest, len(COMPANY_SECONDS))
    last_word, industry = TRADES[trade]
    words = [COMPANY_FIRSTS[first], COMPANY_SECONDS[second], last_word]
    if time_round:
        words.append(str(time_round + 1))
    return Company(number, " ".join(words), "-".join(words).lower() + ".example", industry, place)
