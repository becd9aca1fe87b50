"""What is asked: the same question in each contender's own words, as its documentation would have it asked."""

from __future__ import annotations

from dataclasses import dataclass

GATEWAY, LOADERS, NEO4J_GRAPHQL = "gateway", "Strawberry with DataLoaders", "@neo4j/graphql"


@dataclass(frozen=True)
class Question:
    """One question. `texts` has the document of each contender; `varied` says that `$email` is another each time."""

    name: str
    about: str
    texts: dict[str, str]
    connections: int
    varied: bool = False


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
    varied=True,
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

QUESTIONS = (_CARD, _GRAPH, _PIPELINE, _PEOPLE, _PAGE)
