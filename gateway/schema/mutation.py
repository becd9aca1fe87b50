"""The root of every write, put together from one small type a subject: a new subject adds its own to the bases."""

from __future__ import annotations

import strawberry

from gateway.schema.identity_mutations import IdentityMutations
from gateway.schema.ingestion.mutations import IngestionMutations
from gateway.schema.merge_policies import MergePolicyMutations


@strawberry.type(description="Everything that can be written. Root fields run one after the other, in the order given.")
class Mutation(IngestionMutations, IdentityMutations, MergePolicyMutations):
    pass
