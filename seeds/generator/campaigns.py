"""Campaigns, the same few in a world of any size, and the people they reached."""

from __future__ import annotations

from collections.abc import Iterator

from seeds import Record
from seeds.generator.draws import Draws
from seeds.generator.persons import Kind, Person
from seeds.generator.times import DAYS, TODAY, days_ago, instant
from seeds.generator.words import CAMPAIGN_KINDS, MEMBER_STATUSES

CAMPAIGNS = 24
_REACHED_PERCENT = 50
_RUNNING_DAYS = 90


def campaign_key(number: int) -> str:
    """The campaign's key, as a marketing system would write it."""
    return f"c{number:03d}@marketing.Marketo"


def campaigns(seed: int) -> Iterator[Record]:
    """Every campaign, the last ones still running."""
    for number in range(CAMPAIGNS):
        draws = Draws(seed, "campaign", number)
        kind, channel = draws.pick(CAMPAIGN_KINDS)
        start = TODAY - (CAMPAIGNS - number) * 30
        running = start + _RUNNING_DAYS > TODAY
        yield {
            "entity": "campaign",
            "dataset": "marketing",
            "observedAt": instant(TODAY - 1, draws),
            "key": campaign_key(number),
            "attributes": {
                "name": f"{kind} {DAYS[start][:7]}",
                "type": kind,
                "channel": channel,
                "status": "Running" if running else "Completed",
                "startDate": f"{DAYS[start]}T08:00:00Z",
                "endDate": None if running else f"{DAYS[start + _RUNNING_DAYS]}T16:00:00Z",
                "isActive": running,
            },
        }


def campaign_memberships(seed: int, person: Person) -> Iterator[Record]:
    """The campaign that reached the person, if any did; nobody writes to a visitor without a name."""
    draws = Draws(seed, "campaign member", person.number)
    if person.kind is Kind.VISITOR or not draws.chance(_REACHED_PERCENT):
        return
    status, responded = draws.pick(MEMBER_STATUSES)
    day = days_ago(draws, 600)
    record: Record = {
        "entity": "campaign_member",
        "dataset": "marketing",
        "observedAt": f"{DAYS[day + 1]}T00:00:00Z",
        "campaignKey": campaign_key(draws.low(CAMPAIGNS)),
        "person": person.email,
        "memberStatus": status,
        "hasResponded": responded,
    }
    if responded:
        record["firstRespondedAt"] = instant(day, draws)
    yield record
