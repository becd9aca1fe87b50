"""What is typed into a search becomes a query of Lucene's in which nothing of the text is syntax."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.domain.search_query import LONGEST_TEXT, MOST_WORDS, search_query
from gateway.domain.search_terms import words
from gateway.errors import ErrorCode, GatewayError

# What every query is built of: a range, a beginning and a regular expression, each with its worth, nested.
_TERM = r"(?:_[dwvpnr])?[^\s_+\-!(){}\[\]^\"~*?:\\/&|.]+"
_CLAUSE = re.compile(rf"\[({_TERM}) TO \1\]\^\d+|{_TERM}\*\^\d+|/[^/\s\"\\{{}}~#@<>&]*/\^\d+")
TEXTS = st.text(max_size=60) | st.text(alphabet='ab 12+-!(){}[]^"~*?:\\/&|AND OR NOT TO', max_size=60)


@example("ำ")
@given(TEXTS)
def test_nothing_of_a_text_is_syntax(text: str) -> None:
    if not 0 < len(words(text)) <= MOST_WORDS:
        return
    left = _CLAUSE.sub("", search_query(text))
    assert set(left) <= set("+() ")
    assert left.count("(") == left.count(")")


@pytest.mark.parametrize("text", ["", "   ", '+-&&||!(){}[]^"~*?:\\/', "\u0000", "…"])
def test_a_text_without_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(GatewayError) as refused:
        search_query(text)
    assert refused.value.code is ErrorCode.BAD_INPUT


@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 1), "a " * (MOST_WORDS + 1)])
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(GatewayError) as refused:
        search_query(text)
    assert refused.value.code is ErrorCode.LIMIT_EXCEEDED


def test_equal_words_give_equal_queries() -> None:
    assert search_query("  JOSÉ, núñez!") == search_query("jose nunez")
