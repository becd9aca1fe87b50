"""Merge policies: whose records make a person's values, and which of them wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Annotated, Any

import strawberry

from gateway.commands.change_merge_policies import (
    Changes,
    create_merge_policy,
    delete_merge_policy,
    update_merge_policy,
)
from gateway.domain.merge_policies import Merge, Stitching
from gateway.schema.vocabulary import prop
from gateway.schema.writes import Desk, again, told, writing
from gateway.store.epoch import bump_policies


@strawberry.enum(name="Stitching", description="Whose records make a person.")
class StitchingChoice(Enum):
    GRAPH = strawberry.enum_value("GRAPH", description="Those of every identity of the person.")
    NONE = strawberry.enum_value("NONE", description="Those of the identity asked by, and no others.")


@strawberry.enum(name="MergeRule", description="Which record's value wins, field by field.")
class MergeRule(Enum):
    TIMESTAMP_ORDERED = strawberry.enum_value("TIMESTAMP_ORDERED", description="That of the one observed last.")
    DATASET_PRECEDENCE = strawberry.enum_value(
        "DATASET_PRECEDENCE",
        description="That of the dataset that `order` lists first; one that is not listed gives nothing at all.",
    )


@strawberry.type(description="How records become a person. Up to five, of which one is the default.")
class MergePolicy:
    id: strawberry.ID = prop("id", "What `mergePolicy` takes.")
    name: str = prop("name", "Its name, of which there is one.")
    stitching: StitchingChoice = prop("stitching", "Whose records count.")
    merge: MergeRule = prop("merge", "Which of them wins.")
    order: list[str] = prop("datasets", "Of DATASET_PRECEDENCE: the datasets, the winning one first.")
    is_default: bool = prop("is_default", "Whether people are shown by it where no policy is named.")
    version: int = prop("version", "One higher after each change.")
    is_stored: bool = prop(
        "is_stored",
        "Whether lists are filtered and ordered by values of this policy: true of the default one, but for a while "
        "after it was made so or changed.",
    )


@strawberry.type(description="A merge policy after a write.")
class MergePolicyPayload:
    policy: strawberry.Private[str]

    @again("mergePolicy", "The policy as it is now.", id="policy")
    def merge_policy(self) -> MergePolicy | None: ...


@strawberry.type(description="What became of a merge policy.")
class DeleteMergePolicyPayload:
    deleted_id: strawberry.ID = told("The id that it had.")


def _written(desk: Desk) -> Callable[[], None]:
    return partial(bump_policies, desk.settings.data_dir, desk.wrote)


def _changes(arguments: Mapping[str, Any]) -> Changes:
    stitching, merge = arguments.get("stitching"), arguments.get("merge")
    return Changes(
        name=arguments.get("name"),
        stitching=Stitching(stitching.value) if stitching is not None else None,
        merge=Merge(merge.value) if merge is not None else None,
        order=arguments.get("order"),
        is_default=arguments.get("isDefault"),
    )


async def _create(desk: Desk, arguments: Mapping[str, Any]) -> MergePolicyPayload:
    made = await create_merge_policy(desk.database, _changes(arguments), _written(desk))
    return MergePolicyPayload(policy=made.id)


async def _update(desk: Desk, arguments: Mapping[str, Any]) -> MergePolicyPayload:
    id_, version = arguments["id"], arguments["expectedVersion"]
    made = await update_merge_policy(desk.database, id_, version, _changes(arguments), _written(desk))
    return MergePolicyPayload(policy=made.id)


async def _delete(desk: Desk, arguments: Mapping[str, Any]) -> DeleteMergePolicyPayload:
    gone = await delete_merge_policy(desk.database, arguments["id"], arguments["expectedVersion"], _written(desk))
    return DeleteMergePolicyPayload(deleted_id=strawberry.ID(gone.id))


Id = Annotated[strawberry.ID, strawberry.argument(description="The policy's id.")]
ExpectedVersion = Annotated[
    int, strawberry.argument(description="The version last seen; CONFLICT with `currentVersion` where it is another.")
]
Name = strawberry.argument(description="1 to 255 characters; no other policy has it.")
StitchingArgument = Annotated[StitchingChoice | None, strawberry.argument(description="Whose records count.")]
MergeArgument = Annotated[MergeRule | None, strawberry.argument(description="Which of them wins.")]
Order = Annotated[
    list[str] | None,
    strawberry.argument(description="The datasets of DATASET_PRECEDENCE, the winning one first; 1 to 100."),
]
IsDefault = Annotated[
    bool | None,
    strawberry.argument(description="true makes it the default, instead of the one that was. The next read is by it."),
]


@strawberry.type(description="Changing merge policies.")
class MergePolicyMutations:
    @writing(_create, "A new merge policy, of up to five: by default GRAPH and TIMESTAMP_ORDERED.")
    def create_merge_policy(
        self,
        name: Annotated[str, Name],
        stitching: StitchingArgument = strawberry.UNSET,
        merge: MergeArgument = strawberry.UNSET,
        order: Order = strawberry.UNSET,
        is_default: IsDefault = strawberry.UNSET,
    ) -> MergePolicyPayload | None: ...

    @writing(_update, "Change a merge policy: what is left out stays. Reads by it change at once.")
    def update_merge_policy(
        self,
        id: Id,  # noqa: A002
        expected_version: ExpectedVersion,
        name: Annotated[str | None, Name] = strawberry.UNSET,
        stitching: StitchingArgument = strawberry.UNSET,
        merge: MergeArgument = strawberry.UNSET,
        order: Order = strawberry.UNSET,
        is_default: IsDefault = strawberry.UNSET,
    ) -> MergePolicyPayload | None: ...

    @writing(_delete, "Delete a merge policy; not the default one.")
    def delete_merge_policy(
        self,
        id: Id,  # noqa: A002
        expected_version: ExpectedVersion,
    ) -> DeleteMergePolicyPayload | None: ...
