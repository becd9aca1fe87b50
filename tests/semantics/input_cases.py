"""Arguments and variables of every kind: coerced, defaulted, absent, null, of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.semantics.both_ways import Case
from tests.semantics.selection_cases import ADA

_SCALARS: list[tuple[str, str, str, list[tuple[Any, int]], list[Any]]] = [
    # type, root field, test, (value, how many it finds), values that are not of the type
    ("Int", "accounts", "numberOfEmployees: { gt: $v }", [(870, 4), (870.0, 4), (-1, 8), (2**31 - 1, 0)],
     [870.5, "870", True, 2**31, -(2**31) - 1, 2**63, [870], {"value": 870}]),
    ("Float", "persons", "personScore: { gte: $v }", [(80, 1), (80.0, 1), (1e300, 0), (2**63, 0)],
     ["80", True, [80], {}]),
    ("String", "persons", "fullName: { eq: $v }", [("Ada Lindqvist", 1), ("", 0)], [5, 1.5, True, ["Ada"], {}]),
    ("Boolean", "persons", "fullName: { isNull: $v }", [(True, 1), (False, 16)], [1, 0, "true", "", [True]]),
    ("OpportunityState", "opportunities", "state: { eq: $v }", [("LOST", 2)], ["lost", "", 1, True, ["LOST"]]),
    ("DateTime", "persons", "createdAt: { gt: $v }", [("2026-11-01T09:00:00Z", 1), ("9999-12-31T23:59:59Z", 0)],
     ["2026-11-01", "2026-11-01T09:00:00", "yesterday", "", 1762000000, True, ["2026-11-01T09:00:00Z"]]),
    ("Date", "opportunities", "expectedCloseDate: { gte: $v }", [("2027-03-31", 3), ("0001-01-01", 11)],
     ["2027-03-31T00:00:00Z", "2027-3-31", "2027-02-30", "31.3.2027", "", 20270331, True]),
]  # fmt: skip


def _of_scalars() -> Iterator[Case]:
    for kind, field, test, found, wrong in _SCALARS:
        query = f"query($v: {kind}!) {{ {field}(where: {{ {test} }}) {{ totalCount }} }}"
        for value, count in found:
            yield Case(f"{kind} takes {value!r}", query, {field: {"totalCount": count}}, {"v": value})
        for value in wrong:
            yield Case(f"{kind} does not take {value!r}", query, variables={"v": value}, errors=(("BAD_INPUT",),))
        yield Case(f"{kind}! does not take null", query, variables={"v": None}, errors=(("BAD_INPUT",),))
        yield Case(f"{kind}! has to be given", query, errors=(("BAD_INPUT",),))
        yield Case(
            f"a null {kind} is no operand",
            query.replace("!", ""),
            variables={"v": None},
            errors=(("BAD_INPUT", field),),
        )
        every = {"accounts": 9, "persons": 17, "opportunities": 12}[field]
        yield Case(f"an absent {kind} is an operand left out", query.replace("!", ""), {field: {"totalCount": every}})
        value, count = found[0]
        yield Case(
            f"{kind} may be nested in a variable",
            f"query($w: {field[:-1].capitalize() if field != 'opportunities' else 'Opportunity'}Filter) "
            f"{{ {field}(where: $w) {{ totalCount }} }}",
            {field: {"totalCount": count}},
            {"w": _as_json(test, value)},
        )


def _as_json(test: str, value: Any) -> Any:
    name, _, operator = test.replace("{", "").replace("}", "").replace("$v", "").replace(" ", "").partition(":")
    return {name: {operator.rstrip(":"): value}}


_MEMBERSHIPS = f"query($s: [MembershipStatus!]) {{ {ADA} {{ segmentMemberships(status: $s) {{ status }} }} }}"
_REALIZED = {"person": {"segmentMemberships": [{"status": "REALIZED"}] * 2}}
_IN = "query($v: [String!]) { persons(where: { firstName: { in: $v } }) { totalCount } }"
_OR = "query($w: [OpportunityFilter!]) { opportunities(where: { OR: $w }) { totalCount } }"
_DEFAULT = "query($w: OpportunityFilter = { state: { eq: WON } }) { opportunities(where: $w) { totalCount } }"


def _people(count: int) -> Any:
    return {"persons": {"totalCount": count}}


def _deals(count: int) -> Any:
    return {"opportunities": {"totalCount": count}}


LISTS = [
    Case("one value is a list of one", _MEMBERSHIPS, _REALIZED, {"s": "REALIZED"}),
    Case("a list is a list", _MEMBERSHIPS, _REALIZED, {"s": ["REALIZED", "EXISTING"]}),
    Case("an absent list is the default", _MEMBERSHIPS, _REALIZED),
    Case("a null list is the default too", _MEMBERSHIPS, _REALIZED, {"s": None}),
    Case("an empty list selects nothing", _MEMBERSHIPS, {"person": {"segmentMemberships": []}}, {"s": []}),
    Case("a list with a null is refused", _MEMBERSHIPS, variables={"s": ["REALIZED", None]}, errors=(("BAD_INPUT",),)),
    Case("a list in a list is refused", _MEMBERSHIPS, variables={"s": [["REALIZED"]]}, errors=(("BAD_INPUT",),)),
    Case(
        "one value written out is a list of one",
        _MEMBERSHIPS.replace("$s)", "REALIZED)").replace("($s: [MembershipStatus!])", ""),
        _REALIZED,
    ),
    Case("one operand is a list of one", _IN, _people(1), {"v": "Ada"}),
    Case("several are several", _IN, _people(2), {"v": ["Ada", "Luc", "Ada", "nobody"]}),
    Case("none finds nobody", _IN, _people(0), {"v": []}),
    Case("a list left out tests nothing", _IN, _people(17)),
    Case("a null list is no operand", _IN, variables={"v": None}, errors=(("BAD_INPUT", "persons"),)),
    Case("one filter is a list of one", _OR, _deals(3), {"w": {"state": {"eq": "WON"}}}),
    Case(
        "filters are as many as they are", _OR, _deals(5), {"w": [{"state": {"eq": "WON"}}, {"state": {"eq": "LOST"}}]}
    ),
    Case("OR over nothing is false", _OR, _deals(0), {"w": []}),
    Case("OR left out tests nothing", _OR, _deals(12)),
    Case("OR of null is refused", _OR, variables={"w": None}, errors=(("BAD_INPUT", "opportunities"),)),
    Case("OR with a null in it is refused", _OR, variables={"w": [None]}, errors=(("BAD_INPUT",),)),
    Case(
        "a variable may be an item of a list",
        'query($v: String!) { persons(where: { firstName: { in: [$v, "Luc"] } }) { totalCount } }',
        _people(2),
        {"v": "Ada"},
    ),
]

OBJECTS = [
    Case("a default is taken where nothing is given", _DEFAULT, _deals(3)),
    Case("null is given, and no default", _DEFAULT, _deals(12), {"w": None}),
    Case("an empty object is given, and no default", _DEFAULT, _deals(12), {"w": {}}),
    Case(
        "what is given replaces the default whole", _DEFAULT, _deals(1), {"w": {"type": {"eq": "Renewal"}, "state": {}}}
    ),
    Case("a name that the type lacks is refused", _DEFAULT, variables={"w": {"colour": {}}}, errors=(("BAD_INPUT",),)),
    Case("a list is no object", _DEFAULT, variables={"w": [{}, {}]}, errors=(("BAD_INPUT",),)),
    Case("a text is no object", _DEFAULT, variables={"w": "state"}, errors=(("BAD_INPUT",),)),
    Case(
        "variables stand anywhere in an object",
        """query($state: OpportunityState!, $name: String!, $least: Float!, $all: OpportunityFilter!) {
        opportunities(where: {         AND: [$all, { state: { eq: $state } }]
        account: { name: { startsWith: $name } } amount: { amount: { gte: $least } }
        }) { totalCount } }""",
        _deals(2),
        {"state": "OPEN", "name": "Northwind", "least": 260000, "all": {"amount": {"currencyCode": {"in": "EUR"}}}},
    ),
    Case(
        "a default of the argument is taken where its variable is absent",
        f"query($d: SortDirection) {{ {ADA} {{ events(order: $d, first: 1) {{ nodes {{ timestamp }} }} }} }}",
        {"person": {"events": {"nodes": [{"timestamp": "2026-11-12T21:14:00Z"}]}}},
    ),
    Case(
        "a default of the variable wins over the argument's",
        f"query($d: SortDirection = ASC) {{ {ADA} {{ events(order: $d, first: 1) {{ nodes {{ timestamp }} }} }} }}",
        {"person": {"events": {"nodes": [{"timestamp": "2026-10-20T08:30:00Z"}]}}},
    ),
    Case(
        "a page size of null is the default page size",
        "query($n: Int = 2) { persons(first: $n) { pageInfo { hasNextPage } } }",
        {"persons": {"pageInfo": {"hasNextPage": False}}},
        {"n": None},
    ),
    Case(
        "variables that no operation declares are ignored",
        "query($n: Int) { persons(first: $n) { totalCount } }",
        _people(17),
        {"n": 1, "other": {"any": ["thing"]}},
    ),
    Case(
        "a variable that is not declared is refused",
        "{ persons(first: $n) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "a variable of a type that does not exist is refused",
        "query($n: Num) { persons(first: $n) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "a variable of an output type is refused",
        "query($n: Person) { persons(first: $n) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),) * 2,
    ),
    Case(
        "a nullable variable is refused where null is no value",
        "query($k: String) { person(identity: { namespace: $k, value: $k }) { id } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),) * 2,
    ),
    Case(
        "unless it has a default",
        'query($k: String = "C-1001") { person(identity: { namespace: "CRMID", value: $k }) { firstName } }',
        {"person": {"firstName": "Ada"}},
    ),
    Case(
        "an id may be a number",
        "query($one: ID!, $many: [ID!]!) { node(id: $one) { id } nodes(ids: $many) { id } }",
        {"node": None, "nodes": [None, None]},
        {"one": 5, "many": [5, "five"]},
    ),
]

_ORDER = "query($o: [PersonOrder!]) { persons(orderBy: $o, first: 1) { nodes { fullName } } }"
_ORDER_BY = "query($d: SortDirection%s) { persons(orderBy: [{ fullName: $d }], first: 1) { nodes { fullName } } }"
_FIRST = {"persons": {"nodes": [{"fullName": "Ada Lindqvist"}]}}
_LAST = {"persons": {"nodes": [{"fullName": "高橋 美咲"}]}}
_REFUSED = (("BAD_INPUT",),)

ONE_OF = [
    Case("one key is an order", _ORDER, _FIRST, {"o": [{"fullName": "ASC"}]}),
    Case("one order is a list of one", _ORDER, _LAST, {"o": {"fullName": "DESC"}}),
    Case(
        "no order at all is by id",
        _ORDER.replace("fullName }", "__typename }"),
        {"persons": {"nodes": [{"__typename": "Person"}]}},
        {"o": []},
    ),
    Case("two keys are none", _ORDER, variables={"o": [{"fullName": "ASC", "lastName": "ASC"}]}, errors=_REFUSED),
    Case("no key is none", _ORDER, variables={"o": [{}]}, errors=_REFUSED),
    Case("a null key is none", _ORDER, variables={"o": [{"fullName": None}]}, errors=_REFUSED),
    Case(
        "a null key beside another is none",
        _ORDER,
        variables={"o": [{"fullName": "ASC", "lastName": None}]},
        errors=_REFUSED,
    ),
    Case(
        "two keys written out are none",
        "{ persons(orderBy: { fullName: ASC, lastName: ASC }) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "no key written out is none",
        "{ persons(orderBy: {}) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "null written out is none",
        "{ persons(orderBy: { fullName: null }) { totalCount } }",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case("a variable may be the key's value", _ORDER_BY % "!", _LAST, {"d": "DESC"}),
    Case("but not an absent one", _ORDER_BY % "", errors=(("BAD_INPUT", "persons"),)),
    Case("nor a null one", _ORDER_BY % "", variables={"d": None}, errors=(("BAD_INPUT", "persons"),)),
    Case(
        "an order of the node has one key as well",
        "query($o: AccountPersonOrder!) { accounts { nodes { people(orderBy: [$o]) { totalCount } } } }",
        variables={"o": {"node": {"fullName": "ASC", "lastName": "ASC"}}},
        errors=_REFUSED,
    ),
]

INPUTS = [*_of_scalars(), *LISTS, *OBJECTS, *ONE_OF]
