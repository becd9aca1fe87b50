"""Limits of documents: what is refused, with which figures, and that the check itself cannot be made to work hard."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from graphql import DocumentNode, get_introspection_query, parse

from gateway.errors import ErrorCode, GatewayError
from gateway.plan import limits
from gateway.plan.limits import check_limits


def check(text: str, *, depth: int = 20, aliases: int = 100, root_fields: int = 20, fields: int = 5_000) -> None:
    check_limits(parse(text), max_depth=depth, max_aliases=aliases, max_root_fields=root_fields, max_fields=fields)


def refusal(text: str, **limits_: int) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        check(text, **limits_)
    assert caught.value.code is ErrorCode.LIMIT_EXCEEDED
    return caught.value


def selections_looked_at(document: DocumentNode) -> int:
    """How often a selection was measured: counted, because time proves nothing on a busy machine."""
    count = 0

    def count_calls(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code is limits._extent_of_one.__code__

    sys.setprofile(count_calls)
    try:
        check_limits(document, max_depth=10**9, max_aliases=10**9, max_root_fields=10**30, max_fields=10**30)
    finally:
        sys.setprofile(None)
    return count


def test_a_selection_at_the_limit_passes_and_one_level_more_is_refused_with_both_figures() -> None:
    check("{ a { b { c } } }", depth=3)
    error = refusal("{ a { b { c { d } } } }", depth=3)
    assert error.extensions["limit"] == 3
    assert error.extensions["asked"] == 4
    assert error.message == "Levels of the selection: 4 asked for, 3 allowed."


def test_levels_inside_fragments_count_and_fragments_themselves_do_not() -> None:
    text = "{ ...A } fragment A on Q { a { ... on T { ...B } } } fragment B on T { b { c } }"
    check(text, depth=3)
    assert refusal(text, depth=2).extensions["asked"] == 3


def test_aliases_are_counted_as_often_as_their_fragment_is_spread() -> None:
    text = "{ a { ...A } b { ...A } c: a { ...A } } fragment A on T { x: id y: id }"
    check(text, aliases=7)
    assert refusal(text, aliases=6).extensions["asked"] == 7


def test_root_fields_are_counted_through_fragments() -> None:
    text = "{ a ...A ... { d } } fragment A on Q { b c }"
    check(text, root_fields=4)
    assert refusal(text, root_fields=3).extensions["asked"] == 4


def test_fields_are_counted_with_fragments_written_out() -> None:
    text = "{ a { ...A } b { ...A } } fragment A on T { c d }"
    check(text, fields=6)
    assert refusal(text, fields=5).extensions["asked"] == 6


def test_every_operation_of_a_document_is_checked() -> None:
    assert refusal("query A { a } query B { a { b } }", depth=1).extensions["asked"] == 2


def test_doubling_fragments_cost_as_much_as_they_are_long_and_are_refused() -> None:
    levels = 30
    steps = [f"fragment F{n} on T {{ left {{ ...F{n + 1} }} right {{ ...F{n + 1} }} }}" for n in range(levels)]
    text = " ".join(["{ root { ...F0 } }", *steps, f"fragment F{levels} on T {{ leaf }}"])
    assert selections_looked_at(parse(text)) == 2 + 4 * levels + 1
    error = refusal(text, depth=levels + 2)
    assert error.message.startswith("Fields in the operation")
    assert error.extensions["asked"] == 3 * 2**levels - 1


def test_doubling_fragments_without_levels_are_looked_at_once_too() -> None:
    levels = 30
    steps = [f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    text = " ".join(["{ ...F0 }", *steps, f"fragment F{levels} on Q {{ leaf }}"])
    assert selections_looked_at(parse(text)) == 1 + 2 * levels + 1
    assert refusal(text).extensions == {
        "code": "LIMIT_EXCEEDED",
        "hint": "Ask for less at once, and page for the rest.",
        "limit": 20,
        "asked": 2**levels,
    }


def test_figures_past_what_javascript_reads_exactly_are_capped() -> None:
    steps = [f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }}" for n in range(90)]
    text = " ".join(["{ ...F0 }", *steps, "fragment F90 on Q { leaf }"])
    assert refusal(text).extensions["asked"] == 10**15


def test_a_chain_of_a_thousand_fragments_is_refused_instead_of_exhausting_the_stack() -> None:
    steps = [f"fragment F{n} on Q {{ ...F{n + 1} }}" for n in range(1_000)]
    text = " ".join(["{ ...F0 }", *steps, "fragment F1000 on Q { leaf }"])
    error = refusal(text)
    assert error.message == "Levels and fragments within each other: 1002 asked for, 100 allowed."


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Q { a ...A }",
        "{ ...A } fragment A on Q { a ...B } fragment B on Q { ...A b }",
        "{ ...Unknown }",
        "{ a } fragment Unused on Q { ...Unused }",
        "type T { a: Int }",
    ],
)
def test_documents_that_validation_refuses_are_left_to_it(text: str) -> None:
    check(text, depth=1, root_fields=1)


def test_an_endless_circle_does_not_hide_what_stands_beside_it() -> None:
    text = "{ ...A deep { er } } fragment A on Q { ...A }"
    assert refusal(text, depth=1).extensions["asked"] == 2


def test_the_introspection_query_of_common_clients_is_within_the_default_limits() -> None:
    check(get_introspection_query(input_value_deprecation=True, specified_by_url=True, schema_description=True))
