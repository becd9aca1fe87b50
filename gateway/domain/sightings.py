"""Sightings: the instants at which something was observed, of which the first and the last are shown.

A sorted tuple of canonical instants. The instants between are kept because a delete may take the first ones away; so
that nothing grows for ever, all but the first and the latest `KEPT` are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Sightings: TypeAlias = tuple[str, ...]

KEPT = 30


def joined(*sides: Iterable[str]) -> Sightings:
    """All instants of all sides, sorted, each once. The order of sides does not matter, nor does a side twice."""
    found = sorted({at for side in sides for at in side})
    return tuple(found) if len(found) <= KEPT + 1 else (found[0], *found[-KEPT:])


def after(sightings: Sightings, instant: str) -> Sightings:
    """Those later than an instant: the rest was deleted then."""
    return sightings if not sightings or sightings[0] > instant else tuple(at for at in sightings if at > instant)
