"""Provenance: which source a shown value came from."""

from __future__ import annotations

import strawberry

from gateway.plan.reads import Entry, Structure
from gateway.schema.identity import Identity
from gateway.schema.scalars import JSON, DateTime
from gateway.schema.vocabulary import reads


@strawberry.type(name="Provenance", description="Which source the value of one field came from.")
class Origin:
    path: str = reads(Entry("path"), "The XDM path of the field, as @xdm says it.")
    value: JSON | None = reads(Entry("value"), "The value as the field shows it; null where a source cleared it.")
    dataset: str = reads(Entry("dataset"), "The dataset whose record won.")
    identity: Identity | None = reads(Structure.END, "The identity that the record was keyed by.")
    observed_at: DateTime = reads(Entry("observedAt"), "When the source saw it so.")
