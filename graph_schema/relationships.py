"""Every relationship of the graph in one table: from, NAME, to, how many, its properties, and one sentence."""

from __future__ import annotations

from graph_schema.model import Cardinality, Copy, Kind, Property, Relationship, Side

_CLAIMS = Property(
    "claims", Kind.JSON, "what each identity's records say of the relation, and when: the edge is their merge"
)
_START_ID = Property("start_id", Kind.STRING, "id of the start", always=True, copy=Copy(Side.START, "id"))
_END_ID = Property("end_id", Kind.STRING, "id of the end", always=True, copy=Copy(Side.END, "id"))
_FROM_THE_END = (("end_id", "start_id"),)

RELATIONSHIPS: tuple[Relationship, ...] = (
    Relationship(
        "IDENTIFIES", ("Identity",), ("Person",), Cardinality.MANY_TO_ONE,
        "The identity is one of the person's.",
    ),
    Relationship(
        "FORMERLY_OF", ("Identity",), ("Person",), Cardinality.MANY_TO_ONE,
        "The identity left the person and says nothing of its own: an id taken from it still finds the person.",
    ),
    Relationship(
        "LINKED", ("Identity",), ("Identity",), Cardinality.MANY_TO_MANY,
        "A record or event carried both identities. It points from the smaller id to the larger.",
        (
            Property("first_established_at", Kind.INSTANT),
            Property("last_established_at", Kind.INSTANT),
            Property("datasets", Kind.STRINGS),
            Property("dropped", Kind.STRING, "why it does not count; none where it joins its identities"),
        ),
    ),
    Relationship(
        "KEYED_BY", ("Fragment",), ("Identity",), Cardinality.MANY_TO_ONE,
        "The identity is the fragment's primary one.",
    ),
    Relationship(
        "HAS_SCORE", ("Person",), ("Score",), Cardinality.ONE_TO_MANY,
        "The model scored the person.",
    ),
    Relationship(
        "WORKS_FOR", ("Person",), ("Account",), Cardinality.MANY_TO_MANY,
        "The person has the role at the account: one relationship a role, none twice.",
        (
            Property("role", Kind.STRING),
            Property("is_primary", Kind.BOOLEAN, always=True),
            Property("is_active", Kind.BOOLEAN, always=True),
            Property("is_direct", Kind.BOOLEAN, always=True),
            Property("start_date", Kind.DATE),
            Property("end_date", Kind.DATE),
            Property("source", Kind.STRING, "what found it, where no source of records says so"),
            Property("match_score", Kind.FLOAT, "how sure that is, from 0 to 1"),
            Property("match_factors", Kind.STRINGS, "what weighed how much"),
            _CLAIMS, _START_ID, _END_ID,
        ),
        _FROM_THE_END,
    ),
    Relationship(
        "INVOLVED_IN", ("Person",), ("Opportunity",), Cardinality.MANY_TO_MANY,
        "The person has the role in the deal: one relationship a role, none twice.",
        (Property("role", Kind.STRING), Property("is_primary", Kind.BOOLEAN, always=True), _CLAIMS),
    ),
    Relationship(
        "IN_CAMPAIGN", ("Person",), ("Campaign",), Cardinality.MANY_TO_MANY,
        "The person is a member of the campaign.",
        (
            Property("member_status", Kind.STRING),
            Property("has_responded", Kind.BOOLEAN),
            Property("first_responded_at", Kind.INSTANT),
            _CLAIMS,
        ),
    ),
    Relationship(
        "MEMBER_OF", ("Person", "Account"), ("Segment",), Cardinality.MANY_TO_MANY,
        "The person or account is, or was, in the segment.",
        (
            Property("status", Kind.STRING, "REALIZED or EXITED"),
            Property("last_qualified_at", Kind.INSTANT, always=True),
            Property("valid_until", Kind.INSTANT),
            _CLAIMS, _START_ID, _END_ID,
        ),
        _FROM_THE_END,
    ),
    Relationship(
        "PERFORMED", ("Person",), ("Event",), Cardinality.ONE_TO_MANY,
        "The event is the person's.",
        (
            _START_ID,
            Property(
                "timestamp", Kind.INSTANT, "timestamp of the event", always=True, copy=Copy(Side.END, "timestamp")
            ),
        ),
        (("start_id", "timestamp"),),
    ),
    Relationship(
        "SEEN_AS", ("Event",), ("Identity",), Cardinality.MANY_TO_ONE,
        "The identity that the event was seen under: its highest in priority.",
    ),
    Relationship(
        "BELONGS_TO", ("Opportunity",), ("Account",), Cardinality.MANY_TO_ONE,
        "The deal is with the account.",
        (_START_ID, _END_ID),
        _FROM_THE_END,
    ),
    Relationship(
        "SOURCED_FROM", ("Opportunity",), ("Campaign",), Cardinality.MANY_TO_ONE,
        "The deal came from the campaign.",
    ),
    Relationship(
        "CHILD_OF", ("Account",), ("Account",), Cardinality.MANY_TO_ONE,
        "The account is a subsidiary of the other.",
        (_START_ID, _END_ID),
        _FROM_THE_END,
    ),
    Relationship(
        "NAMES", ("SourceKey",), ("SourceKey",), Cardinality.MANY_TO_MANY,
        "The latest record of the key names the other as an external key: both are of one thing.",
    ),
    Relationship(
        "KEY_OF", ("SourceKey",), ("Account", "Opportunity"), Cardinality.MANY_TO_ONE,
        "The thing is known by this key too; its own key does not point to it.",
    ),
    Relationship(
        "RELATED_TO", ("Account",), ("Account",), Cardinality.MANY_TO_MANY,
        "The two are of one company in the world, as far as can be told. It stands there from either side.",
        (
            Property("score", Kind.FLOAT, "how sure it is, from 0 to 1", always=True),
            Property("reasons", Kind.STRINGS, "what makes it so"),
        ),
    ),
)  # fmt: skip
