"""Companies by their names and web addresses: what makes two spellings one company, and what tells nothing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from gateway.domain.search_terms import words

_LEGAL_FORMS = frozenset(
    """
    ab ag aps as asa bv co company corp corporation cv doo eood gmbh gp group holding holdings inc incorporated
    kft kg kgaa limited llc llp lp ltd ltda nv ohg oy oyj plc pte pty sa sarl sas se sl spa spzoo srl the ug
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_FREE_MAIL = frozenset(
    """
    126.com 163.com aim.com aol.com btinternet.com comcast.net fastmail.com gmail.com gmx.at gmx.ch gmx.com
    gmx.de gmx.net googlemail.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hushmail.com
    icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr
    outlook.com outlook.de pm.me proton.me protonmail.com qq.com rediffmail.com rocketmail.com t-online.de
    tutanota.com verizon.net wanadoo.fr web.de yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com
    yandex.ru ymail.com zoho.com
    """.split()  # noqa: SIM905
)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(?:www\d?\.)?([^/:?#\s]+)", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def plain_name(name: str) -> str:
    """A company's name without case, accents, signs and legal forms; empty where nothing is left."""
    found = words(name)
    kept = [each for each in found if each not in _LEGAL_FORMS]
    return " ".join(kept or found)


def web_host(address: str | None) -> str | None:
    """`acme.com` of `https://www.Acme.com/consulting`; None where there is none, or one that anybody's mail is at."""
    match = _HOST.match(address.strip()) if address else None
    host = match[1].lower().rstrip(".") if match else ""
    return host if "." in host and host not in _FREE_MAIL else None


def mail_host(address: str | None) -> str | None:
    """The domain of an e-mail address; None where there is none, or one that anybody's mail is at."""
    _, _, domain = (address or "").rpartition("@")
    return web_host(domain) if "@" in (address or "") else None


def likeness(one: str, other: str) -> float:
    """How alike two plain names are, from 0 to 1: by their letters, or by the words that they share."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    ours, theirs = set(one.split()), set(other.split())
    shared = len(ours & theirs) / len(ours | theirs)
    first, second = sorted((one, other))  # the ratio is not the same from either side
    return max(shared, SequenceMatcher(None, first, second, autojunk=False).ratio())
