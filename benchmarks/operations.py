"""What is asked: the same question in each contender's own words, as its documentation would have it asked."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal

GATEWAY, LOADERS, NEO4J_GRAPHQL = "gateway", "Strawberry with DataLoaders", "@neo4j/graphql"


_PAGE_SIZE, DEEP_PAGE = 20, 1_000
_BATCH = 100


@dataclass(frozen=True)
class Question:
    """One question. `texts` has the document of each contender that is asked it.

    `asks` says what differs from request to request: nothing, `$email`, or the records of `$records`; a `page` asks for
    what stands behind `$cursor`, which the gateway says itself, and others make of an offset.
    """

    name: str
    about: str
    texts: dict[str, str]
    connections: int
    asks: Literal["the same", "by e-mail", "a page", "for new records"] = "the same"
    least_persons: int = 0
    """A smaller graph has no answer to it."""


_CARD = Question(
    "agent lookup",
    "a person by e-mail: about 60 values in 6 lists",
    {
        GATEWAY: """
query Card($email: String!) { person(identity: {namespace: "Email", value: $email}) {
  id fullName firstName lastName gender jobTitle departments workEmail personalEmail workPhone mobilePhone
  workAddress { city country } companyName personType personStatus personSource personScore
  consent { email call } lifetimeValue { amount }
  identities { namespace value primary }
  segmentMemberships { status segment { name } }
  accounts(first: 5) { edges { role isPrimary node { name industry
    opportunities(where: {state: {eq: OPEN}}, orderBy: [{amount: DESC}], first: 5) {
      nodes { name stage amount { amount currencyCode } } } } } }
  opportunities(first: 5) { edges { role node { name stage state amount { amount } } } }
  events(first: 3) { nodes { eventType pageName orderTotal { amount } } }
} }""",
        LOADERS: """
query Card($email: String!) { person(email: $email) {
  id fullName firstName lastName gender jobTitle departments workEmail personalEmail workPhone mobilePhone
  workCity workCountry companyName personType personStatus personSource personScore
  consentEmail consentCall lifetimeValue
  identities { namespace value isPrimary }
  segments { status name }
  accounts { role isPrimary account { name industry openDeals { name stage amount amountCurrency } } }
  opportunities { role deal { name stage state amount } }
  events { eventType pageName orderTotal }
} }""",
        NEO4J_GRAPHQL: """
query Card($email: String!) { identities(where: {namespace: {eq: "Email"}, value: {eq: $email}}) { person {
  id fullName firstName lastName gender jobTitle departments workEmail personalEmail workPhone mobilePhone
  workCity workCountry companyName personType personStatus personSource personScore
  consentEmail consentCall lifetimeValue
  identities { namespace value isPrimary }
  segmentsConnection(first: 20) { edges { properties { status } node { name } } }
  accountsConnection(first: 5) { edges { properties { role isPrimary } node { name industry
    opportunities(where: {state: {eq: "OPEN"}}, sort: [{amount: DESC}], limit: 5) {
      name stage amount amountCurrency } } } }
  opportunitiesConnection(first: 5) { edges { properties { role } node { name stage state amount } } }
  events(limit: 3) { eventType pageName orderTotal }
} } }""",
    },
    connections=64,
    asks="by e-mail",
)

_GRAPH = Question(
    "account graph",
    "20 accounts with 5 people each and their identities, and 5 deals each",
    {
        GATEWAY: """
{ accounts(first: 20) { nodes { name industry numberOfEmployees
  people(first: 5) { edges { role node { fullName jobTitle identities { namespace value } } } }
  opportunities(first: 5) { nodes { name stage amount { amount } } } } } }""",
        LOADERS: """
{ accounts { name industry numberOfEmployees
  people { role person { fullName jobTitle identities { namespace value } } }
  deals { name stage amount } } }""",
        NEO4J_GRAPHQL: """
{ accounts(limit: 20, sort: [{id: ASC}]) { name industry numberOfEmployees
  peopleConnection(first: 5) { edges { properties { role }
    node { fullName jobTitle identities { namespace value } } } }
  opportunities(limit: 5) { name stage amount } } }""",
    },
    connections=16,
)

_PIPELINE = Question(
    "pipeline",
    "count, sum, average, least and greatest amount of all open deals",
    {
        GATEWAY: """
{ opportunities(where: {state: {eq: OPEN}}) { aggregate { count amount { currencyCode sum average min max } } } }""",
        LOADERS: "{ openAmounts { count sum average min max } }",
        NEO4J_GRAPHQL: """
{ opportunitiesConnection(where: {state: {eq: "OPEN"}}) {
  aggregate { count { nodes } node { amount { sum average min max } } } } }""",
    },
    connections=16,
)

_PEOPLE = Question(
    "500 people",
    "500 people with their identities",
    {
        GATEWAY: "{ persons(first: 500) { nodes { id fullName identities { namespace value } } } }",
        LOADERS: "{ people { id fullName identities { namespace value } } }",
        NEO4J_GRAPHQL: "{ people(limit: 500) { id fullName identities { namespace value } } }",
    },
    connections=16,
)

_PAGE = Question(
    "page 1",
    "the first 20 contacts by name",
    {
        GATEWAY: """
{ persons(where: {personType: {eq: CONTACT}}, orderBy: [{fullName: ASC}], first: 20) {
  nodes { id fullName } pageInfo { endCursor hasNextPage } } }""",
        LOADERS: "{ contacts(offset: 0) { id fullName } }",
        NEO4J_GRAPHQL: """
{ peopleConnection(first: 20, where: {personType: {eq: "CONTACT"}}, sort: [{fullName: ASC}]) {
  edges { node { id fullName } } pageInfo { endCursor hasNextPage } } }""",
    },
    connections=16,
)

_DEEP_PAGE = Question(
    "page 1,000",
    "20 contacts by name, 19,980 further on",
    {
        GATEWAY: """
