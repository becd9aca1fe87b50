"""Public ids: opaque, the same in every load, with a prefix that names the kind.

An id is derived from the thing's key, so records can be loaded in any order and into any database and give the same
ids. A person takes the id of the identity that was seen first; the id of *any* of its identities finds it, so an id
handed out before a merge keeps resolving after it.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

PREFIX = {
    "Person": "per",
    "Identity": "idn",
    "Fragment": "frg",
    "Score": "scr",
    "Account": "acc",
    "Opportunity": "opp",
    "Campaign": "cmp",
    "Segment": "seg",
    "Event": "evt",
    "MergePolicy": "mpo",
}
LABEL_OF_PREFIX = {prefix: label for label, prefix in PREFIX.items()}
_DIGEST_BYTES = 12
_DIGEST_CHARACTERS = 2 * _DIGEST_BYTES


@lru_cache(maxsize=20_000)
def public_id(label: str, *key: str) -> str:
    """`acc_` and 24 hexadecimal digits for an account's key; equal keys give equal ids, in every load."""
    return f"{PREFIX[label]}_{digest(*key)}"


def digest(*key: str) -> str:
    """24 hexadecimal digits of a key: equal for equal keys, and nothing of the key can be read from it."""
    return blake2b("\0".join(key).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def person_id(namespace: str, value: str) -> str:
    """The id of the person whose first seen identity this is."""
    return public_id("Person", namespace, value)


def identity_id(namespace: str, value: str) -> str:
    """The id of an identity: the same digest as the person it may name."""
    return public_id("Identity", namespace, value)


def identity_of_person(person: str) -> str:
    """The id of the identity that a person's id was taken from."""
    return PREFIX["Identity"] + person[3:]


def label_of(public: str) -> str | None:
    """The label that an id is of, None where it is no id of ours."""
    prefix, _, digest = public.partition("_")
    return LABEL_OF_PREFIX.get(prefix) if len(digest) == _DIGEST_CHARACTERS else None
