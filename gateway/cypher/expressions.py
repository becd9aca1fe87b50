"""Pieces of Cypher that stand for a rule of the domain, by the name that fields and paths call them.

`{node}` and `{edge}` are the node at hand and the relationship that led to it; `$now` is the instant of the request.
"""

from __future__ import annotations

EXIT_SHOWN_DAYS = 30
"""How long an exited membership is still shown."""

_STILL_VALID = "({edge}.valid_until IS NULL OR {edge}.valid_until > datetime($now))"
_NOT_LONG_GONE = (
    "({edge}.status <> 'EXITED' OR {edge}.last_qualified_at >= datetime($now) - duration({{days: "
    f"{EXIT_SHOWN_DAYS}"
    "}}))"
)
_NOT_ARCHIVED = "endNode({edge}).state <> 'ARCHIVED'"

EXPRESSIONS = {
    # Realized before the segment's last evaluation is EXISTING; a segment that is never evaluated has none.
    "membership_status": (
        "CASE WHEN {edge}.status = 'EXITED' THEN 'EXITED' "
        "WHEN {edge}.last_qualified_at < endNode({edge}).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END"
    ),
    "identity_type": (
        "coalesce(head(COLLECT {{ MATCH ({node}_namespace:Namespace {{code: {node}.namespace}}) "
        "RETURN {node}_namespace.type }}), 'CROSS_DEVICE')"
    ),
    # The index of the relationships has them in this order.
    "last_touch": (
        "head(COLLECT {{ MATCH ({node})-[{node}_touch:PERFORMED]->(:Event) WHERE {node}_touch.start_id = {node}.id "
        "RETURN toString({node}_touch.timestamp) ORDER BY {node}_touch.timestamp DESC LIMIT 1 }})"
    ),
    # Ids that a part of the person has had, or would have alone: they are taken from identities.
    "merged_from": (
        "COLLECT {{ MATCH ({node})<-[:IDENTIFIES|FORMERLY_OF]-({node}_naming:Identity {{names_person: true}}) "
        "WHERE substring({node}_naming.id, 3) <> substring({node}.id, 3) "
        "RETURN 'per' + substring({node}_naming.id, 3) AS {node}_former ORDER BY {node}_former }}"
    ),
}

CONDITIONS = {
    "membership_is_shown": f"{_STILL_VALID} AND {_NOT_LONG_GONE} AND {_NOT_ARCHIVED}",
    "member_is_shown": f"{_STILL_VALID} AND {_NOT_LONG_GONE}",
    "membership_holds": f"{{edge}}.status = 'REALIZED' AND {_STILL_VALID} AND {_NOT_ARCHIVED}",
    "link_counts": "{edge}.dropped IS NULL",
    "link_is_dropped": "{edge}.dropped IS NOT NULL",
    "segment_is_listed": "{node}.state <> 'ARCHIVED'",
}

_NAME_OF_ASKED = (
    r"""'"' + {node}_asked.namespace + ':' + replace(replace({node}_asked.value, '\\', '\\\\'), '"', '\\"')"""
)
OF_ASKED = {
    "seen_under": "EXISTS {{ MATCH ({node})-[:SEEN_AS]->{asked} }}",
    # Claims are JSON by the identity's name, which may be followed by the key of a thing that has several.
    "told_of": (
        r"""EXISTS {{ MATCH {asked} WHERE {edge}.claims CONTAINS NAME + '":' OR {edge}.claims CONTAINS NAME + '\\' }}"""
    ).replace("NAME", _NAME_OF_ASKED),
    "last_touch": (
        "head(COLLECT {{ MATCH ({node})-[{node}_touch:PERFORMED]->({node}_touched:Event) "
        "WHERE {node}_touch.start_id = {node}.id AND EXISTS {{ MATCH ({node}_touched)-[:SEEN_AS]->{asked} }} "
        "RETURN toString({node}_touch.timestamp) ORDER BY {node}_touch.timestamp DESC LIMIT 1 }})"
    ),
    "merged_from": "[]",
}
"""What the same, or a condition, is of the identity alone that a lookup asked by: `{asked}` is its pattern."""

GROUPS = {
    "STAGE": "{node}.stage",
    "STATE": "{node}.state",
    "TYPE": "{node}.type",
    "OWNER": "{node}.owner_id",
    "CLOSE_MONTH": "substring(toString(coalesce(date({node}.actual_close_date), {node}.expected_close_date)), 0, 7)",
}
"""What deals are grouped by."""
