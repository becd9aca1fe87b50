"""For how long answers may be kept: the least of what `@cacheControl` says of anything in them."""

from __future__ import annotations

import pytest

from gateway.pipeline import Request
from gateway.plan.documents import Documents, Limits
from gateway.plan.keeping import Keeping
from gateway.plan.operation import read_operation, root_fields
from gateway.schema.build import build_schema
from gateway.shape.root import compile_root


def keeping_of(query: str) -> Keeping | None:
    schema = build_schema()
    documents = Documents(schema, Limits(10_000, 20, 100, 20), 10)
    operation = read_operation(schema, query, documents.of(Request(query)), None, {})
    (field,) = root_fields(schema, operation)
    return compile_root(schema, operation.document.fragments, operation.variables, field).keeping


LOOKUP = Keeping(300, 30)


@pytest.mark.parametrize(
    ("selection", "keeping"),
    [
        ("fullName accounts(first: 1) { nodes { name people(first: 1) { nodes { fullName } } } }", LOOKUP),
        ("fullName consent { email }", Keeping(30, 0)),
        ("accounts(first: 1) { nodes { people(first: 1) { nodes { consent { call } } } } }", Keeping(30, 0)),
        ("...C } } fragment C on Person { aliased: consent { any }", Keeping(30, 0)),
        ("segmentMemberships { segment { name } }", Keeping(30, 0)),
        ("provenance { path }", Keeping(30, 0)),
    ],
)
def test_what_is_shown_says_how_old_it_may_become_and_consent_is_never_shown_old(
    selection: str, keeping: Keeping
) -> None:
    argument = 'identity: {namespace: "Email", value: "a@x.example"}'
    closing = "" if "fragment" in selection else "}"
    assert keeping_of(f"{{ person({argument}) {{ {selection} }} {closing}") == keeping


_THINGS = ['account(key: "a")', 'opportunity(id: "o")', 'campaign(key: "c")', 'segment(name: "s")']


@pytest.mark.parametrize("field", _THINGS)
def test_single_things_are_kept(field: str) -> None:
    assert keeping_of(f"{{ {field} {{ name }} }}") == LOOKUP


def test_what_depends_on_the_time_is_not_shown_old() -> None:
    selection = "members(first: 1) { edges { status } }"
    assert keeping_of(f'{{ segment(name: "s") {{ name {selection} }} }}') == Keeping(300, 0)


def test_what_says_nothing_is_not_kept() -> None:
    assert keeping_of("{ persons(first: 1) { nodes { consent { any } } } }") is None
    assert keeping_of("{ __typename }") is None
