"""Relations: an edge is the merge of what several identities of its person claim.

Claims are kept on the edge by identity, so that an edge can be taken apart again when its person is. An account's
membership has one claim, of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

from gateway.domain.custom_fields import CUSTOM
from gateway.domain.fragments import identity_name
from gateway.domain.observations import EXISTS, Observations, after, merged, pack, unpack, values
from gateway.domain.records import IdentityKey

Claims: TypeAlias = dict[str, Observations]
"""By `namespace:value`, or by the empty text where an account stands at the start.

What was claimed of a key that is not the one its thing goes by has that key behind U+0000.
"""

MEMBERSHIP = "membership"
"""The one field of a membership: [status, last qualified at, valid until], which are told and replaced together."""
_MEMBERSHIP_PARTS = ("status", "last_qualified_at", "valid_until")

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "WORKS_FOR": {"is_primary": False, "is_active": True, "is_direct": True},
    "INVOLVED_IN": {"is_primary": False},
    "IN_CAMPAIGN": {},
    "MEMBER_OF": {},
}


def claimant(start: IdentityKey | None) -> str:
    """Under which name a relation's start claims it."""
    return "" if start is None else identity_name(start)


def claim_name(claimed_by: str, key: str, own: str) -> str:
    """Under which name a claim stands on an edge: with the key it was made of, where the thing goes by another one."""
    return claimed_by if key == own else f"{claimed_by}\0{key}"


def claim_parts(name: str, own: str) -> tuple[str, str]:
    """Who claims, and of which key, where the thing goes by its own one."""
    claimed_by, _, key = name.partition("\0")
    return claimed_by, key or own


def joined(*sides: Claims) -> Claims:
    """All claims together, those of one identity merged."""
    result: Claims = {}
    for side in sides:
        for name, observations in side.items():
            result[name] = merged(result[name], observations) if name in result else observations
    return result


def claims_after(claims: Claims, name: str, instant: str) -> Claims:
    """The claims without what one identity claimed up to an instant."""
    standing = observations_after(claims.get(name, {}), instant)
    kept = {other: observations for other, observations in claims.items() if other != name}
    return kept | {name: standing} if standing else kept


def observations_after(observations: Observations, instant: str) -> Observations:
    """What stands of one claim after a delete up to an instant; nothing where the relation itself does not."""
    standing = after(observations, instant)
    lost = EXISTS not in standing or (MEMBERSHIP in observations and MEMBERSHIP not in standing)
    return {} if lost else standing


def edge_properties(relationship: str, role: str | None, claims: Claims) -> dict[str, Any]:
    """The properties of an edge: of each field the winning claim, then the default."""
    if len(claims) == 1:
        (winning,) = claims.values()
    else:
        winning = merged(*(claims[name] for name in sorted(claims)))
    properties = dict(_DEFAULTS[relationship])
    for name, value in values(winning).items():
        if name == MEMBERSHIP:
            properties |= zip(_MEMBERSHIP_PARTS, value, strict=True)
        elif value is not None and not name.startswith(CUSTOM):
            properties[name] = value
    if role is not None:
        properties["role"] = role
    properties["claims"] = claims_text(claims)
    return properties


def claims_text(claims: Claims) -> str:
    """Claims as JSON, the same for equal claims."""
    return orjson.dumps({name: pack(claims[name]) for name in sorted(claims)}).decode()


def read_claims(text: str) -> Claims:
    """Claims from their JSON."""
    return {name: unpack(groups) for name, groups in orjson.loads(text).items()}
