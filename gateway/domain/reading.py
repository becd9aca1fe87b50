"""A line of JSON becomes a record, or a refusal that says why: nothing is dropped in silence.

The format is one JSON object a line with `entity`; every field is known, every type strict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from gateway.domain import fields, identity_settings, namespaces
from gateway.domain.custom_fields import custom_observations
from gateway.domain.identity_graph import pair_of
from gateway.domain.json_lines import parse_line
from gateway.domain.observations import Observation, Observations, observed
from gateway.domain.records import (
    AnyRecord,
    DeleteRecord,
    EventRecord,
    FragmentRecord,
    IdentityKey,
    LinkRecord,
    PersonRecord,
    RelationRecord,
    ThingRecord,
)
from gateway.domain.relations import MEMBERSHIP
from gateway.domain.things import EXTERNAL_KEYS
from gateway.domain.value_checks import (
    Refusal,
    checked,
    fields_of,
    instant,
    required_text,
    shown,
    text,
    unknown_field,
    wrong,
)
from gateway.errors import ErrorCode

MOST_IDENTITIES = 20
MOST_EXTERNAL_KEYS = 20
DEFAULT_DATASET = "default"
_LONGEST_DATASET = 255
_DELETE_ALWAYS = frozenset({"entity", "dataset", "observedAt", "of"})


def read_line(line: bytes, now: str) -> AnyRecord:
    """The record of a line. `now` is when it is read, for records that say no time. Raises Refusal."""
    return read_record(parse_line(line), now)


def dataset_of(line: bytes) -> str | None:
    """The dataset that a refused line names; None where it cannot be told."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    dataset = given.get("dataset", DEFAULT_DATASET) if isinstance(given, dict) else None
    is_name = isinstance(dataset, str) and 0 < len(dataset) <= _LONGEST_DATASET and "\0" not in dataset
    return dataset if is_name else None


def read_record(given: Mapping[str, Any], now: str, *, replaces: bool = False) -> AnyRecord:
    """The record of an object; a person's `replaces` what its dataset said before. Raises Refusal."""
    entity = given.get("entity")
    reader = _READERS.get(entity) if isinstance(entity, str) else None
    if reader is None:
        known = ", ".join(_READERS)
        raise Refusal(f"entity is {shown(entity)}; it is one of {known}.", "entity")
    if entity != "delete":
        known_fields = fields.TOP[str(entity)]
        for name in given:
            if name not in known_fields:
                raise unknown_field(name, known_fields, "")
    dataset = given.get("dataset")
    dataset = DEFAULT_DATASET if dataset is None else text(dataset, "dataset")
    if not dataset:
        raise Refusal("dataset is empty.", "dataset")
    at = given.get("observedAt")
    dated = at is not None
    record: AnyRecord = reader(given, dataset, instant(at, "observedAt") if dated else now, dated)
    if replaces and isinstance(record, PersonRecord):
        record.replaces = True
    return record


