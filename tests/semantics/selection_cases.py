"""Selections: merging, aliases, fragments, abstract types, directives, several operations."""

from __future__ import annotations

from tests.semantics.both_ways import Case

ADA = 'person(identity: { namespace: "CRMID", value: "C-1001" })'
_STRATEGIC = 'segment(name: "Strategic accounts")'
_GROUP = "northwind-group@crm.Salesforce"

MERGING = [
    Case(
        "a field asked for twice is answered once",
        f"{{ {ADA} {{ fullName fullName }} }}",
        {"person": {"fullName": "Ada Lindqvist"}},
    ),
    Case(
        "root fields of one key are merged",
        f"{{ {ADA} {{ fullName }} {ADA} {{ jobTitle }} }}",
        {"person": {"fullName": "Ada Lindqvist", "jobTitle": "VP Data Platforms"}},
    ),
    Case(
        "an alias may be the name of another field",
        f"{{ {ADA} {{ jobTitle: fullName fullName: jobTitle }} }}",
        {"person": {"jobTitle": "Ada Lindqvist", "fullName": "VP Data Platforms"}},
    ),
    Case(
        "one list under two aliases is two lists",
        f"{{ {ADA} {{ one: accounts(first: 1) {{ nodes {{ name }} }} "
        f"two: accounts(first: 2) {{ nodes {{ key }} }} }} }}",
        {
            "person": {
                "one": {"nodes": [{"name": "Northwind Group"}]},
                "two": {"nodes": [{"key": _GROUP}, {"key": _GROUP}]},
            }
        },
    ),
    Case(
        "what two fragments ask of one list is merged at every depth",
        f"""{{ {ADA} {{ ...Names ...Roles }} }}
        fragment Names on Person {{ accounts(first: 1) {{ edges {{ node {{ name }} }} }} }}
        fragment Roles on Person {{ accounts(first: 1) {{ totalCount edges {{ role node {{ key }} }} }} }}""",
        {
            "person": {
                "accounts": {
                    "edges": [{"node": {"name": "Northwind Group", "key": _GROUP}, "role": "Decision Maker"}],
                    "totalCount": 3,
                }
            }
        },
    ),
    Case(
        "fields stand in the order of their first appearance",
        f"{{ {ADA} {{ ...Last fullName ...First }} }} fragment Last on Person {{ lastName }} "
        "fragment First on Person { firstName lastName }",
        {"person": {"lastName": "Lindqvist", "fullName": "Ada Lindqvist", "firstName": "Ada"}},
    ),
    Case(
        "one key for two things is refused",
        f"{{ {ADA} {{ name: fullName name: jobTitle }} }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "one key for one list with two page sizes is refused",
        f"{{ {ADA} {{ accounts(first: 1) {{ totalCount }} accounts(first: 2) {{ totalCount }} }} }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
]

FRAGMENTS = [
    Case(
        "a fragment without a condition is of the type around it",
        f"{{ {ADA} {{ ... {{ fullName }} }} }}",
        {"person": {"fullName": "Ada Lindqvist"}},
    ),
    Case(
        "a fragment on an interface applies to its types",
        f"{{ {ADA} {{ ... on Node {{ ... on Person {{ fullName }} ... on Node {{ __typename }} }} }} }}",
        {"person": {"fullName": "Ada Lindqvist", "__typename": "Person"}},
    ),
    Case(
        "a fragment that can never apply is refused",
        f"{{ {ADA} {{ ... on Account {{ name }} }} }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "a fragment on an interface may name a type that is not there, which adds nothing",
        f"{{ {ADA} {{ ... on Node {{ ... on Account {{ name }} __typename }} }} }}",
        {"person": {"__typename": "Person"}},
    ),
    Case(
        "a union answers for the type that is there",
        f"""{{ {_STRATEGIC} {{ members {{ nodes {{ __typename ... on Node {{ key: __typename }}
        ... on Account {{ industry }} ... on Person {{ fullName }} }} }} }} }}""",
        {
            "segment": {
                "members": {
                    "nodes": [
                        {"__typename": "Account", "key": "Account", "industry": "Energy"},
                        {"__typename": "Account", "key": "Account", "industry": "Robotics"},
                    ]
                }
            }
        },
    ),
    Case(
        "a union's object of a type not asked about is empty",
        f"{{ {_STRATEGIC} {{ members {{ nodes {{ ... on Person {{ fullName }} }} }} }} }}",
        {"segment": {"members": {"nodes": [{}, {}]}}},
    ),
    Case(
        "an edge of a union has the edge's fields beside the node's",
        f"""{{ {_STRATEGIC} {{ members(first: 1) {{ edges {{ status node {{ ...Name ...Title }} }} }} }} }}
        fragment Name on Account {{ name }} fragment Title on Person {{ jobTitle }}""",
        {"segment": {"members": {"edges": [{"status": "REALIZED", "node": {"name": "Northwind Group"}}]}}},
    ),
    Case(
        "a fragment on the root type applies",
        "{ ...Root } fragment Root on Query { persons { totalCount } }",
        {"persons": {"totalCount": 17}},
    ),
    Case(
        "fragments in a circle are refused",
        f"{{ {ADA} {{ ...A }} }} fragment A on Person {{ ...B }} fragment B on Person {{ ...A }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
]

_INCLUDED = "query($yes: Boolean!, $no: Boolean = false) "
DIRECTIVES = [
    Case(
        f"@include({include}) with @skip({skip}) {'shows' if shows else 'hides'}",
        f"{_INCLUDED} {{ {ADA} {{ fullName @include(if: $yes) @skip(if: $no) "
        f"jobTitle @include(if: {include}) @skip(if: {skip}) }} }}",
        {"person": {"fullName": "Ada Lindqvist"} | ({"jobTitle": "VP Data Platforms"} if shows else {})},
        {"yes": True},
    )
    for include, skip, shows in [
        ("$yes", "$no", True),
        ("$yes", "$yes", False),
        ("$no", "$no", False),
        ("$no", "$yes", False),
        ("true", "$no", True),
        ("$yes", "true", False),
    ]
] + [
    Case(
        "a variable decides anew in each request",
        f"query($yes: Boolean!) {{ {ADA} {{ fullName @skip(if: $yes) jobTitle @include(if: $yes) }} }}",
        {"person": {"fullName": "Ada Lindqvist"}},
        {"yes": False},
    ),
    Case(
        "an object whose fields are all skipped is empty",
        f"{{ {ADA} {{ fullName @skip(if: true) }} persons {{ nodes @include(if: false) {{ id }} }} }}",
        {"person": {}, "persons": {}},
    ),
    Case("an operation whose fields are all skipped is empty", f"{{ {ADA} @skip(if: true) {{ id }} }}", {}),
    Case(
        "a skipped spread adds nothing, and the same fragment spread again does",
        f"{{ {ADA} {{ ...Name @include(if: false) ...Name ... @skip(if: true) {{ jobTitle }} }} }} "
        "fragment Name on Person { fullName }",
        {"person": {"fullName": "Ada Lindqvist"}},
    ),
    Case(
        "a field skipped at one place and asked for at another is answered",
        f"{{ {ADA} {{ fullName @skip(if: true) ... on Person {{ fullName }} }} }}",
        {"person": {"fullName": "Ada Lindqvist"}},
    ),
    Case(
        "what is skipped is not even looked at",
        f'{{ {ADA} {{ fullName accounts(after: "nonsense") @skip(if: true) {{ totalCount }} }} }}',
        {"person": {"fullName": "Ada Lindqvist"}},
    ),
    Case(
        "a directive without its argument is refused",
        f"{{ {ADA} {{ fullName @include }} }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
    Case(
        "a directive that does not exist is refused",
        f"{{ {ADA} {{ fullName @defer }} }}",
        errors=(("GRAPHQL_VALIDATION_FAILED",),),
    ),
]

_TWO = f"query Name {{ {ADA} {{ fullName }} }} query Title {{ {ADA} {{ jobTitle }} }}"
OPERATIONS = [
    Case("the operation named is run", _TWO, {"person": {"jobTitle": "VP Data Platforms"}}, operation="Title"),
    Case("and only it", _TWO, {"person": {"fullName": "Ada Lindqvist"}}, operation="Name"),
    Case("without a name there is a choice, and it is refused", _TWO, errors=(("BAD_INPUT",),)),
    Case("a name that no operation has is refused", _TWO, operation="name", errors=(("BAD_INPUT",),)),
    Case("so is an empty name", "{ __typename }", operation="", errors=(("BAD_INPUT",),)),
    Case(
        "a single operation needs no name", f"query Only {{ {ADA} {{ firstName }} }}", {"person": {"firstName": "Ada"}}
    ),
    Case(
        "operations have variables of their own",
        f"query A($yes: Boolean!) {{ {ADA} {{ lastName @include(if: $yes) }} }} query B($yes: Int!) "
        "{ persons(first: $yes) { nodes { __typename } } }",
        {"persons": {"nodes": [{"__typename": "Person"}]}},
        {"yes": 1},
        operation="B",
    ),
    Case(
        "a mutation that the schema lacks is refused", "mutation { nothing }", errors=(("GRAPHQL_VALIDATION_FAILED",),)
    ),
    Case("so is a subscription", "subscription { nothing }", errors=(("GRAPHQL_VALIDATION_FAILED",),)),
]

PARTS = [
    Case(
        "a root field that is refused leaves the others answered, and errors stand in their order",
        f"""{{ none: account {{ name }} found: account(key: "{_GROUP}") {{ name }}
        short: person(identity: {{ namespace: "ECID", value: "1" }}) {{ id }}
        missing: account(key: "no such key") {{ id }}
        alien: person(identity: {{ namespace: "email", value: "a@b.example" }}) {{ id }} }}""",
        {"none": None, "found": {"name": "Northwind Group"}, "short": None, "missing": None, "alien": None},
        errors=(("BAD_INPUT", "none"), ("BAD_IDENTITY", "short"), ("BAD_IDENTITY", "alien")),
    ),
    Case(
        "a root field that may not be null takes all data with it",
        f"{{ {ADA} {{ fullName }} persons(first: 501) {{ totalCount }} }}",
        errors=(("LIMIT_EXCEEDED", "persons"),),
    ),
    Case(
        "what is asked about the schema is answered beside data",
        f'{{ {ADA} {{ fullName }} __type(name: "Money") {{ kind name }} none: account {{ id }} }}',
        {"person": {"fullName": "Ada Lindqvist"}, "__type": {"kind": "OBJECT", "name": "Money"}, "none": None},
        errors=(("BAD_INPUT", "none"),),
    ),
]

SELECTIONS = [*MERGING, *FRAGMENTS, *DIRECTIVES, *OPERATIONS, *PARTS]
