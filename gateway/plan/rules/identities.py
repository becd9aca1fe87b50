"""Identities as arguments: what can never exist is refused before the database is asked."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.errors import bad_identity

LONGEST_VALUE = 1024
ECID_DIGITS = 38


def identity_key(identity: Mapping[str, str]) -> tuple[str, str]:
    """(namespace, value) as stored; BAD_IDENTITY for a value that no identity of the namespace can have."""
    namespace, value = identity["namespace"], identity["value"]
    if namespace == "Email":
        value = value.strip().lower()
    if not value:
        raise bad_identity(f"The identity of namespace {namespace} has an empty value.", "Give a value.")
    if len(value) > LONGEST_VALUE:
        raise bad_identity(
            f"The {namespace} value has {len(value)} characters.", f"At most {LONGEST_VALUE} are allowed."
        )
    if namespace == "ECID" and not (len(value) == ECID_DIGITS and value.isascii() and value.isdigit()):
        raise bad_identity(f"An ECID has {ECID_DIGITS} digits; this one is not so.", "Check that it was copied whole.")
    return namespace, value
