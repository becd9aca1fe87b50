"""An ordinary Strawberry server with DataLoaders, written as their documentation teaches, over the same graph.

One loader a relationship, made anew for each request; each resolver awaits its loader; each loader is one statement.
`python -m benchmarks.contenders.dataloaders PORT`, with NEO4J_URI and NEO4J_PASSWORD in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import neo4j
import strawberry
import uvicorn
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

driver: neo4j.AsyncDriver

IDENTITIES = """
UNWIND $ids AS id MATCH (:Person {id: id})<-[:IDENTIFIES]-(n:Identity)
RETURN id, collect({namespace: n.namespace, value: n.value, is_primary: n.is_primary}) AS found"""
SEGMENTS = """
UNWIND $ids AS id MATCH (:Person {id: id})-[r:MEMBER_OF]->(n:Segment) WHERE r.status = 'REALIZED'
RETURN id, collect({status: r.status, name: n.name}) AS found"""
ACCOUNTS = """
UNWIND $ids AS id CALL (id) { MATCH (:Person {id: id})-[r:WORKS_FOR]->(n:Account) RETURN r, n ORDER BY n.id LIMIT 5 }
RETURN id, collect({role: r.role, is_primary: r.is_primary, account: n {.id, .name, .industry}}) AS found"""
DEALS_OF_PERSON = """
UNWIND $ids AS id
CALL (id) { MATCH (:Person {id: id})-[r:INVOLVED_IN]->(n:Opportunity) RETURN r, n ORDER BY n.id LIMIT 5 }
RETURN id, collect({role: r.role, deal: n {.name, .stage, .state, .amount, .amount_currency}}) AS found"""
EVENTS = """
UNWIND $ids AS id
CALL (id) { MATCH (:Person {id: id})-[:PERFORMED]->(n:Event) RETURN n ORDER BY n.timestamp DESC, n.id LIMIT 3 }
RETURN id, collect(n {.event_type, .page_name, .order_total}) AS found"""
OPEN_DEALS = """
UNWIND $ids AS id
CALL (id) {
  MATCH (:Account {id: id})<-[:BELONGS_TO]-(n:Opportunity {state: 'OPEN'}) RETURN n ORDER BY n.amount DESC LIMIT 5
}
RETURN id, collect(n {.name, .stage, .state, .amount, .amount_currency}) AS found"""
DEALS = """
UNWIND $ids AS id
CALL (id) { MATCH (:Account {id: id})<-[:BELONGS_TO]-(n:Opportunity) RETURN n ORDER BY n.id LIMIT 5 }
RETURN id, collect(n {.name, .stage, .state, .amount, .amount_currency}) AS found"""
PEOPLE = """
UNWIND $ids AS id CALL (id) { MATCH (:Account {id: id})<-[r:WORKS_FOR]-(n:Person) RETURN r, n ORDER BY n.id LIMIT 5 }
RETURN id, collect({role: r.role, person: n {.*}}) AS found"""
BY_EMAIL = "MATCH (:Identity {namespace: 'Email', value: $email})-[:IDENTIFIES]->(n:Person) RETURN n {.*} AS found"
SOME_ACCOUNTS = """
MATCH (n:Account) RETURN n {.id, .name, .industry, .number_of_employees} AS found ORDER BY n.id LIMIT 20"""
SOME_PEOPLE = "MATCH (n:Person) RETURN n {.id, .full_name} AS found ORDER BY n.id LIMIT 500"
OPEN_AMOUNTS = """
MATCH (n:Opportunity {state: 'OPEN'})
RETURN {count: count(n), sum: sum(n.amount), average: avg(n.amount), min: min(n.amount), max: max(n.amount)} AS found"""
PAGE = """
MATCH (n:Person) WHERE n.person_type = 'CONTACT'
RETURN n {.id, .full_name} AS found ORDER BY n.full_name, n.id SKIP $offset LIMIT 20"""


async def run(text: str, **parameters: Any) -> list[Any]:
    records, _, _ = await driver.execute_query(text, parameters, routing_=neo4j.RoutingControl.READ)
    return list(records)


def loader(text: str) -> DataLoader[str, list[dict[str, Any]]]:
    async def load(ids: list[str]) -> list[list[dict[str, Any]]]:
        found = {record["id"]: record["found"] for record in await run(text, ids=ids)}
        return [found.get(each, []) for each in ids]

    return DataLoader(load_fn=load)


def loaders() -> dict[str, DataLoader[str, list[dict[str, Any]]]]:
    return {
        "identities": loader(IDENTITIES), "segments": loader(SEGMENTS), "accounts": loader(ACCOUNTS),
        "events": loader(EVENTS), "deals_of_person": loader(DEALS_OF_PERSON), "open_deals": loader(OPEN_DEALS),
        "deals": loader(DEALS), "people": loader(PEOPLE),
    }  # fmt: skip


@strawberry.type
class Identity:
    namespace: str
    value: str
    is_primary: bool


@strawberry.type
class Deal:
    name: str | None
    stage: str | None
    state: str | None
    amount: float | None
    amount_currency: str | None


@strawberry.type
class Membership:
    status: str
    name: str


@strawberry.type
class Event:
    event_type: str
    page_name: str | None
    order_total: float | None


@strawberry.type
class Account:
    id: strawberry.ID
    name: str
    industry: str | None
    number_of_employees: int | None = None

    @strawberry.field
    async def open_deals(self, info: Info) -> list[Deal]:
        return [Deal(**each) for each in await info.context["loaders"]["open_deals"].load(self.id)]

    @strawberry.field
    async def deals(self, info: Info) -> list[Deal]:
        return [Deal(**each) for each in await info.context["loaders"]["deals"].load(self.id)]

    @strawberry.field
    async def people(self, info: Info) -> list[Colleague]:
        found = await info.context["loaders"]["people"].load(self.id)
        return [Colleague(role=each["role"], person=person(each["person"])) for each in found]


@strawberry.type
class AccountRole:
    role: str | None
    is_primary: bool
    account: Account


@strawberry.type
class Part:
    role: str | None
    deal: Deal


@strawberry.type
class Person:
    id: strawberry.ID
    full_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    gender: str | None = None
    job_title: str | None = None
    departments: list[str] | None = None
    work_email: str | None = None
    personal_email: str | None = None
    work_phone: str | None = None
    mobile_phone: str | None = None
    work_city: str | None = None
    work_country: str | None = None
    company_name: str | None = None
    person_type: str | None = None
    person_status: str | None = None
    person_source: str | None = None
    person_score: float | None = None
    consent_email: bool | None = None
    consent_call: bool | None = None
    lifetime_value: float | None = None

    @strawberry.field
    async def identities(self, info: Info) -> list[Identity]:
        return [Identity(**each) for each in await info.context["loaders"]["identities"].load(self.id)]

    @strawberry.field
    async def segments(self, info: Info) -> list[Membership]:
        return [Membership(**each) for each in await info.context["loaders"]["segments"].load(self.id)]

    @strawberry.field
    async def accounts(self, info: Info) -> list[AccountRole]:
        found = await info.context["loaders"]["accounts"].load(self.id)
        return [
            AccountRole(role=each["role"], is_primary=each["is_primary"], account=Account(**each["account"]))
            for each in found
        ]

    @strawberry.field
    async def opportunities(self, info: Info) -> list[Part]:
        found = await info.context["loaders"]["deals_of_person"].load(self.id)
        return [Part(role=each["role"], deal=Deal(**each["deal"])) for each in found]

    @strawberry.field
    async def events(self, info: Info) -> list[Event]:
        return [Event(**each) for each in await info.context["loaders"]["events"].load(self.id)]


@strawberry.type
class Colleague:
    role: str | None
    person: Person


@strawberry.type
class Amounts:
    count: int
    sum: float | None
    average: float | None
    min: float | None
    max: float | None


_PROPERTIES = {each.python_name for each in Person.__strawberry_definition__.fields if each.base_resolver is None}  # type: ignore[attr-defined]


def person(properties: dict[str, Any]) -> Person:
    """A person from the properties of its node."""
    shown: dict[str, Any] = {name: value for name, value in properties.items() if name in _PROPERTIES}
    for part in ("city", "country"):
        shown[f"work_{part}"] = properties.get(f"work_address_{part}")
    return Person(**shown)


@strawberry.type
class Query:
    @strawberry.field
    async def person(self, email: str) -> Person | None:
        found = await run(BY_EMAIL, email=email)
        return person(found[0]["found"]) if found else None

    @strawberry.field
    async def accounts(self) -> list[Account]:
        return [Account(**each["found"]) for each in await run(SOME_ACCOUNTS)]

    @strawberry.field
    async def people(self) -> list[Person]:
        return [Person(**each["found"]) for each in await run(SOME_PEOPLE)]

    @strawberry.field
    async def open_amounts(self) -> Amounts:
        ((found,),) = [record.values() for record in await run(OPEN_AMOUNTS)]
        return Amounts(**found)

    @strawberry.field
    async def contacts(self, offset: int) -> list[Person]:
        return [Person(**each["found"]) for each in await run(PAGE, offset=offset)]


class Server(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"loaders": loaders()}


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    global driver
    auth = (os.environ.get("NEO4J_USER", "neo4j"), os.environ["NEO4J_PASSWORD"])
    driver = neo4j.AsyncGraphDatabase.driver(os.environ["NEO4J_URI"], auth=auth)
    yield
    await driver.close()


def main(port: int) -> None:
    """Serve until told to end."""
    app = Starlette(lifespan=lifespan)
    app.add_route("/graphql", Server(strawberry.Schema(Query)))  # type: ignore[arg-type] # an ASGI app is a route too
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
