"""Every label of the graph, with its keys and properties."""

from __future__ import annotations

from graph_schema.model import Kind, Node, Property

S, SS, I, F, B, D, T, J = (  # noqa: E741 - one letter a kind keeps the tables readable
    Kind.STRING,
    Kind.STRINGS,
    Kind.INTEGER,
    Kind.FLOAT,
    Kind.BOOLEAN,
    Kind.DATE,
    Kind.INSTANT,
    Kind.JSON,
)

ADDRESS_PARTS = ("street1", "street2", "city", "state_province", "postal_code", "country", "country_code")
CONSENT_CHANNELS = ("email", "call", "sms", "any", "collect", "share", "personalize")


def _money(name: str, about: str, *, indexed: bool = False) -> tuple[Property, Property]:
    """Money is two properties: the amount under its own name, and its ISO 4217 code."""
    return (Property(name, F, about, indexed=indexed), Property(f"{name}_currency", S, f"currency code of {name}"))


def _address(name: str) -> tuple[Property, ...]:
    """An address is one value: all its parts come from the same record. One without any part is not stored."""
    return tuple(Property(f"{name}_{part}", S) for part in ADDRESS_PARTS)


_AUDIT = (
    Property("created_at", T, "earliest observation of the thing itself", indexed=True, always=True),
    Property("last_modified_at", T, "latest observation of the thing itself", indexed=True, always=True),
)
_ID = Property("id", S, "public id, derived from the key: the same in every load", always=True)
_CUSTOM = Property("custom", J, "what sources say that has no property of its own, by their names for it")
_SEARCH_TERMS = Property("search_terms", S, "what a search compares: folded words, by their mark", searched=True)
_OBSERVED = Property("observed", J, "which dataset observed each property, and when")
_EXTERNAL_KEYS = Property("external_keys", SS, "the other source keys that it is known by")

PERSON = Node(
    "Person",
    "One human being, merged from every fragment that its identities key. Leads and contacts are persons.",
    keys=(("id",),),
    properties=(
        _ID,
        Property("full_name", S, indexed=True, ties=True),
        Property("first_name", S),
        Property("last_name", S, indexed=True, ties=True),
        Property("birth_date", D),
        Property("gender", S),
        Property("job_title", S),
        Property("departments", SS),
        Property("work_email", S, indexed=True),
        Property("personal_email", S),
        Property("work_phone", S),
        Property("mobile_phone", S),
        *_address("work_address"),
        *_address("home_address"),
        Property("company_name", S, indexed=True),
        Property("person_type", S, "LEAD or CONTACT"),
        Property("person_status", S),
        Property("person_source", S),
        Property("person_score", F, indexed=True),
        Property("is_converted", B),
        Property("converted_date", T),
        *_money("lifetime_value", "what the person is worth so far", indexed=True),
        *(Property(f"consent_{channel}", B, "true permits, false refuses") for channel in CONSENT_CHANNELS),
        Property("consent_updated_at", T),
        _CUSTOM,
        _SEARCH_TERMS,
        *_AUDIT,
    ),
)

IDENTITY = Node(
    "Identity",
    "A (namespace, value) pair by which some system knows a person.",
    keys=(("id",),),
    properties=(
        _ID,
        Property("namespace", S, always=True),
        Property(
            "value",
            S,
            "an identity is found by its id, which is made of both; by hand by this",
            indexed=True,
            always=True,
        ),
        Property("is_primary", B, "the one identity to show for its person", always=True),
        Property("first_seen_at", T, always=True),
        Property("last_seen_at", T, always=True),
        Property("names_person", B, "a record or event alone makes a person whose id is taken from it"),
        Property("is_torn", B, "a link of it does not count"),
    ),
)

NAMESPACE = Node(
    "Namespace",
    "A kind of identity. Its code and type never change.",
    keys=(("code",),),
    properties=(
        Property("code", S),
        Property("type", S, "COOKIE, CROSS_DEVICE, DEVICE, EMAIL, PHONE, ..."),
        Property(
            "priority",
            I,
            "1 is the highest; of those that name people, then of devices, then of all others",
            indexed=True,
            always=True,
        ),
        Property("is_unique", B, "a person has one value of it"),
    ),
)

