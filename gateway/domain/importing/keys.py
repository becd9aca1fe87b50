"""Keys: how things of other systems are named here, `sourceID@sourceInstanceID.sourceType`, and who people are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from gateway.domain.importing.tally import Record

_SHORT_ID = re.compile(r"[A-Za-z0-9]{15}")
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def source_key(source_id: str, instance: str, source_type: str) -> str:
    """The key of a thing of another system: `0013x@00Dx.Salesforce`."""
    return f"{source_id}@{instance}.{source_type}"


def salesforce_id(written: str) -> str:
    """An id of Salesforce in its 18 characters: reports show 15, which differ by case alone, exports all of them."""
    if not _SHORT_ID.fullmatch(written):
        return written
    checks = (
        sum(1 << place for place, sign in enumerate(written[start : start + 5]) if sign.isupper())
        for start in (0, 5, 10)
    )
    return written + "".join(_CHECK[each] for each in checks)


def person_identity(key: str) -> Record:
    """Who somebody is by the key of a lead or contact."""
    return {"namespace": "b2b_person", "value": key}


def email_identities(address: str | None) -> list[Record]:
    """Who somebody is by an e-mail address; nobody where it is none, such as a scrambled or a mistyped one."""
    if address is None or not _ADDRESS.fullmatch(address):
        return []
    return [{"namespace": "Email", "value": address}]


def domain_of(website: str | None) -> str | None:
    """The domain of a web address, without `www.`; None where there is none in it."""
    if website is None:
        return None
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return None
    host = host.removeprefix("www.").rstrip(".")
    return host if "." in host and not set(host) & set(" =,") else None
