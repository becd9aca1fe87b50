"""Relations: an edge is the merge of what several identities of its person claim.

Claims are kept on the edge by identity, so that an edge can be taken apart again when its person is. An account's
membership has one claim, of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

from gateway.domain.ids import public_id
from gateway.domain.observations import Observations, after, merged, pack, unpack, values
from gateway.domain.people import identity_name
from gateway.domain.records import RelationRecord

Claims: TypeAlias = dict[str, Observations]
"""By `namespace:value`, or by the empty text where an account stands at the start."""

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "WORKS_FOR": {"is_primary": False, "is_active": True, "is_direct": True},
    "INVOLVED_IN": {"is_primary": False},
    "IN_CAMPAIGN": {},
    "MEMBER_OF": {},
}


def claims_of(record: RelationRecord) -> Claims:
    """What one record claims."""
    return {identity_name(record.start) if record.start else "": record.observations}


def joined(*sides: Claims) -> Claims:
    """All claims together, those of one identity merged."""
    result: Claims = {}
    for side in sides:
        for name, observations in side.items():
            result[name] = merged(result[name], observations) if name in result else observations
    return result


def repeats(held: Claims, record: RelationRecord) -> bool:
    """Whether a record without a time of its own says only what is held."""
    ((name, observations),) = claims_of(record).items()
    known = held.get(name)
    return known is not None and all(
        field in known and known[field][2] == value for field, (_, _, value) in observations.items()
    )


def without(claims: Claims, name: str, instant: str) -> Claims:
    """The claims without what one identity claimed up to an instant."""
    kept = {other: observations for other, observations in claims.items() if other != name}
    rest = after(claims.get(name, {}), instant)
    return kept | {name: rest} if rest else kept


def edge_properties(relationship: str, role: str | None, claims: Claims) -> dict[str, Any]:
    """The properties of an edge: of each field the winning claim, then the default."""
    winning = values(merged(*(claims[name] for name in sorted(claims))))
    properties = dict(_DEFAULTS[relationship])
    properties |= {name: value for name, value in winning.items() if value is not None}
    if role is not None:
        properties["role"] = role
    properties["claims"] = pack_claims(claims)
    return properties


def pack_claims(claims: Claims) -> str:
    """As JSON, the same for equal claims."""
    return orjson.dumps({name: pack(claims[name]) for name in sorted(claims)}).decode()


def unpack_claims(text: str) -> Claims:
    """From JSON as `pack_claims` makes it."""
    return {name: unpack(groups) for name, groups in orjson.loads(text).items()}


def waiting_id(record: RelationRecord) -> str:
    """The id of a relation that waits: the same record waits once."""
    ((name, observations),) = claims_of(record).items()
    key = (record.relationship, name, record.start_key or "", record.end_label, record.end_key, record.role or "\0")
    return "wai" + public_id("Event", *key, orjson.dumps(pack(observations)).decode())[3:]
