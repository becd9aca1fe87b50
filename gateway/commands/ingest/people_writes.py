"""What a batch changes of people, in rows: persons, identities, fragments, scores, and how they hang together."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gateway.commands.ingest.edges import move_edges, rename_starts
from gateway.commands.ingest.links import Links
from gateway.commands.ingest.rows import columns, copies, literal, row_of
from gateway.commands.ingest.states import PersonState
from gateway.commands.ingest.touching import touch, touch_around
from gateway.cypher.statement import Statement
from gateway.domain.fragments import Fragment, fragment_text
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.ids import identity_id
from gateway.domain.namespaces import KNOWN, LAST_PRIORITY, UNKNOWN_TYPE
from gateway.domain.people import Span, scores
from gateway.domain.records import IdentityKey
from gateway.store.database import Transaction

_WIDTH = len(columns("Person"))


def _met(own: str, other: str, link: str) -> str:
    """A person of one fragment, made with all that hangs on it; the arguments say the properties that are instants.

    Links point from the smaller id to the larger, hence two lists of other identities.
    """
    others = (
        "(person)<-[:IDENTIFIES]-(:Identity {id: each[0], namespace: each[1], value: each[2], is_primary: each[3],"
        f" names_person: each[4], {other}}})"
    )
    linked = f"[:LINKED {{{link}, datasets: [more[8]]}}]"
    return f"""
UNWIND $rows AS row
WITH row, row[{_WIDTH}] AS more
WITH row, more, datetime(more[0]) AS at
CREATE (person:Person {literal("Person", "row")})
CREATE (person)<-[:IDENTIFIES]-(primary:Identity {{id: more[1], namespace: more[2], value: more[3],
  is_primary: more[4], names_person: more[10], {own}}})
CREATE (primary)<-[:KEYED_BY]-(:Fragment {{id: more[7], dataset: more[8], body: more[9]}})
FOREACH (each IN more[5] | CREATE {others}-{linked}->(primary))
FOREACH (each IN more[6] | CREATE {others}<-{linked}-(primary))
"""


# A person whom one record made is the most frequent case by far, so all of it is one statement without a single look
# for what it has just made; one whom several records of one dataset made takes a few more instants.
_FIRST_MET = _met(
    "first_seen_at: at, last_seen_at: at",
    "first_seen_at: at, last_seen_at: at",
    "first_established_at: at, last_established_at: at",
)
_MET_OFTEN = _met(
    "first_seen_at: at, last_seen_at: datetime(more[11])",
    "first_seen_at: datetime(each[5]), last_seen_at: datetime(each[6])",
    "first_established_at: datetime(each[7]), last_established_at: datetime(each[8])",
)
_PERSONS = f"UNWIND $rows AS row CREATE (:Person {literal('Person', 'row')})"
_PERSON_UPDATES = f"""
UNWIND $rows AS row
MATCH (person:Person {{id: row[{_WIDTH}]}})
SET person = {literal("Person", "row")}
"""
_IDENTITIES = f"""
UNWIND $rows AS row
MATCH (person:Person {{id: row[0]}})
CREATE (person)<-[:IDENTIFIES]-(:Identity {literal("Identity", "row", 1)})
"""
_IDENTITY_UPDATES = f"""
UNWIND $rows AS row
MATCH (identity:Identity {{id: row[0]}})
SET identity = {literal("Identity", "row")}
"""
_FRAGMENTS = """
UNWIND $rows AS row
MATCH (identity:Identity {id: row[0]})
CREATE (identity)<-[:KEYED_BY]-(:Fragment {id: row[1], dataset: row[2], body: row[3]})
"""
_FRAGMENT_UPDATES = """
UNWIND $rows AS row
MATCH (:Identity {id: row[0]})<-[:KEYED_BY]-(fragment:Fragment {id: row[1]})
SET fragment.body = row[3]
"""
_OLD_SCORES = """
UNWIND $rows AS id
MATCH (:Person {id: id})-[:HAS_SCORE]->(score:Score)
DETACH DELETE score
"""
_SCORES = f"""
UNWIND $rows AS row
MATCH (person:Person {{id: row[0]}})
CREATE (person)-[:HAS_SCORE]->(:Score {literal("Score", "row", 1)})
"""
_LONE_IDENTITIES = f"UNWIND $rows AS row CREATE (:Identity {literal('Identity', 'row')})"
_SETTLE = f"""
UNWIND $rows AS row
MATCH (identity:Identity {{id: row[0]}}) MATCH (person:Person {{id: row[1]}})
CALL (identity) {{ MATCH (identity)-[old:IDENTIFIES|FORMERLY_OF]->() DELETE old }}
CREATE (identity)-[:IDENTIFIES]->(person)
WITH identity, person
MATCH (identity)<-[:SEEN_AS]-(event:Event)
CALL (event) {{ MATCH (event)<-[old:PERFORMED]-() DELETE old }}
CREATE (person)-[:PERFORMED {copies("PERFORMED", "person", "event")}]->(event)
"""
_LEAVE = """
UNWIND $rows AS row
MATCH (identity:Identity {id: row[0]})
CALL (identity) { MATCH (identity)-[old:IDENTIFIES|FORMERLY_OF]->() DELETE old }
WITH identity, row
MATCH (person:Person {id: row[1]})
CREATE (identity)-[:FORMERLY_OF]->(person)
"""
# The database takes an id for still in use that one transaction gives to a node, deletes with it, and gives to another
# (5.26): it has to be taken from the node first.
_GONE = """
UNWIND $rows AS id
MATCH (person:Person {id: id})
CALL (person) { MATCH (person)-[:HAS_SCORE]->(score:Score) DETACH DELETE score }
REMOVE person.id
DETACH DELETE person
"""
_ABSORB = f"""
UNWIND $rows AS row
MATCH (keeper:Person {{id: row[0]}}) MATCH (absorbed:Person {{id: row[1]}})
CALL (keeper, absorbed) {{ MATCH (absorbed)<-[old:IDENTIFIES]-(i) CREATE (keeper)<-[:IDENTIFIES]-(i) DELETE old }}
CALL (keeper, absorbed) {{
  MATCH (absorbed)-[old:PERFORMED]->(e:Event)
  CREATE (keeper)-[:PERFORMED {copies("PERFORMED", "keeper", "e")}]->(e)
  DELETE old }}
