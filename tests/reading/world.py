"""Records as plain Python objects: a second reading of what they mean, by the rules, not by the gateway's code.

Everything is small and in memory, so it is written to be obviously right: a rule is one expression over all records.
Only ids are taken from the gateway, since they are opaque and nobody can be right or wrong about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gateway.domain.ids import public_id

Record = dict[str, Any]
Key = tuple[str, str]

TYPES = {
    "CRMID": "CROSS_DEVICE",
    "b2b_person": "CROSS_DEVICE",
    "Email": "EMAIL",
    "Phone": "PHONE",
    "Device": "DEVICE",
    "ECID": "COOKIE",
}
PRIORITY = list(TYPES)
PARTS = ("street1", "street2", "city", "stateProvince", "postalCode", "country", "countryCode")
CHANNELS = ("email", "call", "sms", "any", "collect", "share", "personalize")


@dataclass(eq=False)
class Thing:
    """A node of the answer: its GraphQL type, its plain fields by GraphQL name, and what hangs on it."""

    kind: str
    fields: dict[str, Any]
    edges: dict[str, list[Edge]] = field(default_factory=dict)
    origins: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of a person's fields: the value that won and who said it, as provenance shows it."""

    @property
    def id(self) -> str:
        return str(self.fields["id"])


@dataclass(eq=False)
class Edge:
    """What leads to a node, with its own fields."""

    node: Thing
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Everything that the records say."""

    things: dict[str, dict[str, Thing]]
    """By type and id."""
    person_of: dict[Key, Thing]
    """By every identity."""

    def all(self, kind: str) -> list[Thing]:
        return list(self.things[kind].values())


def read_world(records: Sequence[Record]) -> World:
    """The world of the records, in whatever order they come."""
    world = World(
        {kind: {} for kind in ("Person", "Identity", "Account", "Opportunity", "Campaign", "Segment", "Event")}, {}
    )
    for entity, kind in (("account", "Account"), ("opportunity", "Opportunity"), ("campaign", "Campaign")):
        _things(world, kind, _of(records, entity), "key")
    _things(world, "Segment", _of(records, "segment"), "name")
    _people(world, _of(records, "person"), _latest_events(records))
    _relations(world, records)
    return world


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def shown(moment: datetime) -> str:
    """In UTC with Z, up to microseconds, no trailing zeros."""
    whole = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{moment.microsecond:06}".rstrip("0").rstrip(".") + "Z" if moment.microsecond else whole + "Z"


def _of(records: Iterable[Record], entity: str) -> list[Record]:
    return [each for each in records if each["entity"] == entity]


def _at(record: Record) -> datetime:
    return instant(record["observedAt"])


def _latest(records: Iterable[Record], name: str, within: str | None = None) -> Any:
    """The value of a field in the latest record that has it: of equal times that of the smaller dataset."""
    holders = [each if within is None else each.get(within, {}) for each in records]
    said = [(each, holder) for each, holder in zip(records, holders, strict=True) if name in holder]
    if not said:
        return None
    latest = max(_at(each) for each, _ in said)
    return min(
        ((each["dataset"], holder[name]) for each, holder in said if _at(each) == latest), key=lambda pair: pair[0]
    )[1]


# --- accounts, opportunities, campaigns, segments --------------------------------------------------------------------
ATTRIBUTES = {
    "Account": (
        "name", "accountType", "industry", "numberOfEmployees", "annualRevenue", "website", "domain", "billingAddress",
        "ownerId",
    ),
    "Opportunity": (
        "name", "stage", "type", "isClosed", "isWon", "amount", "expectedRevenue", "probability", "forecastCategory",
        "expectedCloseDate", "actualCloseDate", "leadSource", "nextStep", "ownerId",
    ),
    "Campaign": ("name", "type", "channel", "status", "startDate", "endDate", "isActive"),
}  # fmt: skip
INSTANTS = {"actualCloseDate", "startDate", "endDate", "convertedDate"}


def _things(world: World, kind: str, records: list[Record], key_name: str) -> None:
    for key in sorted({each[key_name] for each in records}):
        own = [each for each in records if each[key_name] == key]
        fields: dict[str, Any]
        if kind == "Segment":
            fields = {name: _latest(own, name) for name in ("description", "state")}
            fields |= {"name": key, "state": fields["state"] or "PUBLISHED", "evaluation": "BATCH", "expression": None}
            fields["lastEvaluatedAt"] = None
        else:
            fields = {name: _shape(name, _latest(own, name, "attributes")) for name in ATTRIBUTES[kind]}
            fields |= {"key": key, "name": key if fields["name"] is None else fields["name"]}
            fields["custom"] = _custom(own, lambda records, name: _latest(records, name, "custom"))
        if kind == "Opportunity":
            closed, won = bool(fields["isClosed"]), bool(fields["isWon"])
            fields |= {"isClosed": closed, "isWon": won, "state": "OPEN" if not closed else "WON" if won else "LOST"}
        if kind in ("Account", "Opportunity"):
            fields |= {"createdAt": shown(min(map(_at, own))), "lastModifiedAt": shown(max(map(_at, own)))}
            fields["externalKeys"] = []  # the records of worlds name none
        fields["id"] = public_id(kind, key)
        world.things[kind][fields["id"]] = Thing(kind, fields)
    for record_key, target, name in (
        ("parentKey", "Account", "parent"),
        ("accountKey", "Account", "account"),
        ("campaignKey", "Campaign", "campaign"),
    ):
        if (kind, name) not in (("Account", "parent"), ("Opportunity", "account"), ("Opportunity", "campaign")):
            continue
        for key in {each[key_name] for each in records}:
            other = _latest([each for each in records if each[key_name] == key], record_key)
            thing = world.things[kind][public_id(kind, key)]
            thing.fields[f"_{name}"] = None if other is None else (target, public_id(target, other))


def _shape(name: str, value: Any) -> Any:
    """A value as it is shown."""
    if value is None:
        return None
    if name in INSTANTS and isinstance(value, str) and "T" in value:
        return shown(instant(value))
    if isinstance(value, dict) and name.endswith("Address"):
        return dict.fromkeys(PARTS) | value if any(each is not None for each in value.values()) else None
    return value


# --- people ----------------------------------------------------------------------------------------------------------
PERSON = (
    "firstName", "lastName", "fullName", "birthDate", "gender", "jobTitle", "departments", "workEmail", "personalEmail",
    "workPhone", "mobilePhone", "workAddress", "homeAddress", "companyName", "personType", "personStatus",
    "personSource", "personScore", "isConverted", "convertedDate", "lifetimeValue",
)  # fmt: skip


def key_of(identity: Record) -> Key:
    value = identity["value"]
    return identity["namespace"], value.strip().lower() if identity["namespace"] == "Email" else value


def _keys(record: Record) -> list[Key]:
    """The identities of a record, the primary one first; of an event, the one of highest priority first."""
    given = record.get("identities") or [record["identity"]]
    keys = [key_of(each) for each in given]
    if record["entity"] == "event":
        return sorted(set(keys), key=lambda key: (PRIORITY.index(key[0]), key))
    marked = [key_of(each) for each in given if each.get("primary")]
    return list(dict.fromkeys([*marked, *keys]))


def _latest_events(records: Sequence[Record]) -> list[Record]:
    events: dict[str, Record] = {}
    for each in sorted(_of(records, "event"), key=_at):
        events[each["id"]] = each
    return list(events.values())


def _people(world: World, records: list[Record], events: list[Record]) -> None:
    groups: list[set[Key]] = []
    for each in [*records, *events]:
        keys = set(_keys(each))
        touched = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*touched)]
    for group in groups:
        own = [each for each in records if group & set(_keys(each))]
        seen = [each for each in events if group & set(_keys(each))]
        person = Thing("Person", _person_fields(own))
        _identities(world, person, group, own, seen)
        whole = own or seen
        times = [_at(each) if each["entity"] == "person" else instant(each["timestamp"]) for each in whole]
        person.fields |= {"createdAt": shown(min(times)), "lastModifiedAt": shown(max(times))}
        first = {key: instant(_identity(world, key).fields["firstSeenAt"]) for key in group}
        person.fields["id"] = public_id("Person", *min((first[key], key) for key in group)[1])
        world.things["Person"][person.id] = person
        person.edges["events"] = [_event(world, each) for each in seen]
        touches = [instant(each["timestamp"]) for each in seen]
        person.fields["lastTouchAt"] = shown(max(touches)) if touches else None
        # Of each record and event alone the identities are of one time, so that the smallest gives the id.
        alone = {public_id("Person", *min(_keys(each))) for each in [*own, *seen]}
        person.fields["mergedFrom"] = sorted(alone - {person.id})
        person.edges["scores"] = _scores(own)
        person.origins = _origins(world, own)


def _fragment(record: Record) -> tuple[str, Key]:
    return record["dataset"], _keys(record)[0]


def _attributes(record: Record) -> dict[str, Any]:
    return dict(record.get("attributes", {}))


def _consent(record: Record) -> dict[str, Any]:
    return dict(record.get("consent", {}))


def _winning(records: list[Record], pick: Callable[[Record], dict[str, Any]], name: str) -> Record | None:
    """The latest record that says anything; of equal times that of the smaller dataset, then primary identity."""
    said = [each for each in records if name in pick(each)]
    if not said:
        return None
    latest = max(map(_at, said))
    return min((each for each in said if _at(each) == latest), key=_fragment)


def _winner(records: list[Record], pick: Callable[[Record], dict[str, Any]], name: str) -> Any:
    record = _winning(records, pick, name)
    return None if record is None else pick(record)[name]


def _custom(records: list[Record], value_of: Callable[[list[Record], str], Any]) -> dict[str, Any] | None:
    """Custom fields by name, those that were cleared left out; none at all is null."""
    names = sorted({name for each in records for name in each.get("custom", {})})
    found = {name: value_of(records, name) for name in names}
    return {name: value for name, value in found.items() if value is not None} or None


def _origins(world: World, records: list[Record]) -> dict[str, dict[str, Any]]:
    found = {}
    for pick, names in ((_attributes, PERSON), (_consent, CHANNELS)):
        for name in names:
            record = _winning(records, pick, name)
            if record is not None:
                found[name] = {
                    "value": _shape(name, pick(record)[name]), "dataset": record["dataset"],
                    "identity": _identity(world, _keys(record)[0]), "observedAt": shown(_at(record)),
                }  # fmt: skip
    return found


def _person_fields(records: list[Record]) -> dict[str, Any]:
    fields = {name: _shape(name, _winner(records, _attributes, name)) for name in PERSON}
    if fields["fullName"] is None:
        fields["fullName"] = f"{fields['firstName'] or ''} {fields['lastName'] or ''}".strip() or None
    fields["departments"] = fields["departments"] or []
    consent = {name: _winner(records, _consent, name) for name in CHANNELS}
    told = [_at(each) for each in records if any(name in _consent(each) for name in CHANNELS)]
    fields["custom"] = _custom(records, lambda all_, name: _winner(all_, lambda each: each.get("custom", {}), name))
    fields["consent"] = consent | {"updatedAt": shown(max(told)) if told else None}
    return fields


def _scores(records: list[Record]) -> list[Edge]:
    best: dict[tuple[str, str], tuple[Any, Record]] = {}
    for record in records:
        for score in record.get("scores", []):
            name = (score["model"], score.get("goal") or "")
            rank = (instant(score["scoredAt"]), _at(record))
            if name not in best or rank > best[name][0]:
                best[name] = (rank, score)
    edges = []
    for _, score in best.values():
        fields: dict[str, Any] = {"goal": None, "percentile": None, "factors": []} | score
        fields |= {"scoredAt": shown(instant(score["scoredAt"])), "id": ""}
        fields["factors"] = [{"value": None} | each for each in fields["factors"]]
        edges.append(Edge(Thing("Score", fields)))
    return edges


def _identity(world: World, key: Key) -> Thing:
    return world.things["Identity"][public_id("Identity", *key)]


def _identities(world: World, person: Thing, group: set[Key], records: list[Record], events: list[Record]) -> None:
    spans: dict[Key, list[datetime]] = {key: [] for key in group}
    links: dict[tuple[Key, Key], list[tuple[datetime, str]]] = {}
    for each in [*records, *events]:
        at = _at(each) if each["entity"] == "person" else instant(each["timestamp"])
        first, *others = _keys(each)
        for key in (first, *others):
            spans[key].append(at)
        for key in others:
            pair = tuple(sorted((first, key), key=lambda one: public_id("Identity", *one)))
            links.setdefault((pair[0], pair[1]), []).append((at, each["dataset"]))
    marking = [each for each in records if any(identity.get("primary") for identity in each["identities"])]
    if marking:
        latest = max(map(_at, marking))
        primary = min((each for each in marking if _at(each) == latest), key=_fragment)
        shown_first = _keys(primary)[0]
    else:
        shown_first = min(group, key=lambda key: (PRIORITY.index(key[0]), min(spans[key]), key[1]))
    for key in group:
        fields = {
            "id": public_id("Identity", *key), "namespace": key[0], "value": key[1], "type": TYPES[key[0]],
            "primary": key == shown_first, "firstSeenAt": shown(min(spans[key])), "lastSeenAt": shown(max(spans[key])),
        }  # fmt: skip
        identity = Thing("Identity", fields, {"person": [Edge(person)]})
        world.things["Identity"][identity.id] = identity
        world.person_of[key] = person
    person.edges["identities"] = [Edge(_identity(world, key)) for key in group]
    person.edges["links"] = [
        Edge(
            _identity(world, b),
            {
                "a": _identity(world, a), "firstEstablishedAt": shown(min(at for at, _ in told)),
                "lastEstablishedAt": shown(max(at for at, _ in told)), "datasets": sorted({name for _, name in told}),
            },
        )
        for (a, b), told in links.items()
    ]  # fmt: skip


def _event(world: World, record: Record) -> Edge:
    payload = record.get("payload", {})
    order = payload.get("commerce", {}).get("order", {})
    total = {"amount": order["priceTotal"], "currencyCode": order["currencyCode"]} if order else None
    page = payload.get("web", {}).get("webPageDetails", {}).get("name")
    fields = {
        "id": public_id("Event", record["id"]), "eventType": record["eventType"],
        "timestamp": shown(instant(record["timestamp"])), "payload": payload,
        "orderTotal": record.get("orderTotal", total), "pageName": record.get("pageName", page),
        "campaignKey": record.get("campaignKey"),
    }  # fmt: skip
    event = Thing("Event", fields, {"identity": [Edge(_identity(world, _keys(record)[0]))]})
    world.things["Event"][event.id] = event
    return Edge(event)


# --- what joins them -------------------------------------------------------------------------------------------------
ROLES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "account_person": (
        "Account", "accountKey", "accounts",
        {
            "isPrimary": False, "isActive": True, "isDirect": True, "startDate": None, "endDate": None,
            "relationSource": None, "matchScore": None, "matchFactors": [],
        },
    ),
    "opportunity_person": ("Opportunity", "opportunityKey", "opportunities", {"isPrimary": False}),
    "campaign_member": (
        "Campaign", "campaignKey", "campaigns",
        {"memberStatus": None, "hasResponded": None, "firstRespondedAt": None},
    ),
}  # fmt: skip


def _relations(world: World, records: Sequence[Record]) -> None:
    for thing in world.all("Account"):
        _join(world, thing, "parent", thing, "children")
    for thing in world.all("Opportunity"):
        _join(world, thing, "account", thing, "opportunities")
        _join(world, thing, "campaign", thing, "")
    for entity, (kind, key_name, name, defaults) in ROLES.items():
        told: dict[tuple[str, str, str | None], list[Record]] = {}
        for each in _of(records, entity):
            person = world.person_of.get(key_of(each["person"]))
            other = world.things[kind].get(public_id(kind, each[key_name]))
            if person is not None and other is not None:
                told.setdefault((person.id, other.id, each.get("role")), []).append(each)
        for (person_id, other_id, role), said in told.items():
            fields: dict[str, Any] = {one: _shape(one, _latest(said, one)) for one in defaults}
            fields = {one: defaults[one] if value is None else value for one, value in fields.items()} | {"role": role}
            if fields.get("firstRespondedAt"):
                fields["firstRespondedAt"] = shown(instant(fields["firstRespondedAt"]))
            person, other = world.things["Person"][person_id], world.things[kind][other_id]
            person.edges.setdefault(name, []).append(Edge(other, fields))
            if kind != "Campaign":
                other.edges.setdefault("people", []).append(Edge(person, fields))
    _memberships(world, _of(records, "segment_membership"))


def _join(world: World, thing: Thing, name: str, back: Thing, back_name: str) -> None:
    wanted = thing.fields.pop(f"_{name}", None)
    other = world.things[wanted[0]].get(wanted[1]) if wanted else None
    if other is not None:
        thing.edges[name] = [Edge(other)]
        if back_name:
            other.edges.setdefault(back_name, []).append(Edge(back))


def _memberships(world: World, records: list[Record]) -> None:
    latest: dict[tuple[str, str], tuple[Thing, Thing, Record]] = {}
    for each in sorted(records, key=lambda record: instant(record["lastQualifiedAt"])):
        member = world.person_of.get(key_of(each["person"])) if "person" in each else None
        if "accountKey" in each:
            member = world.things["Account"].get(public_id("Account", each["accountKey"]))
        segment = world.things["Segment"].get(public_id("Segment", each["segment"]))
        if member is not None and segment is not None:
            latest[member.id, segment.id] = (member, segment, each)
    for member, segment, each in latest.values():
        fields = {
            "status": each["status"], "lastQualifiedAt": shown(instant(each["lastQualifiedAt"])),
            "validUntil": shown(instant(each["validUntil"])) if each.get("validUntil") else None,
        }  # fmt: skip
        member.edges.setdefault("segmentMemberships", []).append(Edge(segment, fields))
        segment.edges.setdefault("members", []).append(Edge(member, fields))
