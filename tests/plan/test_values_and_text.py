"""No value of a client becomes Cypher: in every place of every argument, equal shapes have equal text without it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLScalarType,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.type import GraphQLNonNull
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.app import build_documents
from gateway.commands.explain_operation import explain_operation
from gateway.errors import GatewayError
from gateway.plan.documents import Refused
from gateway.schema.build import build_schema
from gateway.settings import Settings

SCHEMA = build_schema()
DOCUMENTS = build_documents(Settings())
_MARK = "zqx"
"""Stands in every text, and in no Cypher of ours: where it turns up, a value did."""
_DEEPEST = 4
_INTO = {
    "Person": 'person(identity: { namespace: "CRMID", value: "C-1001" })',
    "Account": 'account(key: "northwind-group@crm.Salesforce")',
    "Opportunity": 'opportunity(key: "grid-analytics@crm.Salesforce")',
    "Segment": 'segment(name: "Strategic accounts")',
}
_FILLED = {"IdentityInput": {"namespace": "CRMID", "value": "C-1"}}
_BESIDE = {"Query.person.mergePolicy": 'identity: { namespace: "CRMID", value: "C-1" }, '}


@dataclass(frozen=True)
class Place:
    """Somewhere in an argument where a value may stand: `path` leads to it from the argument down."""

    kind: str
    field: str
    argument: str
    type: str
    path: tuple[str | int, ...]
    scalar: str
    several: bool

    def __str__(self) -> str:
        return ".".join(map(str, (self.kind, self.field, self.argument, *self.path)))

    @property
    def query(self) -> str:
        """An operation whose one variable is the argument."""
        kind: Any = SCHEMA.type_map[self.kind]
        below = get_named_type(kind.fields[self.field].type).fields
        page = " ".join(name for name in ("nodes { __typename }", "totalCount") if name.split()[0] in below)
        asked = f"{self.field}({_BESIDE.get(str(self), '')}{self.argument}: $value) {{ {page or '__typename'} }}"
        return (
            f"query($value: {self.type}) {{ {asked if self.kind == 'Query' else f'{_INTO[self.kind]} {{ {asked} }}'} }}"
        )

    def variable(self, value: Any) -> Any:
        """The argument with the value at its place."""
        made = [value] if self.several else value
        for step in reversed(self.path):
            made = [made] if isinstance(step, int) else {step: made}
        if get_named_type(_argument(self).type).name == "IdentityInput":
            filled = _FILLED["IdentityInput"]
            made = [{**filled, **made[0]}] if isinstance(made, list) else {**filled, **made}
        return made


def _argument(place: Place) -> GraphQLArgument:
    kind: Any = SCHEMA.type_map[place.kind]
    found: GraphQLArgument = kind.fields[place.field].args[place.argument]
    return found


@cache
def places() -> tuple[Place, ...]:
    """Every place of a text or number below `Query` and below what it finds."""
    kinds: list[Any] = [SCHEMA.type_map[name] for name in ("Query", *_INTO)]
    return tuple(
        Place(kind.name, name, argument, str(each.type), path, scalar, several)
        for kind in kinds
        for name, field in kind.fields.items()
        if is_composite_type(get_named_type(field.type))
        for argument, each in field.args.items()
        if not any(is_required_argument(other) for other in field.args.values() if other is not each)
        for path, scalar, several in _leaves(each, ())
    )


def _leaves(
    of: GraphQLArgument | GraphQLInputField, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    kind = get_named_type(of.type)
    nullable = of.type.of_type if isinstance(of.type, GraphQLNonNull) else of.type
    if isinstance(kind, GraphQLScalarType) and kind.name != "Boolean":
        yield path, kind.name, is_list_type(nullable)
    if isinstance(kind, GraphQLInputObjectType) and len(path) < _DEEPEST:
        step = (0,) if is_list_type(nullable) else ()
        for name, field in kind.fields.items():
            if not any(is_required_input_field(other) for other in kind.fields.values()) or kind.name in _FILLED:
                yield from _leaves(field, (*path, *step, name))


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: f"{_MARK}{text}")
_INSTANTS = st.builds(
    lambda day, time, hours: datetime.combine(day, time, timezone(timedelta(hours=hours))),
    st.dates(date(1, 1, 2), date(9999, 12, 30)),
    st.times(),
    st.integers(-12, 12),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "String": _TEXTS,
    "ID": _TEXTS,
    "Int": st.integers(1, 500),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "DateTime": _INSTANTS.map(lambda instant: instant.isoformat()),
    "Date": st.dates(date(1, 1, 1)).map(lambda day: day.isoformat()),
}


async def _texts(place: Place, value: Any) -> tuple[str, ...] | None:
    """The statements' texts; None where the value is refused, which is another test's matter."""
    try:
        explanation = await explain_operation(SCHEMA, DOCUMENTS, place.query, {"value": place.variable(value)})
    except (Refused, GatewayError):
        return None
    return tuple(each.statement.text for each in explanation.fields if each.statement)


def test_the_places_are_those_of_the_schema() -> None:
    found = {str(place) for place in places()}
    assert len(found) > 400
    assert {
        "Query.persons.where.fullName.eq",
        "Query.persons.where.accounts.some.role.contains",
        "Query.persons.where.lifetimeValue.amount.gt",
        "Query.opportunities.where.expectedCloseDate.lte",
        "Query.personsByIdentity.identities.0.value",
        "Query.search.text",
        "Person.events.from",
        "Person.identities.namespaces",
        "Account.people.where.node.createdAt.lt",
    } <= found


@settings(deadline=None)
@given(data=st.data())
def test_a_text_never_changes_with_a_value_and_never_holds_one(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places()))
    one, other = (data.draw(VALUES[place.scalar], label=str(place)) for _ in range(2))
    texts, others = (asyncio.run(_texts(place, value)) for value in (one, other))
    assume(texts is not None and others is not None)
    assert texts == others
    assert _MARK not in str(texts)


@pytest.mark.parametrize("scalar", VALUES)
async def test_no_place_is_left_out(scalar: str) -> None:
    samples = {
        "String": ("zqx' OR 1=1 //", 'zqx\\`$x{}"'),
        "ID": ("zqx", "zqx`"),
        "Int": (7, 8),
        "Float": (7.125, -1e300),
        "DateTime": ("2026-01-01T00:00:00Z", "1969-12-31T23:59:59.5-03:00"),
        "Date": ("2026-01-01", "0001-01-01"),
    }
    one, other = samples[scalar]
    told = {
        str(place): (await _texts(place, one), await _texts(place, other))
        for place in places()
        if place.scalar == scalar
    }
    assert [place for place, (texts, others) in told.items() if texts != others or _MARK in str(texts)] == []
    refused = {place.rpartition(".")[2] for place, (texts, _) in told.items() if texts is None}
    assert refused <= {"after", "before", "paths"}
    assert {place for place, (texts, _) in told.items() if texts == ()} <= {"Query.node.id"}


async def test_another_number_of_values_in_a_list_does_not_change_the_text_either() -> None:
    (place,) = [each for each in places() if str(each) == "Query.persons.where.fullName.in"]
    texts: list[list[str]] = []
    for count in (0, 10_000):
        value = {"value": {"fullName": {"in": ["a"] * count}}}
        explanation = await explain_operation(SCHEMA, DOCUMENTS, place.query, value)
        texts.append([each.statement.text for each in explanation.fields if each.statement])
    assert texts[0] == texts[1] != []
