"""The mutations that take records."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gateway.schema.identity import IdentityInput
from gateway.schema.ingestion.choices import IngestionMode
from gateway.schema.ingestion.conveniences import (
    DeletePersonPayload,
    LinkIdentitiesPayload,
    UnlinkIdentitiesPayload,
    UpsertAccountPayload,
    UpsertOpportunityPayload,
    link_identities,
    remove_person,
    unlink_identities,
    upsert_account,
    upsert_opportunity,
)
from gateway.schema.ingestion.inputs import (
    AccountRecordInput,
    EventRecordInput,
    OpportunityRecordInput,
    RecordInput,
)
from gateway.schema.ingestion.results import IngestionReport
from gateway.schema.ingestion.taking import take_any, take_events
from gateway.schema.scalars import DateTime
from gateway.schema.writes import writing

Dataset = Annotated[str, strawberry.argument(description="The feed that says so, such as crm.")]
ModeArgument = Annotated[IngestionMode, strawberry.argument(description="How what is left out is meant.")]
Atomic = Annotated[
    bool,
    strawberry.argument(description="true: one refused record keeps all others out. false: it is refused alone."),
]
Key = Annotated[
    str | None,
    strawberry.argument(
        description="A key of the client's own, 1 to 255 characters. The same call with the same key is done once and "
        "answered as before; another call with it is a CONFLICT."
    ),
]


@strawberry.type(description="Taking records.")
class IngestionMutations:
    @writing(
        take_any,
        "Take up to 1,000 records in one transaction. Each is upserted by its key, may come in any order and any "
        "number of times, and is told what became of it.",
    )
    def ingest_records(
        self,
        dataset: Dataset,
        records: Annotated[list[RecordInput], strawberry.argument(description="The records, 1,000 at most.")],
        mode: ModeArgument = IngestionMode.MERGE,
        idempotency_key: Key = strawberry.UNSET,
        atomic: Atomic = False,
    ) -> IngestionReport | None: ...

    @writing(take_events, "Take up to 1,000 events in one transaction. An event is known again by its id.")
    def ingest_events(
        self,
        dataset: Dataset,
        events: Annotated[list[EventRecordInput], strawberry.argument(description="The events, 1,000 at most.")],
        idempotency_key: Key = strawberry.UNSET,
        atomic: Atomic = False,
    ) -> IngestionReport | None: ...

    @writing(upsert_account, "Create an account, or change it, by its key.")
    def upsert_account(
        self,
        dataset: Dataset,
        account: Annotated[AccountRecordInput, strawberry.argument(description="What the dataset says of it.")],
        mode: ModeArgument = IngestionMode.MERGE,
    ) -> UpsertAccountPayload | None: ...

    @writing(upsert_opportunity, "Create a deal, or change it, by its key.")
    def upsert_opportunity(
        self,
        dataset: Dataset,
        opportunity: Annotated[OpportunityRecordInput, strawberry.argument(description="What the dataset says of it.")],
        mode: ModeArgument = IngestionMode.MERGE,
    ) -> UpsertOpportunityPayload | None: ...

    @writing(link_identities, "Say that identities are one person's: the first is linked with each of the others.")
    def link_identities(
        self,
        dataset: Dataset,
        identities: Annotated[list[IdentityInput], strawberry.argument(description="2 to 20 identities.")],
        observed_at: Annotated[
            DateTime | None, strawberry.argument(description="When the source saw it; now where it is left out.")
        ] = strawberry.UNSET,
    ) -> LinkIdentitiesPayload | None: ...

    @writing(
        unlink_identities,
        "Take back that two identities are linked, whoever said so until then. They are one person's still where other "
        "links join them. A record or event that is observed later and carries both links them again.",
    )
    def unlink_identities(
        self,
        dataset: Dataset,
        identities: Annotated[list[IdentityInput], strawberry.argument(description="The two identities.")],
        observed_at: Annotated[
            DateTime | None, strawberry.argument(description="Up to when; up to now where it is left out.")
        ] = strawberry.UNSET,
    ) -> UnlinkIdentitiesPayload | None: ...

    @writing(
        remove_person,
        "Delete a person, by exactly one of `identity` and `id`, with every identity, record, event, role, membership "
        "and score. What was observed before now does not bring the person back, however late it comes.",
    )
    def delete_person(
        self,
        identity: Annotated[
            IdentityInput | None, strawberry.argument(description="Any identity of the person.")
        ] = strawberry.UNSET,
        id: Annotated[strawberry.ID | None, strawberry.argument(description="The person's id.")] = strawberry.UNSET,  # noqa: A002
    ) -> DeletePersonPayload | None: ...
