"""Records by chance: few keys, so that everything meets everything, and values that are awkward on purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.reading.world import CHANNELS, Record, key_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

TEXTS = [
    "", " ", "ann", "Ann", "ANN", "änn", "a\u0308nn", "Straße", "STRASSE", "O'Hara", 'say "hi"', "$x", "{y}",
    "back\\slash", "\U0001f600", "\ufffd", "line\nbreak", "`tick`", "//", "zz top",
]  # fmt: skip
IDENTITIES: list[tuple[str, str]] = [
    ("CRMID", "1"),
    ("CRMID", "2"),
    ("CRMID", "3"),
    ("Email", "a@x.example"),
    ("Email", " A@X.example "),
    ("Email", "b@x.example"),
    ("Phone", "+46 70"),
    ("Device", "d'1"),
    ("ECID", "1" * 38),
    ("b2b_person", "7@m.Marketo"),
]
ACCOUNTS, DEALS, CAMPAIGNS = ["a1", "a2", 'å "3\\'], ["o1", "o2", "o3", "o4"], ["c1", "c2"]
SEGMENTS = ["fans", "buyers", "old"]
ROLES = ["Buyer", "Champion", ""]
STAGES = ["Qualify", "Close", "ann"]
EVENT_TYPES = ["web.view", "commerce.purchases"]
MODELS, GOALS = ["churn", "buy"], ["win"]
DAYS = ["1969-12-31", "2026-03-01", "2026-03-31", "2027-01-15"]
CODES = ["EUR", "USD"]
NUMBERS = [-1.5, 0.0, 0.5, 2.0, 1000000.0]

_texts = st.sampled_from(TEXTS)
_numbers = st.sampled_from(NUMBERS)
_money = st.fixed_dictionaries({"amount": _numbers, "currencyCode": st.sampled_from(CODES)})
_address = st.fixed_dictionaries({}, optional={"city": _texts, "countryCode": st.sampled_from([None, "SE"])})
_days = st.sampled_from(DAYS)


def at(minutes: float) -> str:
    """An instant in the past of `NOW`, as records write it."""
    return (_BEGAN + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


_instants = st.integers(0, 300_000).map(at) | st.sampled_from(["2026-03-01T00:30:00.5+01:00", "1969-12-31T23:59:59Z"])


def _some(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields, now and then an explicit null."""
    return st.fixed_dictionaries({}, optional={name: st.none() | each | each for name, each in fields.items()})


_person = _some(
    {
        "firstName": _texts, "lastName": _texts, "fullName": _texts, "jobTitle": _texts, "companyName": _texts,
        "workEmail": _texts, "personType": st.sampled_from(["LEAD", "CONTACT"]), "personStatus": _texts,
        "personSource": _texts, "personScore": _numbers, "isConverted": st.booleans(), "convertedDate": _instants,
        "lifetimeValue": _money, "departments": st.lists(_texts, max_size=2), "birthDate": _days,
        "homeAddress": _address,
    }
)  # fmt: skip
_account = _some(
    {
        "name": _texts, "industry": _texts, "accountType": _texts, "domain": _texts, "annualRevenue": _money,
        "numberOfEmployees": st.sampled_from([0, 5, 2**31 - 1]), "billingAddress": _address, "ownerId": _texts,
    }
)  # fmt: skip
_deal = _some(
    {
        "name": _texts, "stage": st.sampled_from(STAGES), "type": _texts, "isClosed": st.booleans(),
        "isWon": st.booleans(), "amount": _money, "probability": _numbers, "expectedCloseDate": _days,
        "actualCloseDate": _instants, "leadSource": _texts, "ownerId": st.sampled_from(["u1", "u2"]),
    }
)  # fmt: skip
_campaign = _some({"name": _texts, "channel": _texts, "startDate": _instants, "isActive": st.booleans()})
_custom = st.dictionaries(
    st.sampled_from(["Rating__c", "ä b", "$x"]),
    st.none() | _texts | _numbers | st.booleans() | st.lists(_texts, max_size=2),
    max_size=2,
)
_score = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS), "value": _numbers},
    optional={
        "goal": st.sampled_from(GOALS),
        "percentile": st.integers(1, 100),
        "factors": st.lists(st.fixed_dictionaries({"name": st.just("f"), "importance": st.just("high")}), max_size=1),
    },
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Record]:
    """Some dozens of records of every kind, each thing at its own time, in any order."""
    maker = _Maker(draw)
    records = [
        *maker.some(6, maker.person),
        *maker.some(5, lambda: maker.thing("account", ACCOUNTS, _account, parentKey=ACCOUNTS)),
        *maker.some(7, lambda: maker.thing("opportunity", DEALS, _deal, accountKey=ACCOUNTS, campaignKey=CAMPAIGNS)),
        *maker.some(2, lambda: maker.thing("campaign", CAMPAIGNS, _campaign)),
        *maker.some(3, maker.segment),
        *maker.some(8, maker.at_account),
        *maker.some(6, maker.at_deal),
        *maker.some(3, maker.in_campaign),
        *maker.some(6, maker.membership),
        *maker.some(5, maker.event),
        *maker.crowd(draw(st.sampled_from([0, 0, 0, 22]))),
    ]
    return draw(st.permutations(records))


