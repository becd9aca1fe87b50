"""Words that a client may choose from, and those that a result is told in."""

from __future__ import annotations

from enum import Enum

import strawberry

from gateway.domain.record_modes import Mode


@strawberry.enum(description="How records are meant.")
class IngestionMode(Enum):
    MERGE = strawberry.enum_value(Mode.MERGE, description="Field by field: what is left out stays, null clears.")
    REPLACE = strawberry.enum_value(
        Mode.REPLACE, description="Each record is the whole of what its dataset says of its key: what is left out goes."
    )
    DELETE = strawberry.enum_value(
        Mode.DELETE,
        description="Each record names by its key what is to go: a thing as a whole, and of a person "
        "what the dataset says by the record's primary identity.",
    )


@strawberry.enum(description="Whether somebody is in a segment, as a source outside says it.")
class MembershipWord(Enum):
    REALIZED = strawberry.enum_value("REALIZED", description="Came in, and is in.")
    EXITED = strawberry.enum_value("EXITED", description="Went out.")


@strawberry.enum(description="What became of a record.")
class RecordStatus(Enum):
    CREATED = strawberry.enum_value("CREATED", description="It made what it is about.")
    UPDATED = strawberry.enum_value("UPDATED", description="It changed what was there.")
    UNCHANGED = strawberry.enum_value("UNCHANGED", description="It said nothing new.")
    WAITING = strawberry.enum_value("WAITING", description="It is kept until what it joins is there.")
    REFUSED = strawberry.enum_value("REFUSED", description="It was not taken; `code` and `message` say why.")
