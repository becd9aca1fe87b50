"""Related accounts: groups of accounts that are, or belong to, one company in the world, by three factors.

A parent link, the same web domain and the same name each make two accounts related; several make it surer. Accounts
that are related step by step are a group, each related to each: two that no factor joins by as much as the best way
between them. What too many accounts share says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TypeAlias

from gateway.domain.companies import plain_name, web_host
from gateway.domain.components import Components

PARENT, DOMAIN, NAME = 0.8, 0.7, 0.6
"""How sure each factor alone makes it."""
MOST_SHARING = 50
"""More accounts with one domain, name or parent are not related by it."""
MOST_IN_GROUP = 100
"""In a larger group only those are related whom a factor joins."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is looked at of an account."""

    id: str
    key: str
    name: str
    website: str | None = None
    domain: str | None = None
    parent_key: str | None = None

    @property
    def host(self) -> str | None:
        """Its web domain."""
        return web_host(self.domain) or web_host(self.website)


@dataclass(frozen=True, slots=True)
class Relation:
    """How surely two accounts are related, from 0 to 1, and why."""

    score: float
    reasons: tuple[str, ...]


Relations: TypeAlias = dict[str, dict[str, Relation]]
"""By the ids of both: each pair stands there twice, once from either side."""
_Factors: TypeAlias = dict[str, dict[str, dict[str, float]]]


def related_accounts(accounts: Iterable[AccountFacts]) -> Relations:
    """Who is related to whom. The order of the accounts does not matter."""
    by_id = {each.id: each for each in accounts}
    direct = _direct(by_id)
    components: Components[str] = Components()
    for one, others in direct.items():
        for other in others:
            components.join(one, other)
    relations: Relations = {}
    for group in components.groups():
        if len(group) > MOST_IN_GROUP:
            for one in group:
                relations[one] = {other: _relation(found) for other, found in direct[one].items()}
        else:
            for one in sorted(group):
                for other, relation in _from(one, direct, by_id).items():
                    if one < other:  # of several ways that are as good, both sides tell the same
                        relations.setdefault(one, {})[other] = relation
                        relations.setdefault(other, {})[one] = relation
    return relations


def _direct(by_id: Mapping[str, AccountFacts]) -> _Factors:
    """The factors that join two accounts, with how sure each makes it."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    names: defaultdict[str, list[str]] = defaultdict(list)
    children: defaultdict[str, list[str]] = defaultdict(list)
    of_key = {each.key: each.id for each in by_id.values()}
    for id_, each in by_id.items():
        if each.host is not None:
            hosts[each.host].append(id_)
        names[plain_name(each.name)].append(id_)
        if each.parent_key in of_key:
            children[of_key[each.parent_key]].append(id_)
    direct: _Factors = {}
    for parent, found in children.items():
        if len(found) <= MOST_SHARING:
            for child in found:
                _join(direct, parent, child, "parent account", PARENT)
    for host, found in hosts.items():
        _join_all(direct, found, f"same web domain {host}", DOMAIN)
    for name, found in names.items():
        if name:
            _join_all(direct, found, "same name", NAME)
    return direct


def _join_all(direct: _Factors, ids: list[str], reason: str, sure: float) -> None:
    if len(ids) <= MOST_SHARING:
        for place, one in enumerate(ids):
            for other in ids[place + 1 :]:
                _join(direct, one, other, reason, sure)


def _join(direct: _Factors, one: str, other: str, reason: str, sure: float) -> None:
    if one != other:
        for a, b in ((one, other), (other, one)):
            direct.setdefault(a, {}).setdefault(b, {})[reason] = sure


def _relation(factors: Mapping[str, float]) -> Relation:
    return Relation(_score(factors), tuple(sorted(factors)))


def _score(factors: Mapping[str, float]) -> float:
    wrong = 1.0
    for sure in factors.values():
        wrong *= 1 - sure
    return round(1 - wrong, 4)


def _from(start: str, direct: _Factors, by_id: Mapping[str, AccountFacts]) -> dict[str, Relation]:
    """Everybody of a group as seen from one: joined by factors, else through others, by the way that is surest."""
    found = {other: _relation(factors) for other, factors in direct[start].items()}
    best: dict[str, tuple[float, tuple[str, ...]]] = {}
    queue: list[tuple[float, int, tuple[str, ...]]] = [(-1.0, 0, (start,))]
    while queue:
        score, length, way = heappop(queue)
        here = way[-1]
        if here in best:
            continue
        best[here] = (-score, way)
        for other, factors in direct[here].items():
            if other not in best:
                heappush(queue, (score * _score(factors), length + 1, (*way, other)))
    for other, (sure, way) in best.items():
        if other != start and other not in found:
            through = ", ".join(sorted({by_id[each].name for each in way[1:-1]}))
            found[other] = Relation(round(sure, 4), (f"through {through}",))
    return found
