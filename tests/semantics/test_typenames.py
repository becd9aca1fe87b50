"""`__typename` on everything: one query that walks the whole schema below each kind of thing."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_object_type,
    is_required_argument,
)

from gateway.schema.build import build_schema
from tests.semantics.both_ways import BothWays

SCHEMA = build_schema()
_ROOTS = {
    "person": 'person(identity: { namespace: "CRMID", value: "C-1001" })',
    "account": 'account(key: "northwind-group@crm.Salesforce")',
    "opportunity": 'opportunity(key: "grid-analytics@crm.Salesforce")',
    "campaign": 'campaign(key: "wind-summit-2026@marketing.Marketo")',
    "segment": 'segment(name: "Strategic accounts")',
    "persons": "persons(first: 1)",
    "accounts": "accounts(first: 1)",
    "opportunities": "opportunities(first: 1)",
    "segments": "segments(first: 1)",
    "search": 'search(text: "northwind", first: 3)',
}
_ARGUMENTS = {"groupBy": "field: STATE", "events": "first: 2"}
_DEEPEST = 3
_NOT_IN_THE_STORY = {"RelatedAccount", "DroppedLink"}


def _selection(kind: Any, depth: int, above: tuple[str, ...]) -> str:
    """Every object below a type, each type once on a way down."""
    if not is_object_type(kind):
        options = SCHEMA.get_possible_types(kind)
        spread = " ".join(f"... on {each.name} {_selection(each, depth, above)}" for each in options)
        return f"{{ __typename {spread} }}"
    fields = [
        f"{name}{_arguments(name)} {_selection(get_named_type(field.type), depth + 1, (*above, kind.name))}"
        for name, field in kind.fields.items()
        if depth < _DEEPEST and _goes_down(name, field) and get_named_type(field.type).name not in above
    ]
    return f"{{ {' '.join(['__typename', *fields])} }}"


def _goes_down(name: str, field: GraphQLField) -> bool:
    needs = any(is_required_argument(each) for each in field.args.values())
    return is_composite_type(get_named_type(field.type)) and (name in _ARGUMENTS or not needs)


def _arguments(name: str) -> str:
    return f"({_ARGUMENTS[name]})" if name in _ARGUMENTS else ""


def _check(value: Any, kind: Any, seen: set[str]) -> None:
    """Hold that every object below says a type that may stand where it stands."""
    if isinstance(value, list):
        for each in value:
            _check(each, kind, seen)
    if not isinstance(value, dict):
        return
    said = value["__typename"]
    assert (
        said == kind.name if is_object_type(kind) else said in {each.name for each in SCHEMA.get_possible_types(kind)}
    )
    seen.add(said)
    concrete = SCHEMA.type_map[said]
    assert isinstance(concrete, GraphQLObjectType)
    for name, below in value.items():
        if name != "__typename":
            _check(below, get_named_type(concrete.fields[name].type), seen)


def _reachable(kind: Any, known: set[str]) -> set[str]:
    """The names of the object types that a query can meet."""
    for each in [kind] if is_object_type(kind) else SCHEMA.get_possible_types(kind):
        if each.name not in known:
            known.add(each.name)
            for field in each.fields.values():
                if is_composite_type(get_named_type(field.type)):
                    _reachable(get_named_type(field.type), known)
    return known


async def _seen_below(both_ways: BothWays, root: str) -> set[str]:
    assert SCHEMA.query_type is not None
    kind = get_named_type(SCHEMA.query_type.fields[root].type)
    above = 1 if root == "search" else 0  # a union of the three largest types is planned for seconds when it is deep
    answer = await both_ways.answer(f"{{ __typename {_ROOTS[root]} {_selection(kind, above, ())} }}")
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["__typename"] == "Query"
    seen: set[str] = set()
    _check(answer["data"][root], kind, seen)
    return seen


@pytest.mark.parametrize("root", _ROOTS)
async def test_everything_below_a_root_field_says_its_type(both_ways: BothWays, root: str) -> None:
    assert await _seen_below(both_ways, root)


async def test_every_type_of_the_schema_is_met(both_ways: BothWays) -> None:
    seen = set().union(*[await _seen_below(both_ways, root) for root in _ROOTS])
    reachable: set[str] = set()
    for root in _ROOTS:
        assert SCHEMA.query_type is not None
        _reachable(get_named_type(SCHEMA.query_type.fields[root].type), reachable)
    assert reachable - seen <= _NOT_IN_THE_STORY


async def test_node_says_the_type_of_whatever_it_finds(both_ways: BothWays) -> None:
    found = await both_ways.answer(
        """{ person(identity: { namespace: "CRMID", value: "C-1001" }) { id identities { id }
        events(first: 1) { nodes { id } }
        segmentMemberships { segment { id } } campaigns(first: 1) { nodes { id } }
        accounts(first: 1) { nodes { id opportunities(first: 1) { nodes { id } } } } } }"""
    )
    person = found["data"]["person"]
    account = person["accounts"]["nodes"][0]
    ids = [
        person["id"],
        person["identities"][0]["id"],
        person["events"]["nodes"][0]["id"],
        person["segmentMemberships"][0]["segment"]["id"],
        person["campaigns"]["nodes"][0]["id"],
        account["id"],
        account["opportunities"]["nodes"][0]["id"],
    ]
    query = "query($ids: [ID!]!, $one: ID!) { nodes(ids: $ids) { __typename id } node(id: $one) { __typename id } }"
    types = ["Person", "Identity", "Event", "Segment", "Campaign", "Account", "Opportunity"]
    for kind, each in zip(types, ids, strict=True):
        answer = await both_ways.answer(query, {"ids": ids, "one": each})
        assert answer["data"]["nodes"] == [{"__typename": k, "id": i} for k, i in zip(types, ids, strict=True)]
        assert answer["data"]["node"] == {"__typename": kind, "id": each}
