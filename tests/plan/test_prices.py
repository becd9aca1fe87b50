"""What operations cost before they are run, against the sums that `@cost` describes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.app import build_pipeline
from gateway.pipeline import Outcome, Request
from gateway.plan.documents import Documents, Limits
from gateway.plan.operation import read_operation
from gateway.plan.prices import price_of
from gateway.plan.selection import Selector
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.recorded import RecordedStore

SCHEMA = build_schema()
DOCUMENTS = Documents(SCHEMA, Limits(10_000, 20, 100, 20), 100)


def price(query: str, **variables: Any) -> int:
    operation = read_operation(SCHEMA, query, DOCUMENTS.of(Request(query)), None, variables)
    assert SCHEMA.query_type is not None
    selector = Selector(SCHEMA, operation.document.fragments, operation.variables)
    selected = selector.fields(SCHEMA.query_type, operation.node.selection_set.selections)
    return price_of(selected).at(operation.variables.coerced)


WHO = 'identity: {namespace: "Email", value: "a@x.example"}'


@pytest.mark.parametrize(
    ("query", "costs"),
    [
        (f"{{ person({WHO}) {{ fullName jobTitle }} }}", 1),
        (f"{{ a: person({WHO}) {{ id }} b: person({WHO}) {{ id }} }}", 2),
        (f"{{ person({WHO}) {{ accounts(first: 5) {{ nodes {{ name }} }} }} }}", 1 + 1 + 5),
        (f"{{ person({WHO}) {{ accounts(first: 5) {{ edges {{ role node {{ name }} }} }} }} }}", 1 + 1 + 5),
        (f"{{ person({WHO}) {{ accounts {{ totalCount pageInfo {{ hasNextPage }} }} }} }}", 1 + 1 + 5),
        ("{ persons(last: 3) { nodes { fullName lifetimeValue { amount } } } }", 1 + 3 * (1 + 1)),
        ("{ persons { nodes { id } } }", 1 + 20),
        ("{ persons(first: 100000) { nodes { id } } }", 1 + 500),
        (
            "{ accounts(first: 5) { nodes { people(first: 4) { nodes { accounts(first: 7) { nodes { id } } } } } } }",
            1 + 5 * (1 + 1 + 4 * (1 + 1 + 7)),
        ),
        ('{ nodes(ids: ["a", "b", "c"]) { id ... on Person { consent { any } } } }', 3 * 2),
        ('{ search(text: "x", first: 2) { nodes { ... on Person { fullName } } } }', 20 + 2),
        ("{ opportunities(first: 1) { aggregate { count } } }", 1 + 20),
    ],
)
def test_objects_cost_one_and_lists_their_page(query: str, costs: int) -> None:
    assert price(query) == costs


PAGED = "query($n: Int, $m: Int) { persons(first: $n, last: $m) { nodes { accounts(first: $n) { nodes { id } } } } }"
_sizes = st.none() | st.integers(1, 500)


@given(first=_sizes, last=_sizes)
def test_a_page_size_from_a_variable_costs_what_it_costs_written_out(first: int | None, last: int | None) -> None:
    asked = first or last or 20
    assert price(PAGED, n=first, m=last) == 1 + asked * (1 + 1 + (first or 20))


@given(count=st.integers(1, 100))
def test_lookups_cost_as_often_as_there_are_identities(count: int) -> None:
    query = "query($i: [IdentityInput!]!) { personsByIdentity(identities: $i) { fullName consent { any } } }"
    assert price(query, i=[{"namespace": "Email", "value": "a@x.example"}] * count) == 2 * count


async def test_an_operation_that_costs_too_much_is_refused_before_the_graph_is_asked() -> None:
    def asked(_: object) -> Any:
        raise AssertionError("the graph was asked")

    pipeline = build_pipeline(Settings(max_cost=1_000), RecordedStore(asked))
    query = "query($n: Int) { accounts(first: $n) { nodes { people(first: 100) { nodes { id } } } } }"
    for _ in range(2):
        answer = await pipeline.answer(Request(query, variables={"n": 10}))
        assert answer.outcome is Outcome.REFUSED
        (error,) = orjson.loads(answer.body)["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert (error["extensions"]["limit"], error["extensions"]["asked"]) == (1_000, 1 + 10 * (1 + 1 + 100))


async def test_what_is_refused_for_its_arguments_says_so_and_not_its_price() -> None:
    pipeline = build_pipeline(Settings(max_cost=1), RecordedStore(lambda _: []))
    answer = await pipeline.answer(Request("{ persons(first: 5, last: 5) { nodes { id } } person { id } }"))
    codes = {each["extensions"]["code"] for each in orjson.loads(answer.body)["errors"]}
    assert codes == {"LIMIT_EXCEEDED"}
