"""Mutations of one thing each, for clients that write one: what they write is a record like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry

from gateway.commands.delete_person import delete_person
from gateway.domain.ids import identity_of_person, label_of
from gateway.domain.record_modes import Mode
from gateway.errors import ErrorCode, GatewayError, bad_input
from gateway.plan.rules.identities import identity_key
from gateway.schema.account import Account
from gateway.schema.ingestion.choices import RecordStatus
from gateway.schema.ingestion.taking import take_one
from gateway.schema.opportunity import Opportunity
from gateway.schema.person import Person
from gateway.schema.writes import Desk, again, told


@strawberry.type(description="What became of an account.")
class UpsertAccountPayload:
    status: RecordStatus = told("What became of the record.")
    key: strawberry.Private[str]

    @again("account", "The account as it is now.", key="key")
    def account(self) -> Account | None: ...


@strawberry.type(description="What became of a deal.")
class UpsertOpportunityPayload:
    status: RecordStatus = told("What became of the record.")
    key: strawberry.Private[str]

    @again("opportunity", "The deal as it is now.", key="key")
    def opportunity(self) -> Opportunity | None: ...


@strawberry.type(description="What became of a link.")
class LinkIdentitiesPayload:
    status: RecordStatus = told("What became of the record that links them.")
    first: strawberry.Private[Mapping[str, str]]

    @again("person", "Whoever the first of the identities names now.", identity="first")
    def person(self) -> Person | None: ...


@strawberry.type(description="What became of two identities that were one person's.")
class UnlinkIdentitiesPayload:
    status: RecordStatus = told("UPDATED, or UNCHANGED where they were taken apart by then already.")
    first: strawberry.Private[Mapping[str, str]]
    second: strawberry.Private[Mapping[str, str]]

    @again("person", "Whoever the first of the identities names now.", identity="first")
    def person(self) -> Person | None: ...

    @again(
        "person", "Whoever the second of them names now: the same where other links join them still.", identity="second"
    )
    def other(self) -> Person | None: ...


@strawberry.type(description="What went with a person.")
class DeletePersonPayload:
    deleted: bool = told("Whether there was anybody to delete.")
    identities: int = told("How many identities went.")
    fragments: int = told("How many records that datasets kept of them went.")
    events: int = told("How many events went.")
    relations: int = told("How many roles at accounts, in deals and in campaigns went.")
    memberships: int = told("How many memberships in segments went.")
    scores: int = told("How many scores went.")


async def upsert_account(desk: Desk, arguments: Mapping[str, Any]) -> UpsertAccountPayload:
    """The work of `upsertAccount`. Raises what the record is refused for."""
    account = arguments["account"]
    status = await take_one(desk, arguments, {"account": account}, arguments["mode"].value)
    return UpsertAccountPayload(status=status, key=account["key"])


async def upsert_opportunity(desk: Desk, arguments: Mapping[str, Any]) -> UpsertOpportunityPayload:
    """The work of `upsertOpportunity`. Raises what the record is refused for."""
    opportunity = arguments["opportunity"]
    status = await take_one(desk, arguments, {"opportunity": opportunity}, arguments["mode"].value)
    return UpsertOpportunityPayload(status=status, key=opportunity["key"])


async def link_identities(desk: Desk, arguments: Mapping[str, Any]) -> LinkIdentitiesPayload:
    """The work of `linkIdentities`. Raises BAD_INPUT for fewer than two, and what the record is refused for."""
    identities = arguments["identities"]
    if len({identity_key(each) for each in identities}) < 2:
        raise bad_input("There is nothing to link: two different identities are.", "Give two to 20 identities.")
    record: dict[str, Any] = {"identities": identities}
    if arguments.get("observedAt") is not None:
        record["observedAt"] = arguments["observedAt"]
    status = await take_one(desk, arguments, {"person": record}, Mode.MERGE)
    return LinkIdentitiesPayload(status=status, first=identities[0])


async def unlink_identities(desk: Desk, arguments: Mapping[str, Any]) -> UnlinkIdentitiesPayload:
    """The work of `unlinkIdentities`. Raises BAD_INPUT unless there are two, and what the record is refused for."""
    identities = arguments["identities"]
    if len(identities) != 2 or identity_key(identities[0]) == identity_key(identities[1]):
        raise bad_input("A link is of two different identities.", "Give these two.")
    record: dict[str, Any] = {"of": "link", "identities": identities}
    if arguments.get("observedAt") is not None:
        record["observedAt"] = arguments["observedAt"]
    status = await take_one(desk, arguments, {"delete": record}, Mode.MERGE)
    return UnlinkIdentitiesPayload(status=status, first=identities[0], second=identities[1])


async def remove_person(desk: Desk, arguments: Mapping[str, Any]) -> DeletePersonPayload:
    """The work of `deletePerson`. Raises BAD_INPUT, BAD_IDENTITY, and NOT_FOUND for an id of nobody."""
    identity, id_ = arguments.get("identity"), arguments.get("id")
    if (identity is None) == (id_ is None):
        found = "none" if identity is None else "both"
        raise bad_input(f"deletePerson takes exactly one of identity and id; {found} given.", "Give one of them.")
    if id_ is not None and label_of(id_) != "Person":
        raise _nobody(id_)
    named = identity_key(identity) if identity is not None else identity_of_person(str(id_))
    gone = await delete_person(desk.database, named, desk.clock.tick())
    if gone is None:
        raise _nobody(id_)
    return DeletePersonPayload(
        deleted=gone.identities > 0,
        identities=gone.identities,
        fragments=gone.fragments,
        events=gone.events,
        relations=gone.relations,
        memberships=gone.memberships,
        scores=gone.scores,
    )


def _nobody(id_: str | None) -> GatewayError:
    return GatewayError(ErrorCode.NOT_FOUND, f"There is no person {id_}.", hint="Name the person by an identity.")
