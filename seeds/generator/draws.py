"""Chance that anybody can repeat: a stream of draws for each thing, taken from a hash of the seed and the thing's name.

`random` promises equal results between Python versions for `random()` alone, and costs microseconds to seed; a hash
gives each person, deal and event draws of its own, so any part of a world can be made without the part before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_LOW_POOL = 1 << 64
"""Below this a draw would favour small values by more than one in four thousand million."""


class Draws:
    """Whole numbers drawn one after the other; equal seed, kind and index draw equal numbers, everywhere."""

    __slots__ = ("_label", "_pool", "_round")

    def __init__(self, seed: int, kind: str, index: int) -> None:
        self._label = f"{seed} {kind} {index}"
        self._round = 0
        self._pool = self._fresh()

    def below(self, bound: int) -> int:
        """0 to `bound - 1`, each as likely."""
        if self._pool < _LOW_POOL:
            self._round += 1
            self._pool = self._fresh()
        self._pool, drawn = divmod(self._pool, bound)
        return drawn

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`; one that stands there twice is twice as likely."""
        return choices[self.below(len(choices))]

    def chance(self, percent: int) -> bool:
        """True `percent` times in a hundred."""
        return self.below(100) < percent

    def low(self, bound: int) -> int:
        """0 to `bound - 1`, small ones far more often: a few companies are large, most are small."""
        return self.below(self.below(bound) + 1)

    def _fresh(self) -> int:
        digest = blake2b(f"{self._label} {self._round}".encode(), digest_size=64).digest()
        return int.from_bytes(digest, "big")
