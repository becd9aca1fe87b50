"""The steps through the graph that fields and filters take, each written once."""

from __future__ import annotations

from gateway.plan.reads import Direction, Path

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH

PERSON_IDENTITIES = Path("IDENTIFIES", IN, ("Identity",))
PERSON_LINKS = Path("LINKED", OUT, ("Identity",), visible="link_counts", through=PERSON_IDENTITIES)
PERSON_DROPPED_LINKS = Path("LINKED", BOTH, ("Identity",), visible="link_is_dropped", through=PERSON_IDENTITIES)
PERSON_SCORES = Path("HAS_SCORE", OUT, ("Score",))
PERSON_ACCOUNTS = Path("WORKS_FOR", OUT, ("Account",), role=True)
PERSON_OPPORTUNITIES = Path("INVOLVED_IN", OUT, ("Opportunity",), role=True)
PERSON_EVENTS = Path("PERFORMED", OUT, ("Event",))
PERSON_CAMPAIGNS = Path("IN_CAMPAIGN", OUT, ("Campaign",))
SEGMENT_MEMBERSHIPS = Path("MEMBER_OF", OUT, ("Segment",), visible="membership_is_shown")
HELD_SEGMENTS = Path("MEMBER_OF", OUT, ("Segment",), visible="membership_holds")
SEGMENT_MEMBERS = Path("MEMBER_OF", IN, ("Person", "Account"), visible="member_is_shown")
IDENTITY_PERSON = Path("IDENTIFIES", OUT, ("Person",))
ACCOUNT_PARENT = Path("CHILD_OF", OUT, ("Account",))
ACCOUNT_CHILDREN = Path("CHILD_OF", IN, ("Account",))
ACCOUNT_RELATED = Path("RELATED_TO", OUT, ("Account",))
ACCOUNT_PEOPLE = Path("WORKS_FOR", IN, ("Person",), role=True)
ACCOUNT_OPPORTUNITIES = Path("BELONGS_TO", IN, ("Opportunity",))
OPPORTUNITY_ACCOUNT = Path("BELONGS_TO", OUT, ("Account",))
OPPORTUNITY_CAMPAIGN = Path("SOURCED_FROM", OUT, ("Campaign",))
OPPORTUNITY_PEOPLE = Path("INVOLVED_IN", IN, ("Person",), role=True)
EVENT_IDENTITY = Path("SEEN_AS", OUT, ("Identity",))
