"""Lead-to-account matching: of a person whom no source gives an account, the account that the person works for, if any.

The domain of the work e-mail weighs 0.6, the likeness of the company's name 0.4; only the best account counts, and only
where both together reach 0.75. So neither is enough alone: a domain may be a provider's, a name may be many companies'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.companies import likeness, mail_host, plain_name
from gateway.domain.related_accounts import AccountFacts

DOMAIN_WEIGHT, NAME_WEIGHT, THRESHOLD = 0.6, 0.4, 0.75
ROLE = "Matched lead"
"""The role of a person at an account that was found so."""
SOURCE = "lead-to-account matching"
"""The dataset of such a relation."""


@dataclass(frozen=True, slots=True)
class Match:
    """The account that a lead was matched with, how surely, and what weighed how much."""

    key: str
    score: float
    factors: tuple[str, ...]


class AccountsByDomain:
    """Accounts by their web domain: without the same domain there is no match, so nothing else is looked at."""

    def __init__(self, accounts: Iterable[AccountFacts]) -> None:
        self._by_host: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for each in accounts:
            if each.host is not None:
                self._by_host[each.host].append((each.key, plain_name(each.name)))

    def match(self, work_email: str | None, company_name: str | None) -> Match | None:
        """The best account at or over the threshold; of several that are as good, that of the smaller key."""
        host = mail_host(work_email)
        name = plain_name(company_name or "")
        if host is None or not name:
            return None
        best: Match | None = None
        for key, other in sorted(self._by_host.get(host, ())):
            alike = likeness(name, other)
            score = round(DOMAIN_WEIGHT + NAME_WEIGHT * alike, 4)
            if score >= THRESHOLD and (best is None or score > best.score):
                best = Match(key, score, _factors(host, alike))
        return best


def _factors(host: str, alike: float) -> tuple[str, ...]:
    return (f"e-mail at {host}: {DOMAIN_WEIGHT}", f"company name {alike:.0%} alike: {round(NAME_WEIGHT * alike, 4)}")
