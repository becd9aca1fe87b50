"""Segments and who is in them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.plan.keeping import Keeping
from gateway.plan.reads import Connection, Derived, EdgeProperty
from gateway.schema import paths
from gateway.schema.paging import After, Before, First, Last, PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.scalars import DateTime
from gateway.schema.values import Node
from gateway.schema.vocabulary import kept, prop, reading, reads

if TYPE_CHECKING:
    from gateway.schema.account import Account
    from gateway.schema.person import Person


@strawberry.enum(description="How somebody stands to a segment.")
class MembershipStatus(Enum):
    REALIZED = strawberry.enum_value("REALIZED", description="Came in at the last evaluation, or since.")
    EXISTING = strawberry.enum_value("EXISTING", description="Was in before the last evaluation and still is.")
    EXITED = strawberry.enum_value("EXITED", description="Went out, less than 30 days ago.")


Statuses = Annotated[list[MembershipStatus] | None, strawberry.argument(description="Only in these states.")]
HELD = [MembershipStatus.REALIZED, MembershipStatus.EXISTING]
"""The states of those who are in now."""


@strawberry.enum(description="When a segment's rule is applied.")
class EvaluationMethod(Enum):
    STREAMING = strawberry.enum_value("STREAMING", description="With every write.")
    BATCH = strawberry.enum_value("BATCH", description="In runs.")


@strawberry.enum(description="Where a segment stands in its life.")
class SegmentState(Enum):
    DRAFT = strawberry.enum_value("DRAFT", description="Not yet evaluated.")
    PUBLISHED = strawberry.enum_value("PUBLISHED", description="Evaluated.")
    INACTIVE = strawberry.enum_value("INACTIVE", description="No longer evaluated, still usable in other rules.")
    ARCHIVED = strawberry.enum_value("ARCHIVED", description="Out of use; found by id or name only.")


@strawberry.type(description="A named set of people or accounts, by a rule or filled from outside.")
class Segment(Node):
    name: str = prop("name", "The name; no two segments share one.")
    description: str | None = prop("description", "What it is for.")
    expression: str | None = prop("expression", "The rule in PQL; null where members come from outside.")
    evaluation: EvaluationMethod = prop("evaluation", "When the rule is applied.")
    state: SegmentState = prop("state", "Where it stands in its life.")
    last_evaluated_at: DateTime | None = prop("last_evaluated_at", "When the rule was last applied; null: never.")

    @reading(
        Connection(paths.SEGMENT_MEMBERS, within=(("status", Derived("membership_status")),)),
        "The people and accounts in it: those that hold now by default.",
    )
    def members(
        self,
        status: Statuses = HELD,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> SegmentMemberConnection: ...


@strawberry.type(
    description="A segment that a person or account is in, or was.", directives=[kept(Keeping(max_age_s=30))]
)
class SegmentMembership:
    segment: Segment = end("The segment.")
    status: MembershipStatus = reads(Derived("membership_status"), "How it stands now.")
    last_qualified_at: DateTime = reads(EdgeProperty("last_qualified_at"), "When it last came in or went out.")
    valid_until: DateTime | None = reads(EdgeProperty("valid_until"), "When it ends by itself; null: it does not.")


@strawberry.type(description="A segment in a list of segments.")
class SegmentEdge:
    cursor: str = cursor()
    node: Segment = end("The segment.")


@strawberry.type(description="A page of segments.")
class SegmentConnection:
    edges: list[SegmentEdge] = edges()
    nodes: list[Segment] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()


SegmentMember = Annotated[
    Annotated["Person", strawberry.lazy("gateway.schema.person")]
    | Annotated["Account", strawberry.lazy("gateway.schema.account")],
    strawberry.union("SegmentMember", description="Who can be in a segment."),
]


@strawberry.type(description="A member of a segment.")
class SegmentMemberEdge:
    cursor: str = cursor()
    status: MembershipStatus = reads(Derived("membership_status"), "How it stands now.")
    last_qualified_at: DateTime = reads(EdgeProperty("last_qualified_at"), "When it last came in or went out.")
    node: SegmentMember = end("The person or account.")


@strawberry.type(description="A page of a segment's members.")
class SegmentMemberConnection:
    edges: list[SegmentMemberEdge] = edges()
    nodes: list[SegmentMember] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