query Page($cursor: String) {
  persons(where: {personType: {eq: CONTACT}}, orderBy: [{fullName: ASC}], first: 20, after: $cursor) {
  nodes { id fullName } pageInfo { endCursor hasNextPage } } }""",
        LOADERS: "{ contacts(offset: 19980) { id fullName } }",
        NEO4J_GRAPHQL: """
query Page($cursor: String) {
  peopleConnection(first: 20, after: $cursor, where: {personType: {eq: "CONTACT"}}, sort: [{fullName: ASC}]) {
  edges { node { id fullName } } pageInfo { endCursor hasNextPage } } }""",
    },
    connections=16,
    asks="a page",
    least_persons=50_000,
)
WALK = """
query Walk($cursor: String) {
  persons(where: {personType: {eq: CONTACT}}, orderBy: [{fullName: ASC}], first: 270, after: $cursor) {
  pageInfo { endCursor } nodes { id } } }"""
WALKED = 74
"""How a client comes to the cursor of page 1,000: 74 pages of 270 are 19,980 people."""

_WRITE = Question(
    "100 records",
    "a mutation of 100 new people with two identities each",
    {
        GATEWAY: """
mutation Write($records: [RecordInput!]!) { ingestRecords(dataset: "bench", records: $records) { created refused } }""",
        NEO4J_GRAPHQL: """
mutation Write($records: [PersonCreateInput!]!) { createPeople(input: $records) { info { nodesCreated } } }""",
    },
    connections=4,
    asks="for new records",
)

QUESTIONS = (_CARD, _GRAPH, _PIPELINE, _PEOPLE, _PAGE, _DEEP_PAGE, _WRITE)


def offset_cursor() -> str:
    """The cursor before page 1,000 where a cursor is an offset, as in @neo4j/graphql."""
    return base64.b64encode(f"arrayconnection:{_PAGE_SIZE * (DEEP_PAGE - 1) - 1}".encode()).decode()


def new_people(contender: str, number: int) -> list[dict[str, object]]:
    """The records of the call of that number: people nobody has heard of."""
    return [_new_person(contender, f"{number}.{each}") for each in range(_BATCH)]


def _new_person(contender: str, key: str) -> dict[str, object]:
    identities = [("CRMID", f"bench-{key}"), ("Email", f"bench.{key}@people.example")]
    names = {"firstName": "Ben", "lastName": f"Mark {key}"}
    if contender == NEO4J_GRAPHQL:
        nodes = [{"node": {"id": f"{one}:{value}", "namespace": one, "value": value}} for one, value in identities]
        return {"id": key, **names, "fullName": f"Ben Mark {key}", "identities": {"create": nodes}}
    written = [{"namespace": one, "value": value} for one, value in identities]
    return {"person": {"identities": written, "attributes": names, "observedAt": "2026-03-01T09:00:00Z"}}
