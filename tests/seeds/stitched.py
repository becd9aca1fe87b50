"""Who is whom in a pile of records, found the slow and obvious way: what shares an identity is one person."""

from __future__ import annotations

from collections.abc import Iterable

from seeds import Record

Identity = tuple[str, str]


def identities_of(record: Record) -> list[Identity]:
    """The identities a person record or an event carries, e-mail as it is compared."""
    carried = record.get("identities") or [record["identity"]]
    return [_compared(each["namespace"], each["value"]) for each in carried]


def people_in(records: Iterable[Record]) -> list[frozenset[Identity]]:
    """Each person as the set of their identities."""
    person_of: dict[Identity, set[Identity]] = {}
    for record in records:
        if record["entity"] not in {"person", "event"}:
            continue
        person: set[Identity] = set(identities_of(record))
        for known in [person_of[each] for each in person if each in person_of]:
            person |= known
        person_of |= dict.fromkeys(person, person)
    return list({frozenset(person) for person in person_of.values()})


def _compared(namespace: str, value: str) -> Identity:
    return (namespace, value.strip().lower() if namespace == "Email" else value)
