"""Instants as texts: one form in which they are compared, one in which they are shown."""

from __future__ import annotations


def canonical(instant: str) -> str:
    """With microseconds, in which form texts sort as instants do: from the graph's own form, which leaves zeros out."""
    whole, _, fraction = instant.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"


def shown_instant(instant: str) -> str:
    """A canonical instant as answers write it: without trailing zeros."""
    return instant.rstrip("Z").rstrip("0").rstrip(".") + "Z" if "." in instant else instant
