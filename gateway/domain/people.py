"""People: fragments folded into one person, its id and its primary identity. Pure, and free of any order of arrival.

The fold is by field: by default the latest of every fragment's observation wins, by another merge policy that of the
dataset it lists first; then the latest, the smaller dataset, the smaller primary identity. An explicit null that wins
clears; a field nobody gives is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

import orjson

from gateway.domain.custom_fields import CUSTOM, custom_text
from gateway.domain.fragments import Fragment
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.ids import person_id, public_id
from gateway.domain.merge_policies import BUILT_IN, Merge, MergePolicy
from gateway.domain.observations import EXISTS, Observation, Observations
from gateway.domain.records import IdentityKey
from gateway.domain.search_terms import person_terms
from graph_schema.nodes import ADDRESS_PARTS

Span: TypeAlias = tuple[str, str]
"""(first, last) instant at which records and events carried something."""

_SCORE, _CONSENT, _CONSENT_UPDATED = "score:", "consent:", "consent:updated_at"


def stretched(span: Span | None, at: str) -> Span:
    """The span with one more instant in it."""
    return (at, at) if span is None else (min(span[0], at), max(span[1], at))


def fold(fragments: Collection[Fragment], policy: MergePolicy = BUILT_IN) -> Observations:
    """Of each field the winning observation."""
    if len(fragments) == 1 and policy.merge is Merge.TIMESTAMP_ORDERED:
        (only,) = fragments
        return only.observations
    return {name: found for name, (found, _) in winners(fragments, policy).items()}


def winners(fragments: Collection[Fragment], policy: MergePolicy = BUILT_IN) -> dict[str, tuple[Observation, Fragment]]:
    """Of each field the winning observation, with the fragment that it is of."""
    place = policy.places({each.dataset for each in fragments})
    counted = [each for each in fragments if each.dataset in place]
    won: dict[str, tuple[Observation, Fragment]] = {}
    for fragment in sorted(counted, key=lambda each: (place[each.dataset], each.dataset, each.primary)):
        for name, found in fragment.observations.items():
            held = won.get(name)
            # The fragments of the dataset that wins come first, and nothing later takes a field from them.
            if held is None or (place[held[1].dataset] == place[fragment.dataset] and _beats(found, held[0])):
                won[name] = (found, fragment)
    return won


def _beats(found: Observation, held: Observation) -> bool:
    # Fragments come in the order of dataset and primary identity: of equal times the one met first stays.
    return (found.rank, found.at) > (held.rank, held.at)


def person_properties(
    fragments: Collection[Fragment], identities: Mapping[IdentityKey, Span], policy: MergePolicy = BUILT_IN
) -> dict[str, Any]:
    """The properties of the person node; fields without a value are left out."""
    properties = person_values(fragments, identities, policy)
    terms = person_terms(properties, identities)
    return properties if terms is None else properties | {"search_terms": terms}


def person_values(
    fragments: Collection[Fragment], identities: Mapping[IdentityKey, Span], policy: MergePolicy = BUILT_IN
) -> dict[str, Any]:
    """Those of the person's properties that are shown."""
    properties: dict[str, Any] = {"id": person_id(*anchor(identities))}
    fragments = policy.counted(fragments)
    consented = customised = False
    won = fold(fragments, policy) if fragments else {}
    for name, found in won.items():
        value = found.value
        if value is None or name == EXISTS or name.startswith(_SCORE):
            continue
        if name.startswith(_CONSENT):
            consented = True
            properties["consent_" + name.removeprefix(_CONSENT)] = value
        elif name.startswith(CUSTOM):
            customised = True
        elif value.__class__ is list or value.__class__ is dict:
            properties |= split_properties(name, value)
        else:
            properties[name] = value
    if consented:
        properties["consent_updated_at"] = _consent_updated(fragments)
    if customised:
        properties["custom"] = custom_text(won)
    if "full_name" not in properties:
        full = f"{properties.get('first_name', '')} {properties.get('last_name', '')}".strip()
        if full:
            properties["full_name"] = full
    if fragments:
        properties["created_at"] = min(each.seen[0] for each in fragments)
        properties["last_modified_at"] = max(each.seen[-1] for each in fragments)
    else:
        properties["created_at"] = min(first for first, _ in identities.values())
        properties["last_modified_at"] = max(last for _, last in identities.values())
    return properties


def _consent_updated(fragments: Iterable[Fragment]) -> str:
    """When consent was last given or taken: as the source says, else when its last word was observed."""
    found = ""
    for fragment in fragments:
        told = {name: each for name, each in fragment.observations.items() if name.startswith(_CONSENT)}
        explicit = told.pop(_CONSENT_UPDATED, None)
        latest = max((each.at for each in told.values()), default="")
        if explicit is not None and explicit.value is not None and explicit.at >= latest:
            latest = explicit.value
        found = max(found, latest)
    return found


def scores(fragments: Collection[Fragment], person: str, policy: MergePolicy = BUILT_IN) -> list[dict[str, Any]]:
    """The person's scores by model and goal, as properties of their nodes."""
    found = []
    for name, observation in sorted(fold(fragments, policy).items()) if fragments else ():
        if name.startswith(_SCORE):
            score = {key: value for key, value in observation.value.items() if value is not None}
            score["factors"] = orjson.dumps(score["factors"]).decode()
            score["id"] = public_id("Score", person, name)
            found.append(score)
    return found


def anchor(identities: Mapping[IdentityKey, Span]) -> IdentityKey:
    """The identity that gives the person its id: first seen first, which later records seldom change."""
    if len(identities) == 1:
        return next(iter(identities))
    return min((first, key) for key, (first, _) in identities.items())[1]


def primary_identity(
    fragments: Iterable[Fragment], identities: Mapping[IdentityKey, Span], settings: IdentitySettings
) -> IdentityKey:
    """The identity to show: marked by the latest record that marks one, else of the highest priority namespace."""
    marking = [each for each in fragments if each.marked]
    if marking:
        latest = max(each.marked for each in marking)
        return min((each.dataset, each.primary) for each in marking if each.marked == latest)[1]
    return min((settings.rank(key[0]), first, key[1], key[0], key) for key, (first, _) in identities.items())[-1]


def split_properties(name: str, value: Any) -> dict[str, Any]:
    """Money and addresses as the several properties they are kept in; anything else as it is."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], float):
        return {name: value[0], f"{name}_currency": value[1]}
    if isinstance(value, dict):
        return {f"{name}_{part}": value[part] for part in ADDRESS_PARTS if part in value}
    return {name: value}
