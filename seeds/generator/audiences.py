"""Segments, the same few in a world of any size, and who is in them: the first segments are by far the largest."""

from __future__ import annotations

from collections.abc import Iterator

from seeds import Record
from seeds.generator.companies import Company
from seeds.generator.draws import Draws
from seeds.generator.persons import Person
from seeds.generator.times import DAYS, TODAY, days_ago, instant
from seeds.generator.words import ACCOUNT_SEGMENTS, PEOPLE_SEGMENTS, SEGMENTS_BY_RULE

_DEFINED = f"{DAYS[0]}T09:00:00Z"
_EXITED_PERCENT = 15
_LIMITED_PERCENT = 10
_FAR_OFF = "2099-12-31T00:00:00Z"


def segments() -> Iterator[Record]:
    """Every segment: of people, of accounts, and by a rule."""
    for name, description in PEOPLE_SEGMENTS + ACCOUNT_SEGMENTS:
        yield _segment(name, description)
    for name, description, expression in SEGMENTS_BY_RULE:
        yield _segment(name, description) | {"expression": expression}


def person_memberships(seed: int, person: Person) -> Iterator[Record]:
    """None, one or two memberships, in different segments."""
    draws = Draws(seed, "membership", person.number)
    first = draws.low(len(PEOPLE_SEGMENTS))
    for place in range(draws.below(3)):
        name, _ = PEOPLE_SEGMENTS[(first + place) % len(PEOPLE_SEGMENTS)]
        yield _membership(name, draws) | {"person": person.known_as}


def account_memberships(seed: int, company: Company) -> Iterator[Record]:
    """One membership, for one account in four."""
    draws = Draws(seed, "account membership", company.number)
    if draws.chance(25):
        name, _ = draws.pick(ACCOUNT_SEGMENTS)
        yield _membership(name, draws) | {"accountKey": company.key}


def _segment(name: str, description: str) -> Record:
    return {
        "entity": "segment",
        "dataset": "audiences",
        "observedAt": _DEFINED,
        "name": name,
        "description": description,
    }


def _membership(segment: str, draws: Draws) -> Record:
    """Exits are older than the thirty days they would be shown for, so answers do not change with the date."""
    exited = draws.chance(_EXITED_PERCENT)
    qualified = instant(days_ago(draws, 300) - (40 if exited else 0), draws)
    record: Record = {
        "entity": "segment_membership",
        "dataset": "audiences",
        "observedAt": f"{DAYS[TODAY]}T00:00:00Z",
        "segment": segment,
        "status": "EXITED" if exited else "REALIZED",
        "lastQualifiedAt": qualified,
    }
    if not exited and draws.chance(_LIMITED_PERCENT):
        record["validUntil"] = _FAR_OFF
    return record
