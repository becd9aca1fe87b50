"""Where people and companies are, and what they are called there: `places.toml`, read once."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, and as it is spelt in an e-mail address."""

    written: str
    spelt: str


@dataclass(frozen=True, slots=True)
class Place:
    """A country: its codes, currency, cities with a postal code each, and the names people have there."""

    country: str
    code: str
    currency: str
    units_per_euro: int
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    families: tuple[Name, ...]
    family_first: bool


_LATIN_WITHOUT_DECOMPOSITION = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "ı": "i", "æ": "ae", "'": None, " ": "-"})


def romanised(name: str) -> str:
    """`Håkansson` as `hakansson`; for names in Latin letters."""
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_LATIN_WITHOUT_DECOMPOSITION))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _names(text: str) -> tuple[Name, ...]:
    entries = (entry.strip().partition("=") for entry in text.split(","))
    return tuple(Name(written, spelt or romanised(written)) for written, _, spelt in entries)


def _place(table: dict[str, Any]) -> Place:
    return Place(
        country=table["country"],
        code=table["code"],
        currency=table["currency"],
        units_per_euro=table["units_per_euro"],
        cities=tuple(table["cities"].items()),
        streets=tuple(table["streets"]),
        women=_names(table["women"]),
        men=_names(table["men"]),
        families=_names(table["families"]),
        family_first=table.get("family_first", False),
    )


def _read() -> tuple[Place, ...]:
    text = resources.files(__package__).joinpath("places.toml").read_text("utf-8")
    return tuple(_place(table) for table in tomllib.loads(text)["place"])


PLACES: tuple[Place, ...] = _read()
