"""Surroundings: the identities that any link, counted or dropped, leads to from some, and those links.

What becomes of an identity depends on them and on nothing else in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.commands.ingest.rows import instant_text
from gateway.commands.ingest.states import PersonState
from gateway.cypher.statement import Statement
from gateway.domain.identity_graph import Pair, pair_of
from gateway.domain.records import IdentityKey
from gateway.store.database import Transaction

_READ = """
UNWIND $ids AS id
MATCH (i:Identity {id: id})
RETURN i.namespace, i.value, toString(i.first_seen_at), toString(i.last_seen_at), i.is_primary, i.names_person,
  i.is_torn,
  EXISTS { (i)<-[:KEYED_BY]-() } OR EXISTS { (i)<-[:SEEN_AS]-() },
  head(COLLECT { MATCH (i)-[:IDENTIFIES]->(person) RETURN person.id }),
  head(COLLECT { MATCH (i)-[:FORMERLY_OF]->(person) RETURN person.id }),
  COLLECT { MATCH (i)-[link:LINKED]-(other:Identity)
    RETURN [other.id, other.namespace, other.value, toString(link.first_established_at),
      toString(link.last_established_at), link.datasets, link.dropped] }
"""


class Link(NamedTuple):
    """What is known of a link."""

    first: str
    last: str
    datasets: frozenset[str]
    dropped: str | None = None
    """Why it does not count."""

    def joined(self, other: Link) -> Link:
        """What two say of it together. Whether it counts is to be seen."""
        return Link(min(self.first, other.first), max(self.last, other.last), self.datasets | other.datasets)


@dataclass(slots=True)
class Surroundings:
    """Identities with their links, as the graph holds them."""

    state: PersonState = field(default_factory=PersonState)
    """All identities in one state; without fragments."""
    links: dict[Pair, Link] = field(default_factory=dict)
    person_of: dict[IdentityKey, str] = field(default_factory=dict)
    formerly_of: dict[IdentityKey, str] = field(default_factory=dict)
    speaking: set[IdentityKey] = field(default_factory=set)
    """Identities that key a fragment or an event."""


async def read_surroundings(transaction: Transaction, identities: Iterable[str]) -> Surroundings:
    """Everything around identities, by id: read in as many steps as the farthest is links away."""
    found = Surroundings()
    asked: set[str] = set()
    wanted = set(identities)
    while wanted:
        asked |= wanted
        following: set[str] = set()
        for code, value, first, last, *flags, speaks, person, former, links in await transaction.run(
            Statement(_READ, {"ids": sorted(wanted)})
        ):
            key = (code, value)
            state = found.state
            state.identities[key] = (instant_text(first), instant_text(last))
            for flag, those in zip(flags, (state.primary, state.names, state.torn), strict=True):
                if flag:
                    those.add(key)
            if speaks:
                found.speaking.add(key)
            for whose, told in ((person, found.person_of), (former, found.formerly_of)):
                if whose is not None:
                    told[key] = whose
            for other, other_code, other_value, since, until, datasets, dropped in links:
                following.add(other)
                link = Link(instant_text(since), instant_text(until), frozenset(datasets), dropped)
                found.links[pair_of(key, (other_code, other_value))] = link
        wanted = following - asked
    return found