CALL (absorbed) {{ MATCH (absorbed)-[:HAS_SCORE]->(s:Score) DETACH DELETE s }}
REMOVE absorbed.id
DETACH DELETE absorbed
"""
_NAMESPACES = """
UNWIND $rows AS row
MERGE (namespace:Namespace {code: row[0]})
ON CREATE SET namespace.type = row[1], namespace.priority = row[2], namespace.is_unique = false
"""


class PeopleWrites:
    """The difference between a batch's people before and after."""

    def __init__(self, settings: IdentitySettings) -> None:
        self._policy = settings.policy
        self._known = settings.namespaces.keys()
        self.links = Links()
        self._met: list[str] = []
        self._made: Counter[str] = Counter()
        self._changed: set[str] = set()
        self.new_identities: set[str] = set()
        self._namespaces: set[str] = set()
        self._absorbed: list[list[str]] = []
        self._renamed: set[str] = set()
        self._rows: dict[str, list[Any]] = {
            text: []
            for text in (
                _FIRST_MET,
                _MET_OFTEN,
                _PERSONS,
                _PERSON_UPDATES,
                _IDENTITIES,
                _IDENTITY_UPDATES,
                _FRAGMENTS,
                _FRAGMENT_UPDATES,
                _OLD_SCORES,
                _SCORES,
                _LONE_IDENTITIES,
                _SETTLE,
                _LEAVE,
                _GONE,
            )
        }

    def first_met(
        self,
        properties: dict[str, Any],
        fragment: Fragment,
        identities: tuple[IdentityKey, ...],
        primary: IdentityKey,
        naming: IdentityKey,
    ) -> None:
        """A person whom one record makes: `identities` are its, the fragment's own first; `naming` gives the id."""
        own, *others = identities
        rows = [[identity_id(*key), *key, key == primary, key == naming or None] for key in others]
        self._meet(_FIRST_MET, properties, fragment, rows, (own == primary, own == naming), (fragment.seen[0],) * 2)

    def met_often(self, state: PersonState, properties: dict[str, Any], fragment: Fragment) -> None:
        """A person whom several records make, of one dataset and one primary identity: `fragment` holds them."""
        rows = []
        for key, seen in fragment.linked.items():
            told = key in state.primary, key in state.names or None
            rows.append([identity_id(*key), *key, *told, *state.identities[key], seen[0], seen[-1]])
        own = fragment.primary
        flags = own in state.primary, own in state.names
        self._meet(_MET_OFTEN, properties, fragment, rows, flags, state.identities[own])

    def _meet(
        self,
        text: str,
        properties: dict[str, Any],
        fragment: Fragment,
        others: list[list[Any]],
        flags: tuple[bool, bool],
        span: Span,
    ) -> None:
        own, (is_primary, names) = fragment.primary, flags
        own_id = identity_id(*own)
        smaller: list[list[Any]] = []
        larger: list[list[Any]] = []
        for other in others:
            (smaller if other[0] < own_id else larger).append(other)
            self._namespaces.add(other[1])
            self._met.append(other[0])
        self._namespaces.add(own[0])
        self._met.append(own_id)
        more = [span[0], own_id, *own, is_primary, smaller, larger]
        more += (fragment.id, fragment.dataset, fragment_text(fragment), names or None, span[1])
        self._rows[text].append([*row_of("Person", properties), more])
        self._made[fragment.dataset] += 1
        self.scores(properties["id"], [fragment])

    def person(self, properties: dict[str, Any], known_as: str | None, *, alone: bool = False) -> None:
        """A new person, or one that is known by an id, which may change; `alone` where no list leads to it yet."""
        row = row_of("Person", properties)
        if alone:
            self._met.append(properties["id"])
        else:
            self._changed.add(properties["id"])
        if known_as is None:
            self._rows[_PERSONS].append(row)
        else:
            self._met.append(known_as)
            self._rows[_PERSON_UPDATES].append([*row, known_as])
            if known_as != properties["id"]:
                self._renamed.add(properties["id"])

    def absorb(self, keeper: str, absorbed: str) -> None:
        """One person turns out to be another."""
        self._absorbed.append([keeper, absorbed])
        self._met.append(absorbed)

    def identity(self, state: PersonState, key: IdentityKey) -> None:
        """An identity that is known, as the state has it now."""
        self._rows[_IDENTITY_UPDATES].append(self._identity(state, key))

    def new_identity(self, state: PersonState, key: IdentityKey, person: str | None) -> None:
        """A new identity of a person; of nobody where `person` is None."""
        row = self._identity(state, key)
        self.new_identities.add(row[0])
        self._met.append(row[0])
        if person is None:
            self._rows[_LONE_IDENTITIES].append(row)
        else:
            self._rows[_IDENTITIES].append([person, *row])

    def settle(self, key: IdentityKey, person: str) -> None:
        """A known identity becomes a person's, with the events that were seen as it."""
        self._rows[_SETTLE].append([identity_id(*key), person])
        self._met.append(identity_id(*key))

    def leave(self, key: IdentityKey, former: str | None) -> None:
        """A known identity becomes nobody's; ids that were taken from it find the former person still."""
        self._rows[_LEAVE].append([identity_id(*key), former])
        self._met.append(identity_id(*key))

    def gone(self, person: str) -> None:
        """There is no such person any more: all that hung on it hangs on others."""
        self._rows[_GONE].append(person)
        self._met.append(person)

    def fragment(self, fragment: Fragment, *, known: bool) -> None:
        """A new fragment, or one that is known."""
        row = [identity_id(*fragment.primary), fragment.id, fragment.dataset, fragment_text(fragment)]
        self._made[fragment.dataset] += not known
        self._rows[_FRAGMENT_UPDATES if known else _FRAGMENTS].append(row)

    def old_scores(self, person: str) -> None:
        """The scores that a person has are to be written anew."""
        self._rows[_OLD_SCORES].append(person)

    def scores(self, person: str, fragments: list[Fragment]) -> None:
        """The scores that a person has now."""
        self._rows[_SCORES].extend([person, *row_of("Score", each)] for each in scores(fragments, person, self._policy))

    def _identity(self, state: PersonState, key: IdentityKey) -> list[Any]:
        self._namespaces.add(key[0])
        flags = key in state.names or None, key in state.torn or None
        return [identity_id(*key), *key, key in state.primary, *state.identities[key], *flags]

    async def run(self, transaction: Transaction) -> None:
        """Write everything, merges first, each statement once."""
        transaction.fragments.update(self._made)
        if not self._namespaces <= self._known:
            await transaction.run(Statement(_NAMESPACES, {"rows": _namespace_rows(self._namespaces - self._known)}))
        if self._absorbed:
            await move_edges(transaction, self._absorbed)
            await transaction.run(Statement(_ABSORB, {"rows": self._absorbed}))
        for text, rows in self._rows.items():
            if rows:
                await transaction.run(Statement(text, {"rows": rows}))
        await rename_starts(transaction, self._renamed)
        await self.links.write(transaction, self.new_identities)
        touch(transaction, self._met)
        await touch_around(transaction, "Person", self._changed)


def _namespace_rows(codes: set[str]) -> list[list[Any]]:
    """New namespaces come last in priority, and join devices as a CRM's ids do (settled question 12)."""
    return [
        [code, KNOWN[code].type, KNOWN[code].priority] if code in KNOWN else [code, UNKNOWN_TYPE, LAST_PRIORITY]
        for code in sorted(codes)
    ]