class _Maker:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._made = 0
        self._said: set[tuple[Any, ...]] = set()

    def some(self, most: int, make: Any) -> list[Record]:
        made = [make() for _ in range(self._draw(st.integers(0, most) | st.integers(most, 2 * most)))]
        return [each for each in made if each is not None]

    def crowd(self, count: int) -> list[Record]:
        """So many people more at one account, to fill a page."""
        found: list[Record] = []
        for number in range(count):
            who: Record = {"namespace": "CRMID", "value": f"crowd {number}"}
            found.append(self._record("person", identities=[who], attributes=self._draw(_person)))
            found.append(self._record("account_person", accountKey=ACCOUNTS[0], person=who) | self._role())
        return found

    def _of(self, values: list[Any]) -> Any:
        return self._draw(st.sampled_from(values))

    def _own_time(self) -> str:
        """An instant that no other record has, in no order with those made before."""
        self._made += 1
        return at(self._draw(st.integers(0, 400)) * 1_000 + self._made)

    def _who(self) -> Record:
        namespace, value = self._of(IDENTITIES)
        return {"namespace": namespace, "value": value}

    def _record(self, entity: str, **fields: Any) -> Record:
        return {"entity": entity, "dataset": self._of(["crm", "web"]), "observedAt": self._own_time(), **fields}

    def person(self) -> Record | None:
        """Records of several datasets may be observed at once; those of one fragment are not."""
        identities = [self._who() for _ in range(self._of([1, 1, 2, 3]))]
        marked = self._of([None, None, 0])
        if marked is not None:
            identities[marked]["primary"] = True
        record = self._record("person", identities=identities, attributes=self._draw(_person))
        record["observedAt"] = at(self._of([0, 60, 60.0083]))
        scores = self._draw(st.lists(_score, max_size=1))
        if scores:
            record["scores"] = [each | {"scoredAt": self._own_time()} for each in scores]
        if self._of([True, False]):
            channels = st.dictionaries(st.sampled_from(CHANNELS), st.booleans(), min_size=1, max_size=2)
            record["consent"] = self._draw(channels)
        if self._of([True, False, False]):
            record["custom"] = self._draw(_custom)
        said = (record["dataset"], key_of(identities[marked or 0]), record["observedAt"])
        if said in self._said:
            return None
        self._said.add(said)
        return record

    def thing(self, entity: str, keys: list[str], attributes: Any, **links: list[str]) -> Record:
        record = self._record(entity, key=self._of(keys), attributes=self._draw(attributes))
        if self._of([True, False, False]):
            record["custom"] = self._draw(_custom)
        for name, others in links.items():
            other = self._of([*others, None, "nowhere"])
            if other != record["key"] and self._of([True, True, False]):
                record[name] = other
        return record

    def segment(self) -> Record:
        return self._record("segment", name=self._of(SEGMENTS), state=self._of(["PUBLISHED", "ARCHIVED", "DRAFT"]))

    def at_account(self) -> Record:
        record = self._record("account_person", accountKey=self._of(ACCOUNTS), person=self._who())
        return record | self._role() | self._draw(_some({"isActive": st.booleans(), "startDate": _days}))

    def at_deal(self) -> Record:
        return self._record("opportunity_person", opportunityKey=self._of(DEALS), person=self._who()) | self._role()

    def _role(self) -> Record:
        role = self._of([*ROLES, None])
        primary = self._draw(_some({"isPrimary": st.booleans()}))
        return primary if role is None else primary | {"role": role}

    def in_campaign(self) -> Record:
        record = self._record("campaign_member", campaignKey=self._of(CAMPAIGNS), person=self._who())
        return record | self._draw(_some({"memberStatus": _texts, "hasResponded": st.booleans()}))

    def membership(self) -> Record:
        record = self._record("segment_membership", segment=self._of(SEGMENTS), status=self._of(["REALIZED", "EXITED"]))
        self._made += 1
        before = timedelta(days=self._of([1, 29, 31]), seconds=self._made)
        record["lastQualifiedAt"] = (NOW - before).isoformat().replace("+00:00", "Z")
        if self._of([True, False, False]):
            record["validUntil"] = self._of(["2026-11-22T11:59:59Z", "2026-11-22T12:00:01Z"])
        who: Record = {"accountKey": self._of(ACCOUNTS)} if self._of([True, False]) else {"person": self._who()}
        return record | who

    def event(self) -> Record:
        record = self._record("event", id=self._of(["e1", "e2", "e3", "e4"]), eventType=self._of(EVENT_TYPES))
        record["timestamp"] = at(self._of([1, 2, 2, 400_000]))
        # One identity an event: a replaced event that joined people would tear them apart again.
        record["identity"] = self._who()
        if self._of([True, False]):
            order = {"priceTotal": self._of(NUMBERS), "currencyCode": self._of(CODES)}
            record["payload"] = {"commerce": {"order": order}, "x": [1, None, self._of(TEXTS)]}
        return record