FRAGMENT = Node(
    "Fragment",
    "What one dataset says of one primary identity: a record, kept as it came, each field with its time.",
    keys=(),
    properties=(
        _ID,
        Property("dataset", S),
        Property("body", J, "fields and identities, each with the time it was observed"),
    ),
)

SCORE = Node(
    "Score",
    "A model's judgement of a person, such as a propensity to churn.",
    keys=(("id",),),
    properties=(
        _ID,
        Property("model", S, always=True),
        Property("goal", S),
        Property("value", F),
        Property("percentile", I),
        Property("scored_at", T),
        Property("factors", J, "what moved the score: name, value, importance"),
    ),
)

ACCOUNT = Node(
    "Account",
    "A company that is or may become a customer.",
    keys=(("id",), ("key",)),
    properties=(
        _ID,
        Property("key", S, "source key, for example 0013x@00Dx.Salesforce", always=True),
        _EXTERNAL_KEYS,
        Property("name", S, indexed=True, always=True, ties=True),
        Property("account_type", S),
        Property("industry", S, indexed=True),
        Property("number_of_employees", I, indexed=True),
        *_money("annual_revenue", "yearly revenue", indexed=True),
        Property("website", S),
        Property("domain", S, indexed=True),
        *_address("billing_address"),
        Property("owner_id", S),
        Property("parent_key", S, "key of the parent, which may not be known yet", indexed=True),
        _CUSTOM,
        _SEARCH_TERMS,
        _OBSERVED,
        *_AUDIT,
    ),
)

OPPORTUNITY = Node(
    "Opportunity",
    "A deal in the making, won or lost.",
    keys=(("id",), ("key",)),
    properties=(
        _ID,
        Property("key", S, "source key", always=True),
        _EXTERNAL_KEYS,
        Property("name", S, indexed=True, always=True, ties=True),
        Property("stage", S, indexed=True),
        Property("type", S),
        Property("state", S, "OPEN, WON or LOST, from is_closed and is_won", indexed=True, always=True),
        Property("is_closed", B, always=True),
        Property("is_won", B, always=True),
        *_money("amount", "what the deal is worth", indexed=True),
        *_money("expected_revenue", "amount times probability, by the source"),
        Property("probability", F, "per cent", indexed=True),
        Property("forecast_category", S),
        Property("expected_close_date", D, indexed=True),
        Property("actual_close_date", T, indexed=True),
        Property("lead_source", S),
        Property("next_step", S),
        Property("owner_id", S),
        Property("account_key", S, "key of its account, which may not be known yet", indexed=True),
        Property("campaign_key", S, "key of its campaign, which may not be known yet", indexed=True),
        _CUSTOM,
        _SEARCH_TERMS,
        _OBSERVED,
        *_AUDIT,
    ),
)

SOURCE_KEY = Node(
    "SourceKey",
    "A key that sources give an account or deal which has several, or that one of them calls it by.",
    keys=(("id",),),
    properties=(
        Property("id", S, "the id of the thing that would have this key alone", always=True),
        Property("key", S, always=True),
        Property("observed", J, "what the records of this key say; none where it has none of its own"),
    ),
)

CAMPAIGN = Node(
    "Campaign",
    "A marketing effort that people are members of and deals come from.",
    keys=(("id",), ("key",)),
    properties=(
        _ID,
        Property("key", S, "source key", always=True),
        Property("name", S, always=True),
        Property("type", S),
        Property("channel", S),
        Property("status", S),
        Property("start_date", T),
        Property("end_date", T),
        Property("is_active", B),
        _CUSTOM,
        _OBSERVED,
        *_AUDIT,
    ),
)

