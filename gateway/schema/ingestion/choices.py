"""Words that a client may choose from, and those that a result is told in."""

from __future__ import annotations

from enum import Enum

import strawberry


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
