"""Tags: what an answer depends on, and what a write touched, in words that can be compared.

A tag is eight bytes. An answer carries one for every thing that it shows, one for every step that it takes from a
thing, and one for every identity that it was asked by; a write names what it changed. An answer is out of date when a
tag of it was touched since it was begun. A person and each of its identities are tagged alike where their ids are.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

SIZE = 8
EVERYTHING = b"\xff" * SIZE
"""Touched by a write that does not say what it changed: no answer from before it holds."""

SHOWN = frozenset({"Person", "Account", "Opportunity", "Campaign", "Segment"})
"""Labels whose nodes are tagged. What else there is hangs on a person, and changes with it."""
STEPS = frozenset({"WORKS_FOR", "INVOLVED_IN", "IN_CAMPAIGN", "MEMBER_OF", "BELONGS_TO", "SOURCED_FROM", "CHILD_OF"})
"""Relationships between those."""


def tag_of(public: str) -> bytes:
    """The tag of a thing, by its id."""
    return bytes.fromhex(public[4 : 4 + 2 * SIZE])


def tag_of_step(public: str, relationship: str) -> bytes:
    """The tag of what a relationship leads to from a thing, or from where."""
    here, there = int.from_bytes(tag_of(public)), int.from_bytes(_tag_of_word(relationship))
    return (here ^ there).to_bytes(SIZE)


def tag_of_lists(relationship: str) -> bytes:
    """The tag of every list along a relationship: touched where too many of them would have to be named."""
    return _tag_of_word(f"every {relationship}")


def tag_of_far() -> bytes:
    """The tag of lists filtered by what lies further away than they reach: any write touches it."""
    return _tag_of_word("far")


@lru_cache(maxsize=1_000)
def _tag_of_word(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=SIZE).digest()
