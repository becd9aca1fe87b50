"""Parsing media types and choosing between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.media_types import negotiate, parse_media_type

OFFERS = ("application/json", "application/graphql-response+json", "text/html")


@pytest.mark.parametrize(
    ("text", "essence", "parameters"),
    [
        ("application/json", "application/json", {}),
        ("Application/JSON ; Charset=UTF-8", "application/json", {"charset": "UTF-8"}),
        ('a/b;x="c;d,\\"e\\"";y=1', "a/b", {"x": 'c;d,"e"', "y": "1"}),
        ("a/b;", "a/b", {}),
        ("*/*;q=0.5", "*/*", {"q": "0.5"}),
    ],
)
def test_a_media_type_is_read_with_its_parameters(text: str, essence: str, parameters: dict[str, str]) -> None:
    found = parse_media_type(text)
    assert found is not None
    assert found.essence == essence
    assert found.parameters == parameters


@pytest.mark.parametrize("text", ["", "json", "a/b/c", "a/b c", "/b", "a/", "a/b;x", 'a/b;x="y', "a/b, c/d", ";"])
def test_malformed_media_types_are_none(text: str) -> None:
    assert parse_media_type(text) is None


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        (" ", "application/json"),
        ("text/html", "text/html"),
        ("text/*;q=0.2, application/*;q=0.1", "text/html"),
        ("text/html;q=0.5, */*;q=0.5", "text/html"),
        ("*/*, text/html;q=0.9", "application/json"),
        ("application/json;q=0.1, application/*;q=0.9", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json", "application/graphql-response+json"),
        ("application/json, application/graphql-response+json", "application/json"),
        ('text/html;x="a,b", application/json;q=0.9', "text/html"),
        ("text/html;q=2, application/json;q=0.1", "application/json"),
        ("text/html;q=0.0", None),
        ("garbage", None),
        ("image/png", None),
        ("text/html;charset=latin1", None),
    ],
)
def test_the_best_liked_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, OFFERS) == chosen


@given(st.text(max_size=200))
def test_no_header_makes_negotiation_fail(accept: str) -> None:
    assert negotiate(accept, OFFERS) in (*OFFERS, None)


@given(st.text(alphabet='";,\\=/a ', max_size=60))
def test_no_header_makes_parsing_fail(text: str) -> None:
    found = parse_media_type(text)
    assert found is None or "/" in found.essence
