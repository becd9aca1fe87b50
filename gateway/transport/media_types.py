"""Media types: what a body is (`Content-Type`), and what the client would rather have back (`Accept`).

By RFC 9110, sections 8.3.1 and 12.5.1: names compare without case and as a whole, parameters may be quoted, the most
specific range that matches a type gives its quality, and a quality of 0 forbids it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ESSENCE = re.compile(rf"({_TOKEN})/({_TOKEN})")
_PARAMETER = re.compile(rf'({_TOKEN})=(?:({_TOKEN})|"((?:[^"\\]|\\.)*)")')
_BETWEEN_COMMAS = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+"?)++')
_BETWEEN_SEMICOLONS = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*+"?)++')
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_ESCAPED = re.compile(r"\\(.)")
_UTF_8 = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class MediaType:
    """`application/json; charset=utf-8`: names in lower case, values of parameters as they were sent."""

    type: str
    subtype: str
    parameters: Mapping[str, str]

    @property
    def essence(self) -> str:
        """Type and subtype without parameters."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_utf_8(self) -> bool:
        """Whether text of this type is UTF-8, said or unsaid."""
        return self.parameters.get("charset", "utf-8").lower() in _UTF_8

    def covers(self, offer: str) -> bool:
        """Whether this, as a range of `Accept`, includes the offered type."""
        return self.is_utf_8 and (self.essence in (offer, "*/*") or self.essence == f"{offer.partition('/')[0]}/*")

    @property
    def quality(self) -> float | None:
        """The weight of a range of `Accept`, None where it is no number between 0 and 1."""
        text = self.parameters.get("q", "1")
        return float(text) if _QUALITY.fullmatch(text) else None

    @property
    def precision(self) -> int:
        """0 for `*/*`, 1 for `text/*`, 2 for a type by name."""
        return (self.type != "*") + (self.subtype != "*")


@lru_cache(maxsize=256)
def parse_media_type(text: str) -> MediaType | None:
    """The media type that a header names, None where it is malformed."""
    name, *rest = (part.strip(" \t") for part in _BETWEEN_SEMICOLONS.findall(text) or [""])
    essence = _ESSENCE.fullmatch(name)
    parameters = [_PARAMETER.fullmatch(part) for part in rest if part]
    if essence is None or None in parameters:
        return None
    return MediaType(
        essence[1].lower(),
        essence[2].lower(),
        {found[1].lower(): found[2] or _ESCAPED.sub(r"\1", found[3] or "") for found in parameters if found},
    )


@lru_cache(maxsize=256)
def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the client likes best, None where it takes none of them.

    No `Accept` takes the first offer. Equal qualities go to the type that is named more precisely, then to the one
    the client names first, then to the one offered first.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [media_range for text in _BETWEEN_COMMAS.findall(accept) if (media_range := parse_media_type(text))]
    ranked = [rank for offer in offers if (rank := _rank(offer, ranges))]
    best = max(ranked, key=lambda rank: rank[1], default=None)
    return best[0] if best else None


def _rank(offer: str, ranges: Sequence[MediaType]) -> tuple[str, tuple[float, int, int]] | None:
    """The offer with what it is judged by: quality, precision, and place in the client's list."""
    covering = [
        (media_range.precision, -place, media_range.quality)
        for place, media_range in enumerate(ranges)
        if media_range.covers(offer) and media_range.quality is not None
    ]
    if not covering:
        return None
    precision, place, quality = max(covering, key=lambda found: found[:2])
    return (offer, (quality, precision, place)) if quality else None
