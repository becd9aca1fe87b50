"""What each feed says of a person: a record a feed. They share an identity, and do not always agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from seeds import Record
from seeds.generator.draws import Draws
from seeds.generator.persons import Kind, Person, phone_number
from seeds.generator.times import DAYS, days_ago, instant
from seeds.generator.words import (
    CONTACT_STATUSES,
    FACTORS,
    IMPORTANCES,
    LEAD_STATUSES,
    SOURCES,
    TITLES,
)

_HOUSEHOLD_PERCENT = 3
"""How often a mobile number is also that of the person before: as an attribute, which joins nobody."""
_CRM_DAYS = 400
"""The CRM has seen everybody within them, so a record older than that is one it overrules."""


def person_records(seed: int, person: Person) -> Iterator[Record]:
    """One record for each feed that knows the person, the best known first."""
    for feed in person.feeds:
        yield _RECORD_OF[feed](person, Draws(seed, feed, person.number))


def _crm_record(person: Person, draws: Draws) -> Record:
    """Somebody the sales people talk to; one that was a lead became a contact with this record."""
    observed = instant(days_ago(draws, _CRM_DAYS), draws)
    title, department = draws.pick(TITLES)
    attributes: Record = {
        **_name(person),
        "gender": person.gender,
        "jobTitle": title,
        "departments": [department],
        "workEmail": person.address,
        "personType": "CONTACT",
        "personStatus": draws.pick(CONTACT_STATUSES),
        "personSource": draws.pick(SOURCES),
    }
    if person.employer:
        attributes["companyName"] = person.employer.name
        attributes["workPhone"] = f"+999 {draws.below(10**4):04d} {draws.below(10**4):04d}"
    if draws.chance(25):
        attributes["birthDate"] = f"{1955 + draws.below(48)}-{1 + draws.below(12):02d}-{1 + draws.below(28):02d}"
    if draws.chance(30):
        attributes["lifetimeValue"] = _worth(person, draws)
    if person.was_lead:
        attributes |= {"isConverted": True, "convertedDate": observed}
    record = _record("crm", observed, [{**person.crm_id, "primary": True}, person.email], attributes)
    if draws.chance(60):
        record["consent"] = _consent(draws, observed)
    return record


def _marketing_record(person: Person, draws: Draws) -> Record:
    """Somebody who filled in a form: their own words for their job, a score, and consent."""
    observed = instant(days_ago(draws, _CRM_DAYS) - (_CRM_DAYS if person.was_lead else 0), draws)
    value = draws.below(1001) / 10
    attributes: Record = {
        **_name(person),
        "jobTitle": draws.pick(TITLES)[0],
        "workEmail": person.address,
        "personScore": value,
    }
    if person.was_lead or person.kind is Kind.LEAD:
        attributes |= {
            "personType": "LEAD",
            "personStatus": draws.pick(LEAD_STATUSES),
            "personSource": draws.pick(SOURCES),
            "isConverted": False,
        }
    if person.employer:
        attributes["companyName"] = person.employer.name.rpartition(" ")[0]
    identities = [person.marketing_id, person.email]
    if person.has_phone:
        identities.append(person.phone)
        attributes["mobilePhone"] = _mobile(person, draws)
    record = _record("marketing", observed, identities, attributes)
    record["scores"] = [_score("lead-score", value, draws) | {"goal": "opportunity"}]
    record["consent"] = _consent(draws, observed)
    return record


def _shop_record(person: Person, draws: Draws) -> Record:
    """Somebody who buys: where to send it, what they are worth, and whether they may stay away."""
    observed = instant(days_ago(draws, 500), draws)
    city, postal_code = draws.pick(person.place.cities)
    attributes: Record = {
        **_name(person),
        "personalEmail": person.address,
        "homeAddress": {
            "street1": f"{draws.pick(person.place.streets)} {1 + draws.below(200)}",
            "city": city,
            "postalCode": postal_code,
            "country": person.place.country,
            "countryCode": person.place.code,
        },
        "lifetimeValue": _worth(person, draws),
    }
    identities = [person.email]
    if person.has_phone:
        identities.append(person.phone)
        attributes["mobilePhone"] = _mobile(person, draws)
    record = _record("shop", observed, identities, attributes)
    record["scores"] = [_score("churn", draws.below(1001) / 10, draws)]
    return record


def _web_record(person: Person, draws: Draws) -> Record:
    """A cookie, and the address of somebody who logged in; a visitor has nothing but the cookie."""
    observed = instant(days_ago(draws, 200), draws)
    identities = [person.ecid] if person.kind is Kind.VISITOR else [person.ecid, person.email]
    record = _record("web", observed, identities, {})
    record["consent"] = {"collect": True, "personalize": draws.chance(50), "updatedAt": observed}
    return record


_RECORD_OF: dict[str, Callable[[Person, Draws], Record]] = {
    "crm": _crm_record,
    "marketing": _marketing_record,
    "shop": _shop_record,
    "web": _web_record,
}


def _record(dataset: str, observed: str, identities: Sequence[Record], attributes: Record) -> Record:
    return {
        "entity": "person",
        "dataset": dataset,
        "observedAt": observed,
        "identities": list(identities),
        "attributes": attributes,
    }


def _name(person: Person) -> Record:
    given, family = person.given.written, person.family.written
    name = {"firstName": given, "lastName": family}
    return {**name, "fullName": f"{family} {given}"} if person.place.family_first else name


def _worth(person: Person, draws: Draws) -> Record:
    euros = 20 + draws.low(200_000)
    return {"amount": euros * person.place.units_per_euro, "currencyCode": person.place.currency}


def _mobile(person: Person, draws: Draws) -> str:
    shared = person.number > 0 and draws.chance(_HOUSEHOLD_PERCENT)
    return phone_number(person.number - 1 if shared else person.number)


def _score(model: str, value: float, draws: Draws) -> Record:
    factor = {"name": draws.pick(FACTORS), "value": str(draws.below(30)), "importance": draws.pick(IMPORTANCES)}
    scored = f"{DAYS[days_ago(draws, 60)]}T03:00:00Z"
    percentile = max(1, min(100, round(value)))
    return {"model": model, "value": value, "percentile": percentile, "scoredAt": scored, "factors": [factor]}


def _consent(draws: Draws, observed: str) -> Record:
    return {"email": draws.chance(75), "call": draws.chance(40), "sms": draws.chance(20), "updatedAt": observed}
