"""Cursors: what is written is read again, and nothing else is."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ErrorCode, GatewayError
from gateway.plan.cursors import Cursor, fingerprint, read_cursor, turned_ranges, write_cursor
from graph_schema.model import Kind

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: TEXTS,
    Kind.BOOLEAN: st.booleans(),
    Kind.INTEGER: st.integers(-(2**53), 2**53),
    Kind.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    Kind.DATE: st.dates().map(str),
    Kind.INSTANT: st.datetimes().map(lambda instant: instant.isoformat() + "Z"),
}
KEYS = st.lists(
    st.sampled_from(list(VALUES)).flatmap(
        lambda kind: st.tuples(st.just(kind), st.none() | VALUES[kind]),
    ),
    min_size=1,
    max_size=4,
)
MARK = fingerprint("Query.persons", {})


FEW = st.text(st.sampled_from("aé\ud7ff\ue000\ufffd\U00010000\U0001f600"), max_size=4)


def units(text: str) -> bytes:
    """What UTF-16 units compare as."""
    return text.encode("utf-16-be")


@given(FEW, FEW)
def test_an_order_by_units_is_one_by_code_points_outside_the_turned_ranges(key: str, other: str) -> None:
    turned = any(units(start) <= units(other) < units(end) for start, end in turned_ranges(key))
    assert (other > key) == ((units(other) > units(key)) != turned)
    assert (other < key) == ((units(other) < units(key)) != turned)


@given(KEYS, st.none() | TEXTS)
def test_a_cursor_is_read_as_it_was_written(keys: list[tuple[Kind, Any]], parent: str | None) -> None:
    kinds, values = [kind for kind, _ in keys], tuple(value for _, value in keys)
    assert read_cursor(write_cursor(MARK, parent, values), MARK, kinds) == Cursor(parent, values)


@given(st.text())
def test_any_text_is_a_cursor_or_refused_as_one(text: str) -> None:
    with pytest.raises(GatewayError) as refused:
        read_cursor(text, MARK, [Kind.STRING])
    assert refused.value.code is ErrorCode.BAD_CURSOR


@given(st.recursive(st.none() | st.booleans() | st.integers(0, 9) | TEXTS, lambda each: st.lists(each)))
def test_a_cursor_that_was_tampered_with_is_refused_unless_its_values_are_of_the_kinds_wanted(value: Any) -> None:
    text = urlsafe_b64encode(orjson.dumps([1, MARK, None, value])).decode()
    if value is None:
        assert read_cursor(text, MARK, [Kind.INSTANT]) == Cursor(None, (None,))
    else:
        with pytest.raises(GatewayError):
            read_cursor(text, MARK, [Kind.INSTANT])


def test_a_cursor_of_another_list_filter_or_order_is_refused() -> None:
    marks = {
        fingerprint("Query.persons", {"where": {"a": 1}}),
        fingerprint("Query.persons", {"where": {"a": 2}}),
        fingerprint("Query.persons", {"orderBy": [{"fullName": "ASC"}]}),
        fingerprint("Query.persons", {"orderBy": [{"fullName": "DESC"}]}),
        fingerprint("Query.accounts", {}),
        MARK,
    }
    assert len(marks) == 6
    cursor = write_cursor(MARK, None, ["per_x"])
    for mark in marks - {MARK}:
        with pytest.raises(GatewayError):
            read_cursor(cursor, mark, [Kind.STRING])


def test_the_order_in_which_a_filter_was_written_does_not_matter() -> None:
    assert fingerprint("a", {"x": {"b": 1, "c": 2}}) == fingerprint("a", {"x": {"c": 2, "b": 1}})


def test_a_cursor_can_be_put_into_a_url() -> None:
    cursor = write_cursor(MARK, None, ["ÿþ?>" * 20])
    assert urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert cursor.isascii()
    assert not set(cursor) & set("+/=?&#")
