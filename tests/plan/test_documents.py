"""Documents kept: so many, so large, and reached by text and by hash alike."""

from __future__ import annotations

import pytest

from gateway.errors import ErrorCode
from gateway.plan.documents import Documents, Limits, Refused
from gateway.plan.kept import Kept
from gateway.plan.request import Request
from gateway.schema.build import build_schema

LIMITS = Limits(tokens=10_000, depth=20, aliases=100, root_fields=20)


def documents(entries: int = 1_000, most_bytes: int = 64_000_000) -> Documents:
    return Documents(build_schema(), LIMITS, entries, most_bytes)


def knows(documents: Documents, hash_: str) -> bool:
    try:
        documents.of(Request(document_id=hash_))
    except Refused as refused:
        return refused.errors[0].error.code is not ErrorCode.PERSISTED_QUERY_NOT_FOUND
    return True


def test_a_hash_and_its_text_lead_to_one_document() -> None:
    kept = documents()
    sent = kept.of(Request("{ __typename }", document_id="hash"))
    assert kept.of(Request(document_id="hash")) is kept.of(Request("{ __typename }")) is sent


def test_hashes_take_part_in_the_bound_on_documents() -> None:
    kept = documents(entries=4)
    for number in range(3):
        kept.of(Request(f"{{ a{number}: __typename }}", document_id=f"hash {number}"))
    assert [knows(kept, f"hash {number}") for number in range(3)] == [False, True, True]


def test_documents_are_bounded_by_what_they_take_of_memory() -> None:
    """A text of few tokens may be as long as a body, and one of many tokens is large once it is parsed."""
    long, dense = "#" * 90_000 + "\n{ __typename }", "{" + " __typename" * 15 + " }"
    assert documents().read(long).size_bytes > 90_000
    assert documents().read(dense).size_bytes > 15 * 300
    kept = documents(most_bytes=400_000)
    for number in range(10):
        kept.of(Request(f"{long} # {number}", document_id=f"hash {number}"))
    known = [number for number in range(10) if knows(kept, f"hash {number}")]
    assert known == [8, 9], "each is reached by two keys"


def test_a_document_too_large_to_keep_is_answered_all_the_same() -> None:
    kept = documents(most_bytes=100)
    assert kept.of(Request("{ __typename }", document_id="hash")).operations
    assert not knows(kept, "hash")


@pytest.mark.parametrize("sizes", [[5, 5, 5], [3, 3, 3, 3], [11], [1, 11, 1], [4, 9, 4]])
def test_what_is_kept_never_takes_more_than_its_bytes(sizes: list[int]) -> None:
    kept: Kept[int, int] = Kept(100, 10, lambda size: size)
    for key, size in enumerate(sizes):
        kept.put(key % 2, size)
        held = [value for each in (0, 1) if (value := kept.get(each))]
        assert sum(held) <= 10
        assert (size in held) == (size <= 10), "the newest stays where it fits"


def test_what_is_too_large_to_keep_drives_nothing_else_out() -> None:
    kept: Kept[str, int] = Kept(100, 10, lambda size: size)
    kept.put("small", 4)
    kept.put("large", 11)
    assert (kept.get("small"), kept.get("large")) == (4, None)
