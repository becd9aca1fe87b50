"""What a search compares: names, companies, e-mail addresses and phone numbers as folded terms, kept on each node.

The full-text index splits `search_terms` at blanks and does nothing else, so everything that makes two spellings equal
is here, once, for what is stored and for what is typed. Terms by their mark:

    lindqvist          a word of a name
    _dnorthwind        a word of something else: a company, an e-mail address, a website
    _wadalindqvist     a whole name, its words joined
    _vnorthwindab      another whole value, its words joined
    _p46701740612      a phone number as far as it is known
    _n701740612        its national part, where the country code is known
    _r21604710764      the number from its end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gateway.domain.records import IdentityKey

WORD, DETAIL, WHOLE, WHOLE_DETAIL, PHONE, NATIONAL, REVERSED = "", "_d", "_w", "_v", "_p", "_n", "_r"
LONGEST_WORD = 60
"""Characters of a word that count; the index would split what is longer than 255 of Java's."""
LONGEST_WHOLE = 120
_MOST_WORDS = 40
"""Of one value: longer ones are no names."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"), "")
# What Unicode does not take apart into a letter and its accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"})
_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOT_WORDS, _NOT_DIGITS = re.compile(r"[^a-z0-9]+"), re.compile(r"[^0-9]+")
_EXTENSION = re.compile(r"[^\W\d_]")
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")
_WEB = re.compile(r"^(?:[a-z]+://)?(?:www\.)?", re.IGNORECASE)

# Country codes of one digit and of two; all others have three.
_SHORT_COUNTRY = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
_LONGEST_COUNTRY = 3


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text: letters and digits without accents and case, apostrophes left out."""
    plain = text.lower().translate(_APOSTROPHES) if text.isascii() else folded(text)
    if plain.isascii():
        found = _NOT_WORDS.sub(" ", plain).split()
    else:
        found = [each for each in "".join(map(_kept, plain)).split() if any(map(str.isalnum, each))]
    return tuple(each[:LONGEST_WORD] for each in found)


def folded(text: str) -> str:
    """A text without accents, case, apostrophes and the many ways of writing one letter or digit."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    plain = unicodedata.normalize("NFKC", _ACCENTS.sub("", plain)).casefold().translate(_LETTERS)
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in plain)


def whole(found: Iterable[str]) -> str:
    """All words of a value as one, so that `Mc Donald` is `McDonald` and a name is found as it is typed."""
    return "".join(found)[:LONGEST_WHOLE]


def _kept(character: str) -> str:
    # Vowel signs and the like are marks, and part of the word that they stand in.
    return character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as typed: `digits` without the prefix of international or national calls, `typed` with it."""

    digits: str
    typed: str
    signed: bool = False
    """Whether it has a plus, so that it begins with a country code."""
    international: bool = False
    national: bool = False

    @property
    def without_country(self) -> str:
        """The digits behind the country code; all of them where none is known."""
        return self.digits[_country_digits(self.digits) :] if self.international else self.digits


def phone_number(text: str) -> PhoneNumber | None:
    """The phone number that a text begins with; None where there is no digit. An extension is left out."""
    text = _EXTENSION.split(_TRUNK_IN_BRACKETS.sub("", text), maxsplit=1)[0]
    digits = _digits(text)
    plain = digits.lstrip("0")
    if not plain:
        return None
    if text.lstrip(" (").startswith(("+", "＋")):
        return PhoneNumber(plain, digits, signed=True, international=True)
    if digits.startswith("00"):
        return PhoneNumber(plain, digits, international=True)
    if digits.startswith("0"):
        return PhoneNumber(plain, digits, national=True)
    return PhoneNumber(digits, digits)


def _digits(text: str) -> str:
    if text.isascii():
        return _NOT_DIGITS.sub("", text)
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())


def _country_digits(digits: str) -> int:
    short = _SHORT_COUNTRY.match(digits)
    return len(short[0]) if short else _LONGEST_COUNTRY


def person_terms(person: Mapping[str, Any], identities: Iterable[IdentityKey]) -> str | None:
    """The terms of a person, from the properties of its node and from its identities; None where there are none."""
    keys = sorted(identities)
    mails = [value for namespace, value in keys if namespace == "Email"]
    phones = [value for namespace, value in keys if namespace == "Phone"]
    return _terms(
        names=[*_given(person, "full_name"), " ".join(_given(person, "first_name", "last_name"))],
        details=[*_given(person, "company_name", "work_email", "personal_email"), *mails],
        phones=[*_given(person, "work_phone", "mobile_phone"), *phones],
    )


def thing_terms(label: str, thing: Mapping[str, Any]) -> str | None:
    """The terms of an account or opportunity, from the properties of its node; None of what is not searched."""
    if label == "Account":
        return _terms(names=_given(thing, "name"), details=_given(thing, "domain", "website"))
    return _terms(names=_given(thing, "name")) if label == "Opportunity" else None


def _given(properties: Mapping[str, Any], *names: str) -> list[str]:
    return [value for name in names if (value := properties.get(name)) is not None]


def _terms(names: Iterable[str], details: Iterable[str] = (), phones: Iterable[str] = ()) -> str | None:
    named = [found for value in names if (found := words(value)[:_MOST_WORDS])]
    detailed = [found for value in details if (found := words(_WEB.sub("", value))[:_MOST_WORDS])]
    of_names = {word for found in named for word in found}
    terms = [
        *(word for found in named for word in found),
        # A word of the name says nothing new where it comes again in the e-mail address.
        *(DETAIL + word for found in detailed for word in found if word not in of_names),
        *(WHOLE + whole(found) for found in named),
        *(WHOLE_DETAIL + whole(found) for found in detailed),
        *(term for value in phones for term in _phone_terms(value)),
    ]
    return " ".join(dict.fromkeys(terms)) or None


def _phone_terms(value: str) -> Iterator[str]:
    number = phone_number(value)
    if number is None:
        return
    digits = number.digits[:LONGEST_WORD]
    yield PHONE + digits
    if number.international and number.without_country:
        yield NATIONAL + number.without_country[:LONGEST_WORD]
    yield REVERSED + digits[::-1]
