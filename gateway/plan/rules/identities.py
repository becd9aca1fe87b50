"""Identities as arguments: what can never exist is refused before the database is asked."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain.namespaces import normalised, trouble_with
from gateway.errors import bad_identity


def identity_key(identity: Mapping[str, str]) -> tuple[str, str]:
    """(namespace, value) as stored; BAD_IDENTITY for a value that no identity of the namespace can have."""
    namespace = identity["namespace"]
    value = normalised(namespace, identity["value"])
    trouble = trouble_with(namespace, value)
    if trouble is not None:
        raise bad_identity(trouble, "Check that the value was copied whole, and that it is of this namespace.")
    return namespace, value
