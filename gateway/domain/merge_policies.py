"""Merge policies: whose fragments make a person's values, and which of them wins.

A policy is pure data. `stitching` says whose fragments count: those of every identity of the person, or of the asked
one alone. `merge` says which wins: the latest, or that of the dataset that stands first in `order`, where a dataset
that is not listed gives nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.fragments import Fragment
from gateway.domain.ids import public_id

LONGEST_NAME = 255
MOST_DATASETS = 100


class Stitching(StrEnum):
    """Whose fragments count."""

    GRAPH = "GRAPH"
    NONE = "NONE"


class Merge(StrEnum):
    """Which fragment's value wins."""

    TIMESTAMP_ORDERED = "TIMESTAMP_ORDERED"
    DATASET_PRECEDENCE = "DATASET_PRECEDENCE"


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """How fragments become one person. `order` lists datasets, the winning one first."""

    id: str
    name: str
    stitching: Stitching = Stitching.GRAPH
    merge: Merge = Merge.TIMESTAMP_ORDERED
    order: tuple[str, ...] = ()
    is_default: bool = False
    version: int = 1
    is_stored: bool = True
    """Of the default one: whether every person's stored values are by it."""

    @property
    def stands_for(self) -> tuple[Merge, tuple[str, ...]]:
        """Equal for policies that store the same values."""
        return self.merge, self.order

    def places(self, datasets: Iterable[str]) -> dict[str, int]:
        """The place of each dataset that counts: the smaller goes before the larger, whatever their times."""
        if self.merge is Merge.TIMESTAMP_ORDERED:
            return dict.fromkeys(datasets, 0)
        return {dataset: place for place, dataset in enumerate(self.order)}

    def counted(self, fragments: Collection[Fragment]) -> Collection[Fragment]:
        """The fragments that give anything."""
        if self.merge is Merge.TIMESTAMP_ORDERED:
            return fragments
        return [each for each in fragments if each.dataset in self.order]


BUILT_IN = MergePolicy(public_id("MergePolicy", "default"), "Latest value wins", is_default=True)
"""What holds until somebody makes another policy the default."""


def trouble_with(name: str, merge: Merge, order: Sequence[str]) -> str | None:
    """Why there can be no such policy; None where there can."""
    if not name.strip() or len(name) > LONGEST_NAME or "\0" in name:
        return f"A policy's name has 1 to {LONGEST_NAME} characters."
    if merge is Merge.TIMESTAMP_ORDERED:
        return "order lists datasets, and TIMESTAMP_ORDERED has no use for it." if order else None
    if not order:
        return "DATASET_PRECEDENCE wants order, the datasets from the first to the last; others give nothing."
    if len(order) > MOST_DATASETS:
        return f"order lists {len(order)} datasets; at most {MOST_DATASETS} are allowed."
    doubled = sorted({each for each in order if order.count(each) > 1})
    if doubled:
        return f"order lists {doubled[0]!r} more than once."
    return "order lists a dataset without a name." if "" in order else None
