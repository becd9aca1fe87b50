"""People: who somebody is, which feeds know them, and under which identities.

Two in three are contacts of the CRM, one in five is a lead, and the rest are shoppers without an employer and
visitors without a name. Identities are derived from the person's number and shared by nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from seeds.generator.companies import Company
from seeds.generator.draws import Draws
from seeds.generator.places import PLACES, Name, Place

Identity = dict[str, str]
"""`{"namespace": ..., "value": ...}`"""


class Kind(Enum):
    """Where somebody is best known, by the name of the feed."""

    CONTACT = "crm"
    LEAD = "marketing"
    SHOPPER = "shop"
    VISITOR = "web"


_KINDS = (Kind.CONTACT,) * 66 + (Kind.LEAD,) * 20 + (Kind.SHOPPER,) * 10 + (Kind.VISITOR,) * 4
_OTHER_FEEDS = {
    Kind.CONTACT: (("marketing", 30), ("web", 12)),
    Kind.LEAD: (("web", 10),),
    Kind.SHOPPER: (),
    Kind.VISITOR: (),
}
"""Which feeds know somebody besides the first, and how often, in per cent."""
_EMPLOYED_LEADS_PERCENT = 70
_WITH_PHONE_PERCENT = 30
_ONCE_A_LEAD_PERCENT = 50
_PHONE_STRIDE = 376_541_429
"""Odd and no multiple of five: it takes every nine-digit number once before any comes again."""


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, before any feed has written about them."""

    number: int
    kind: Kind
    gender: str
    given: Name
    family: Name
    place: Place
    employer: Company | None
    address: str
    cookie: str
    feeds: tuple[str, ...]
    has_phone: bool
    was_lead: bool
    """A contact that marketing knew as a lead, before the CRM knew them at all."""

    @property
    def email(self) -> Identity:
        return {"namespace": "Email", "value": self.address}

    @property
    def phone(self) -> Identity:
        return {"namespace": "Phone", "value": phone_number(self.number)}

    @property
    def ecid(self) -> Identity:
        return {"namespace": "ECID", "value": self.cookie}

    @property
    def device(self) -> Identity:
        return {"namespace": "Device", "value": f"device-{self.number:07d}"}

    @property
    def crm_id(self) -> Identity:
        return {"namespace": "CRMID", "value": f"P{self.number:07d}"}

    @property
    def marketing_id(self) -> Identity:
        return {"namespace": "b2b_person", "value": f"m{self.number:07d}@marketing.Marketo"}

    @property
    def known_as(self) -> Identity:
        """The identity by which other records speak of the person."""
        if self.kind is Kind.CONTACT:
            return self.crm_id
        if self.kind is Kind.LEAD:
            return self.marketing_id
        return self.email if self.kind is Kind.SHOPPER else self.ecid

    @property
    def browses_as(self) -> Identity:
        """What a web page sees of the person: the cookie, or the address they logged in with."""
        return self.ecid if "web" in self.feeds else self.email


def phone_number(number: int) -> str:
    """The mobile number of the person of that number. No country has the code 999, so it rings nowhere."""
    return f"+999{number * _PHONE_STRIDE % 10**9:09d}"


def person(seed: int, number: int, companies: Sequence[Company], taken: set[str]) -> Person:
    """The person of that number, employed by one of `companies` if at all; `taken` remembers given-out addresses."""
    draws = Draws(seed, "person", number)
    kind = draws.pick(_KINDS)
    employed = kind is Kind.CONTACT or (kind is Kind.LEAD and draws.chance(_EMPLOYED_LEADS_PERCENT))
    employer = companies[draws.low(len(companies))] if employed else None
    place = employer.place if employer and draws.chance(80) else draws.pick(PLACES)
    gender, givens = draws.pick((("female", place.women), ("male", place.men)))
    given, family = draws.pick(givens), draws.pick(place.families)
    others = tuple(feed for feed, percent in _OTHER_FEEDS[kind] if draws.chance(percent))
    return Person(
        number=number,
        kind=kind,
        gender=gender,
        given=given,
        family=family,
        place=place,
        employer=employer,
        address=_address(f"{given.spelt}.{family.spelt}", number, employer, taken),
        cookie=f"{draws.below(10**38):038d}",
        feeds=(kind.value, *others),
        has_phone=draws.chance(_WITH_PHONE_PERCENT),
        was_lead=kind is Kind.CONTACT and "marketing" in others and draws.chance(_ONCE_A_LEAD_PERCENT),
    )


def _address(local: str, number: int, employer: Company | None, taken: set[str]) -> str:
    """An address nobody else has: on the employer's domain, or with a number at a mail provider."""
    if employer is None:
        return f"{local}{number}@mail.example"
    address = f"{local}@{employer.domain}"
    if address in taken:
        address = f"{local}{number}@{employer.domain}"
    taken.add(address)
    return address