def _person(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> PersonRecord:
    identities, marked = _identities(given.get("identities"))
    attributes = given.get("attributes")
    if attributes is None:
        attributes = {}
    elif not isinstance(attributes, dict):
        raise wrong("attributes", attributes, fields.Type.OBJECT)
    observations = observed(fields_of(attributes, fields.PERSON, "attributes"), at, dataset)
    observations |= custom_observations(given.get("custom"), at, dataset)
    if given.get("scores") is not None:
        observations |= _scores(given["scores"], dataset, at)
    if given.get("consent") is not None:
        if not isinstance(given["consent"], dict):
            raise wrong("consent", given["consent"], fields.Type.OBJECT)
        channels = fields_of(given["consent"], fields.CONSENT, "consent")
        observations |= {f"consent:{name}": Observation(at, dataset, value, at) for name, value in channels.items()}
    return PersonRecord(dataset, at, dated, identities, marked, observations)


def _identities(given: Any) -> tuple[tuple[IdentityKey, ...], bool]:
    """The identities, the primary one first, and whether one was marked so."""
    if not isinstance(given, list) or not given:
        raise Refusal("identities is missing: a person is known by 1 to 20 of them.", "identities")
    if len(given) > MOST_IDENTITIES:
        raise Refusal(f"There are {len(given)} identities; at most {MOST_IDENTITIES} are allowed.", "identities")
    keys: list[IdentityKey] = []
    primary: list[int] = []
    for index, each in enumerate(given):
        keys.append(_identity(each, f"identities.{index}", {"namespace", "value", "primary"}))
        mark = each.get("primary")
        if mark is not None and not isinstance(mark, bool):
            raise wrong(f"identities.{index}.primary", mark, fields.Type.TRUTH)
        if mark:
            primary.append(index)
    if len(primary) > 1:
        raise Refusal(f"{len(primary)} identities are marked primary; one may be.", "identities")
    first = keys[primary[0]] if primary else keys[0]
    return tuple(dict.fromkeys((first, *keys))), bool(primary)


def _identity(given: Any, name: str, allowed: set[str]) -> IdentityKey:
    if not isinstance(given, dict):
        raise Refusal(f"{name} is {shown(given)}, not an identity with namespace and value.", name)
    for each in given:
        if each not in allowed:
            raise unknown_field(each, frozenset(allowed), name)
    code, value = given.get("namespace"), given.get("value")
    if not isinstance(code, str) or not namespaces.is_code(code):
        found = f"{name}.namespace is {shown(code)}: a code has 1 to 64 letters, digits or _."
        raise Refusal(found, f"{name}.namespace", ErrorCode.BAD_IDENTITY)
    value = namespaces.normalised(code, text(value, f"{name}.value"))
    trouble = namespaces.trouble_with(code, value)
    if trouble is not None:
        raise Refusal(f"{name}: {trouble}", f"{name}.value", ErrorCode.BAD_IDENTITY)
    return code, value


def _scores(given: Any, dataset: str, at: str) -> Observations:
    if not isinstance(given, list):
        raise Refusal(f"scores is {shown(given)}, not a list of scores.", "scores")
    observations: Observations = {}
    for index, each in enumerate(given):
        name = f"scores.{index}"
        if not isinstance(each, dict):
            raise wrong(name, each, fields.Type.OBJECT)
        factors = each.get("factors")
        score = fields_of({key: value for key, value in each.items() if key != "factors"}, fields.SCORE, name)
        for needed, written in (("model", "model"), ("value", "value"), ("scored_at", "scoredAt")):
            if score.get(needed) in (None, ""):
                raise Refusal(f"{name}.{written} is missing.", f"{name}.{written}")
        score["factors"] = _factors(factors, f"{name}.factors")
        goal = score.get("goal")
        key = f"score:{score['model']}" if goal is None else f"score:{score['model']}\0{goal}"
        observations[key] = Observation(score["scored_at"], dataset, score, at)
    return observations


def _factors(given: Any, name: str) -> list[dict[str, Any]]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise Refusal(f"{name} is {shown(given)}, not a list of factors.", name)
    factors = []
    for index, each in enumerate(given):
        if not isinstance(each, dict):
            raise wrong(f"{name}.{index}", each, fields.Type.OBJECT)
        factor = fields_of(each, fields.FACTOR, f"{name}.{index}")
        for needed in ("name", "importance"):
            if not factor.get(needed):
                raise Refusal(f"{name}.{index}.{needed} is missing.", f"{name}.{index}.{needed}")
        factors.append(factor)
    return factors


def _thing(label: str, entity: str, links: Mapping[str, str]) -> Callable[..., ThingRecord]:
    def read(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> ThingRecord:
        key = required_text(given, "key")
        attributes = given.get("attributes")
        if attributes is not None and not isinstance(attributes, dict):
            raise wrong("attributes", attributes, fields.Type.OBJECT)
        found = fields_of(attributes or {}, fields.ATTRIBUTES[entity], "attributes")
        for name, property_ in links.items():
            if name in given:
                found[property_] = None if given[name] is None else text(given[name], name)
        if "externalKeys" in given:
            found[EXTERNAL_KEYS] = _external_keys(given["externalKeys"])
        if found.get("parent_key") == key:
            raise Refusal(f"The account {shown(key)} is its own parent.", "parentKey")
        observations = observed(found, at, dataset) | custom_observations(given.get("custom"), at, dataset)
        return ThingRecord(dataset, at, dated, label, key, observations)

    return read


def _external_keys(given: Any) -> list[str] | None:
    """The other source keys of a thing, sorted, each once; None where there are none."""
    if given is None:
        return None
    if not isinstance(given, list):
        raise Refusal(f"externalKeys is {shown(given)}, not a list of source keys.", "externalKeys")
    if len(given) > MOST_EXTERNAL_KEYS:
        found = f"There are {len(given)} external keys; at most {MOST_EXTERNAL_KEYS} are allowed."
        raise Refusal(found, "externalKeys")
    keys = [text(each, f"externalKeys.{index}") for index, each in enumerate(given)]
    if "" in keys:
        raise Refusal(f"externalKeys.{keys.index('')} is empty.", f"externalKeys.{keys.index('')}")
    return sorted(set(keys)) or None


def _segment(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> ThingRecord:
    name = required_text(given, "name")
    found = fields_of({key: given[key] for key in given if key in fields.SEGMENT}, fields.SEGMENT, "")
    return ThingRecord(dataset, at, dated, "Segment", name, observed(found, at, dataset))


def _relation(
    relationship: str, label: str, key_name: str, known: Mapping[str, fields.Field]
) -> Callable[..., RelationRecord]:
    def read(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> RelationRecord:
        key = required_text(given, key_name)
        start = _identity(given.get("person"), "person", {"namespace", "value"})
        role = given.get("role")
        role = None if role is None else text(role, "role")
        found = fields_of({name: given[name] for name in given if name in known}, known, "")
        observations = observed(found, at, dataset) | custom_observations(given.get("custom"), at, dataset)
        return RelationRecord(dataset, at, dated, relationship, start, None, label, key, role, observations)

    return read


def _membership(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> RelationRecord:
    name = required_text(given, "segment")
    if (given.get("person") is None) == (given.get("accountKey") is None):
        raise Refusal("A membership is of exactly one of person and accountKey.")
    start = None
    if given.get("person") is not None:
        start = _identity(given["person"], "person", {"namespace", "value"})
    start_key = None if start is not None else required_text(given, "accountKey")
    found = fields_of({key: given[key] for key in given if key in fields.MEMBERSHIP}, fields.MEMBERSHIP, "")
    for needed, written in (("status", "status"), ("last_qualified_at", "lastQualifiedAt")):
        if found.get(needed) is None:
            raise Refusal(f"{written} is missing.", written)
    # Which membership holds goes by when it was decided, whether it was deleted by when that was heard of.
    told = [found["status"], found["last_qualified_at"], found.get("valid_until")]
    observations = observed({}, at, dataset)
    observations[MEMBERSHIP] = Observation(found["last_qualified_at"], dataset, told, at)
    return RelationRecord(dataset, at, dated, "MEMBER_OF", start, start_key, "Segment", name, None, observations)


def _event(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> EventRecord:
    key = required_text(given, "id")
    if (given.get("identity") is None) == (given.get("identities") is None):
        raise Refusal("An event has exactly one of identity and identities.")
    if given.get("identity") is not None:
        identities = [_identity(given["identity"], "identity", {"namespace", "value"})]
    else:
        many = given["identities"]
        if not isinstance(many, list) or not 1 <= len(many) <= MOST_IDENTITIES:
            raise Refusal(f"identities has 1 to {MOST_IDENTITIES} entries.", "identities")
        identities = [
            _identity(each, f"identities.{index}", {"namespace", "value", "primary"}) for index, each in enumerate(many)
        ]
    if given.get("timestamp") is None:
        raise Refusal("timestamp is missing.", "timestamp")
    payload = given.get("payload")
    payload = {} if payload is None else payload
    if not isinstance(payload, dict):
        raise wrong("payload", payload, fields.Type.OBJECT)
    properties = {
        "event_type": required_text(given, "eventType"),
        "timestamp": instant(given["timestamp"], "timestamp"),
        "payload": orjson.dumps(payload).decode(),
        "order_total": _order_total(given, payload),
        "page_name": _page_name(given, payload),
        "campaign_key": None if given.get("campaignKey") is None else text(given["campaignKey"], "campaignKey"),
    }
    ordered = identity_settings.DEFAULT.ordered(dict.fromkeys(identities))
    return EventRecord(dataset, at, dated, key, ordered, properties)


def _order_total(given: Mapping[str, Any], payload: Mapping[str, Any]) -> Any:
    """What an order came to, from the payload where the record does not say it itself."""
    if "orderTotal" in given:
        return checked(given["orderTotal"], _MONEY, "orderTotal")
    order = _within(payload, "commerce", "order")
    amount, code = _within(order, "priceTotal"), _within(order, "currencyCode")
    if isinstance(amount, int | float) and not isinstance(amount, bool) and isinstance(code, str) and code:
        return [float(amount), code]
    return None


def _page_name(given: Mapping[str, Any], payload: Mapping[str, Any]) -> str | None:
    if "pageName" in given:
        return None if given["pageName"] is None else text(given["pageName"], "pageName")
    name = _within(payload, "web", "webPageDetails", "name")
    return name if isinstance(name, str) else None


def _within(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _delete(given: Mapping[str, Any], dataset: str, at: str, dated: bool) -> DeleteRecord:
    of = given.get("of")
    names = fields.KEYS.get(of) if isinstance(of, str) else None
    if names is None:
        raise Refusal(f"of is {shown(of)}; it is one of {', '.join(fields.KEYS)}.", "of")
    for name in given:
        if name not in names and name not in _DELETE_ALWAYS:
            raise unknown_field(name, names | _DELETE_ALWAYS, "")
    target: Any
    if of == "person":
        identity = _identity(given.get("person"), "person", {"namespace", "value"})
        target = PersonRecord(dataset, at, dated, (identity,), False, {})
    elif of == "fragment":
        target = FragmentRecord(dataset, at, dated, *_identities(given.get("identities")))
    elif of == "event":
        target = EventRecord(dataset, at, dated, required_text(given, "id"), (), {})
    elif of == "link":
        identities, _ = _identities(given.get("identities"))
        if len(identities) != 2:
            raise Refusal("A link is of two different identities.", "identities")
        target = LinkRecord(dataset, at, dated, pair_of(*identities))
    else:
        named = {name: value for name, value in given.items() if name in names}
        if of == "segment_membership":
            named |= {"status": "EXITED", "lastQualifiedAt": at}
        target = _READERS[str(of)](named, dataset, at, dated)
    return DeleteRecord(dataset, at, dated, str(of), target)


_MONEY = fields.Field("order_total", fields.Type.MONEY)
_READERS: Mapping[str, Callable[..., Any]] = {
    "person": _person,
    "account": _thing("Account", "account", {"parentKey": "parent_key"}),
    "opportunity": _thing("Opportunity", "opportunity", {"accountKey": "account_key", "campaignKey": "campaign_key"}),
    "campaign": _thing("Campaign", "campaign", {}),
    "account_person": _relation("WORKS_FOR", "Account", "accountKey", fields.ACCOUNT_PERSON),
    "opportunity_person": _relation("INVOLVED_IN", "Opportunity", "opportunityKey", fields.OPPORTUNITY_PERSON),
    "campaign_member": _relation("IN_CAMPAIGN", "Campaign", "campaignKey", fields.CAMPAIGN_MEMBER),
    "segment": _segment,
    "segment_membership": _membership,
    "event": _event,
    "delete": _delete,
}
