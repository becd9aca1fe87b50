"""What is typed into a search becomes a query in Lucene's syntax. Pure.

The query is made of folded words, which are letters, digits and marks: nothing of the text can be syntax, which is
built around them here. Every clause scores a constant, so a score says how well a hit answers and nothing of who else
is in the graph, and is the same on every page. The constants are powers of two: whatever matches exactly comes before
everything that only begins so, and that before what only holds the word or is one letter off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from gateway.domain.search_terms import (
    DETAIL,
    LONGEST_WORD,
    NATIONAL,
    PHONE,
    REVERSED,
    WHOLE,
    WHOLE_DETAIL,
    WORD,
    phone_number,
    whole,
    words,
)
from gateway.errors import bad_input, limit_exceeded

LONGEST_TEXT = 200
"""Characters."""
MOST_WORDS = 12


class Worth(IntEnum):
    """What a match counts, for each word and for the text as a whole. Each is more than all that follow together."""

    EXACT_WHOLE = 512
    EXACT_NAME = 256
    EXACT_WHOLE_DETAIL = 128
    EXACT_DETAIL = 64
    BEGINNING_WHOLE = 32
    BEGINNING_NAME = 16
    BEGINNING_WHOLE_DETAIL = 8
    BEGINNING_DETAIL = 4
    INSIDE = 2
    MISTYPED = 1


SHORTEST_INSIDE = 3
"""Letters of a word that is looked for inside others too; shorter ones are in too many."""
SHORTEST_MISTYPED, LONGEST_MISTYPED = 4, 24
SHORTEST_MISTYPED_BEGINNING = 6
"""Letters of a word that may be the beginning of another with one letter wrong."""
SHORTEST_NUMBER = 3
"""Digits from which on a number may be one of a phone."""
SHORTEST_NATIONAL = 6
"""Digits that name a number without its country."""

_ANY_LETTER = "[^_]"
"""Any but what marks a term: a letter that may be wrong is never the mark."""

# Digits with the signs that stand between them in phone numbers; not the digits of a word such as B2B.
_NUMBER = re.compile(r"(?<!\w)[+(＋]*\d(?:[\s().\-/‐-―]*\d)*(?!\w)")


def search_query(text: str) -> str:
    """The query for a text; BAD_INPUT where it has no letter or digit, LIMIT_EXCEEDED where it is too long."""
    if len(text) > LONGEST_TEXT:
        raise limit_exceeded("Characters of a search", LONGEST_TEXT, len(text))
    found = words(text)
    if not found:
        raise bad_input(
            "The text to search for has no letter or digit.", "Type part of a name, company, e-mail or phone number."
        )
    if len(found) > MOST_WORDS:
        raise limit_exceeded("Words of a search", MOST_WORDS, len(found))
    clauses = list(dict.fromkeys(_clauses(text)))
    every = " ".join(f"+({each})" for each in clauses)
    return f"({every}) {' '.join(_whole(whole(found)))}"


def _whole(typed: str) -> Iterator[str]:
    """What is typed may be a whole value, or its beginning, wherever the blanks are."""
    yield _exact(WHOLE + typed, Worth.EXACT_WHOLE)
    yield _exact(WHOLE_DETAIL + typed, Worth.EXACT_WHOLE_DETAIL)
    yield _beginning(WHOLE + typed, Worth.BEGINNING_WHOLE)
    yield _beginning(WHOLE_DETAIL + typed, Worth.BEGINNING_WHOLE_DETAIL)


def _clauses(text: str) -> Iterator[str]:
    """One for each word or number of the text: a hit has to match all of them."""
    at = 0
    for match in _NUMBER.finditer(text):
        yield from map(_word, words(text[at : match.start()]))
        yield from _number(match[0])
        at = match.end()
    yield from map(_word, words(text[at:]))


def _number(text: str) -> Iterator[str]:
    """A number is one of a phone, from its start or its end, or it is words like any other."""
    plain = list(map(_word, words(text)))
    number = phone_number(text)
    if number is None or len(number.digits) < SHORTEST_NUMBER:
        yield from plain
        return
    digits = number.digits[:LONGEST_WORD]
    parts = [_exact(PHONE + digits, Worth.EXACT_NAME), _beginning(PHONE + digits, Worth.BEGINNING_NAME)]
    long_enough = len(number.without_country) >= SHORTEST_NATIONAL
    if number.international and long_enough:
        parts.append(_exact(PHONE + number.without_country[:LONGEST_WORD], Worth.EXACT_DETAIL))
    if not number.international:
        parts += [_exact(NATIONAL + digits, Worth.EXACT_NAME), _beginning(NATIONAL + digits, Worth.BEGINNING_NAME)]
    if not number.signed:
        parts.append(_beginning(REVERSED + number.typed[:LONGEST_WORD][::-1], Worth.BEGINNING_NAME))
    if number.national and long_enough:
        parts.append(_beginning(REVERSED + digits[::-1], Worth.BEGINNING_DETAIL))
    parts.append(f"({' '.join(f'+({each})' for each in plain)})")
    yield " ".join(parts)


def _word(word: str) -> str:
    parts = [
        _exact(WORD + word, Worth.EXACT_NAME),
        _exact(DETAIL + word, Worth.EXACT_DETAIL),
        _beginning(WORD + word, Worth.BEGINNING_NAME),
        _beginning(DETAIL + word, Worth.BEGINNING_DETAIL),
    ]
    if not word.isdecimal():
        if len(word) >= SHORTEST_INSIDE:
            parts.append(f"/({DETAIL})?[^_]*{word}.*/^{Worth.INSIDE}")
        if SHORTEST_MISTYPED <= len(word) <= LONGEST_MISTYPED:
            rest = ".*" if len(word) >= SHORTEST_MISTYPED_BEGINNING else ""
            parts.append(f"/({DETAIL})?({'|'.join(_mistyped(word))}){rest}/^{Worth.MISTYPED}")
    return " ".join(parts)


def _exact(term: str, worth: Worth) -> str:
    # A range from a term to itself scores a constant, which the term alone would not.
    return f"[{term} TO {term}]^{worth}"


def _beginning(term: str, worth: Worth) -> str:
    return f"{term}*^{worth}"


def _mistyped(word: str) -> Iterator[str]:
    """Expressions for all words that differ by one letter: another, one more, one less, or two the wrong way round."""
    for at in range(len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        yield f"{before}{_ANY_LETTER}?{after}"
        yield f"{before}{_ANY_LETTER}{letter}{after}"
        if after and after[0] != letter:
            yield f"{before}{after[0]}{letter}{after[1:]}"
    yield f"{word}{_ANY_LETTER}"
