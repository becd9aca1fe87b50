"""Who works where: account roles. Most people have one, some two at one account, some another elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from seeds import Record
from seeds.generator.companies import account_key
from seeds.generator.draws import Draws
from seeds.generator.persons import Person
from seeds.generator.times import DAYS, TODAY, days_ago, instant
from seeds.generator.words import ROLES

_SECOND_ROLE_PERCENT = 25
_ELSEWHERE_PERCENT = 35
_FORMER_PERCENT = 8


def account_roles(seed: int, person: Person, companies_so_far: int) -> Iterator[Record]:
    """The person's roles; one elsewhere is at any company so far, the first of which collect hundreds of people."""
    if person.employer is None:
        return
    draws = Draws(seed, "account role", person.number)
    first = draws.below(len(ROLES))
    yield _role(person, person.employer.number, ROLES[first], draws) | {"isPrimary": draws.chance(30)}
    if draws.chance(_SECOND_ROLE_PERCENT):
        other = next(role for role in ROLES[first:] + ROLES if role != ROLES[first])
        yield _role(person, person.employer.number, other, draws)
    if draws.chance(_ELSEWHERE_PERCENT):
        elsewhere = draws.low(draws.low(companies_so_far) + 1)
        if elsewhere != person.employer.number:
            yield _role(person, elsewhere, draws.pick(ROLES), draws) | {"isDirect": False}


def _role(person: Person, company: int, role: str, draws: Draws) -> Record:
    start = days_ago(draws, 1300)
    record: Record = {
        "entity": "account_person",
        "dataset": "crm",
        "observedAt": instant(start + (TODAY - start) // 2, draws),
        "accountKey": account_key(company),
        "person": person.known_as,
        "role": role,
        "startDate": DAYS[start],
    }
    if draws.chance(_FORMER_PERCENT):
        record |= {"isActive": False, "endDate": DAYS[start + (TODAY - start) // 2]}
    return record