SEGMENT = Node(
    "Segment",
    "A named set of people or accounts, by a rule or filled from outside.",
    keys=(("id",), ("name",)),
    properties=(
        _ID,
        Property("name", S, always=True),
        Property("description", S),
        Property("expression", S, "the rule in PQL; none where members come from outside"),
        Property("evaluation", S, "STREAMING or BATCH"),
        Property("state", S, "DRAFT, PUBLISHED, INACTIVE or ARCHIVED"),
        Property("last_evaluated_at", T, indexed=True),
        _OBSERVED,
        *_AUDIT,
    ),
)

EVENT = Node(
    "Event",
    "Something a person did or was sent, at one instant.",
    keys=(("id",), ("key",)),
    properties=(
        _ID,
        Property("key", S, "the source's id of the event", always=True),
        Property("event_type", S, always=True),
        Property("timestamp", T, always=True),
        Property("payload", J, "everything the source sent"),
        *_money("order_total", "set on commerce events"),
        Property("page_name", S),
        Property("campaign_key", S),
        Property("observed_at", T, "a later observation replaces an earlier one whole"),
        Property("dataset", S),
        Property("identities", SS, "ids of all identities it carried, where they are several"),
        Property("digest", S, "equal for equal events"),
    ),
)

WAITING = Node(
    "Waiting",
    "A relation whose ends are not both known yet. It becomes a relationship when they are.",
    keys=(("id",),),
    properties=(
        _ID,
        Property("missing", S, "id of what it waits for", indexed=True),
        Property("claimant", S, "id of the identity that claims it"),
        Property("record", J),
    ),
)

TOMBSTONE = Node(
    "Tombstone",
    "A delete: what was observed of the named thing up to its time does not come back.",
    keys=(("id",),),
    properties=(
        _ID,
        Property("observed_at", T),
        Property("linked", J, "ids of identities that were linked with a deleted one, and since when"),
    ),
)

DATASET = Node(
    "Dataset",
    "A named feed of records, with what became of them.",
    keys=(("name",),),
    properties=(
        Property("name", S, always=True),
        Property("record_count", I, "records that said something new", always=True),
        Property("fragment_count", I, "fragments of people that stand", always=True),
        Property("refused", I, "records that were not taken", always=True),
        Property("last_ingested_at", T, "when a record of it last said something new"),
    ),
)

RECEIPT = Node(
    "Receipt",
    "What a call with an idempotency key was answered. Kept for a while.",
    keys=(("id",),),
    properties=(
        Property("id", S, "digest of the key"),
        Property("content", S, "equal for equal calls"),
        Property("result", J),
        Property("created_at", T, indexed=True),
    ),
)

MERGE_POLICY = Node(
    "MergePolicy",
    "Whose fragments make a person's values, and which of them wins. One is the default, by which people are stored.",
    keys=(("id",), ("name",)),
    properties=(
        _ID,
        Property("name", S, always=True),
        Property("stitching", S, "GRAPH or NONE", always=True),
        Property("merge", S, "TIMESTAMP_ORDERED or DATASET_PRECEDENCE", always=True),
        Property("datasets", SS, "the datasets of DATASET_PRECEDENCE, the winning one first"),
        Property("is_default", B, always=True),
        Property("version", I, "1 more with every change", always=True),
        Property("is_stored", B, "of the default one: whether all stored values are by it", always=True),
        Property("rebuilt_to", S, "id of the last person whose stored values were made anew, while not all are"),
    ),
)

MIGRATION = Node(
    "Migration",
    "A step of the graph's own history, applied once.",
    keys=(("version",),),
    properties=(
        Property("version", I),
        Property("name", S),
        Property("checksum", S),
        Property("applied_at", T),
    ),
)

NODES: tuple[Node, ...] = (
    PERSON,
    IDENTITY,
    NAMESPACE,
    FRAGMENT,
    SCORE,
    ACCOUNT,
    OPPORTUNITY,
    SOURCE_KEY,
    CAMPAIGN,
    SEGMENT,
    EVENT,
    WAITING,
    TOMBSTONE,
    RECEIPT,
    DATASET,
    MERGE_POLICY,
    MIGRATION,
)
