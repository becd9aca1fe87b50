"""Values of every kind as they come out: scalars, custom scalars, enums, lists, JSON."""

from __future__ import annotations

from tests.semantics.both_ways import Case
from tests.semantics.selection_cases import ADA

_VISITOR = 'person(identity: { namespace: "ECID", value: "77310254988613407752996140381127540063" })'


def _events(window: str, *timestamps: str) -> Case:
    return Case(
        f"events {window}",
        f"{{ {ADA} {{ events({window}, order: ASC) {{ nodes {{ timestamp }} }} }} }}",
        {"person": {"events": {"nodes": [{"timestamp": each} for each in timestamps]}}},
    )


INSTANTS = [
    _events('from: "2026-11-12T08:04:00Z"', "2026-11-12T08:04:00Z", "2026-11-12T21:14:00Z"),
    _events('from: "2026-11-12T10:04:00+02:00"', "2026-11-12T08:04:00Z", "2026-11-12T21:14:00Z"),
    _events('from: "2026-11-12t03:04:00.000000-05:00"', "2026-11-12T08:04:00Z", "2026-11-12T21:14:00Z"),
    _events('from: "2026-11-12T08:04:00.000001Z"', "2026-11-12T21:14:00Z"),
    _events('from: "2026-10-20T08:30:00Z", to: "2026-10-21T12:31:00Z"', "2026-10-20T08:30:00Z"),
    _events('from: "2026-10-21T12:31:00Z", to: "2026-10-21T12:31:00Z"'),
    _events('from: "2026-11-12T00:00:00Z", to: "2026-11-11T00:00:00Z"'),
]
"""`from` is inclusive, `to` is not, and an instant is the same in every offset."""

VALUES = [
    Case(
        "a day, a text, a number of both kinds, a truth value, an enum and an instant",
        """{ opportunity(key: "window-displays@crm.Salesforce") { key stage probability amount { amount currencyCode }
        state isWon expectedCloseDate account { numberOfEmployees createdAt } } }""",
        {
            "opportunity": {
                "key": "window-displays@crm.Salesforce",
                "stage": "Closed Won",
                "probability": 100.0,
                "amount": {"amount": 32000.5, "currencyCode": "EUR"},
                "state": "WON",
                "isWon": True,
                "expectedCloseDate": "2026-09-30",
                "account": {"numberOfEmployees": 38, "createdAt": "2025-11-25T07:30:00Z"},
            }
        },
    ),
    Case(
        "what is not known is null",
        """{ account(key: "solbakken@crm.Salesforce") { numberOfEmployees annualRevenue { amount } website parent { id }
        billingAddress { city } }
        opportunity(key: "inbound-4711@crm.Salesforce") { amount { amount } account { id } } }""",
        {
            "account": {
                "numberOfEmployees": None,
                "annualRevenue": None,
                "website": None,
                "parent": None,
                "billingAddress": None,
            },
            "opportunity": {"amount": None, "account": None},
        },
    ),
    Case(
        "a list of texts is empty rather than null",
        '{ a: person(identity: { namespace: "CRMID", value: "C-1013" }) { departments } '
        'b: person(identity: { namespace: "CRMID", value: "C-1002" }) { departments } }',
        {"a": {"departments": []}, "b": {"departments": ["Procurement", "Finance"]}},
    ),
    Case(
        "JSON is as the source sent it",
        f"{{ {_VISITOR} {{ events(first: 1) {{ nodes {{ eventType payload orderTotal {{ amount }} }} }} }} }}",
        {
            "person": {
                "events": {
                    "nodes": [
                        {
                            "eventType": "commerce.productViews",
                            "payload": {
                                "commerce": {"productViews": {"value": 1}},
                                "productListItems": [{"SKU": "WX-200", "name": "Wind gauge"}],
                            },
                            "orderTotal": None,
                        }
                    ]
                }
            }
        },
    ),
    Case(
        "enums come out by name, and several of them",
        '{ segment(name: "Hot leads") { evaluation state members(status: [REALIZED, EXITED]) { totalCount } } '
        "opportunities(orderBy: { key: ASC }, first: 3) { groupBy(field: STATE) { key count } nodes { state } } }",
        {
            "segment": {"evaluation": "BATCH", "state": "PUBLISHED", "members": {"totalCount": 0}},
            "opportunities": {
                "groupBy": [{"key": "LOST", "count": 2}, {"key": "OPEN", "count": 7}, {"key": "WON", "count": 3}],
                "nodes": [{"state": "OPEN"}, {"state": "OPEN"}, {"state": "OPEN"}],
            },
        },
    ),
    Case(
        "text of every script is as it was sent",
        '{ account(key: "kestrel-japan@crm.Salesforce") { name } '
        'a: person(identity: { namespace: "CRMID", value: "C-1009" }) { fullName } '
        'b: person(identity: { namespace: "CRMID", value: "C-1008" }) { fullName departments } }',
        {
            "account": {"name": "ケストレル・ロボティクス"},
            "a": {"fullName": "Zoë Okonkwo-Núñez"},
            "b": {"fullName": "高橋 美咲", "departments": ["事業開発"]},
        },
    ),
]

OUTPUTS = [*INSTANTS, *VALUES]
