"""Identities as arguments: what can never exist is refused before the database is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.domain.namespaces import nearest, normalised, trouble_with
from gateway.errors import ErrorCode, GatewayError, bad_identity


def identity_key(identity: Mapping[str, str]) -> tuple[str, str]:
    """(namespace, value) as stored; BAD_IDENTITY for a value that no identity of the namespace can have."""
    namespace = identity["namespace"]
    value = normalised(namespace, identity["value"])
    trouble = trouble_with(namespace, value)
    if trouble is not None:
        raise bad_identity(trouble, "Check that the value was copied whole, and that it is of this namespace.")
    return namespace, value


class UnknownNamespaceError(GatewayError):
    """BAD_IDENTITY for a namespace that is not among the known ones, with the nearest that is."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        near = nearest(code, known)
        hint = f"Did you mean {near}?" if near else "No namespace exists yet: load records first."
        super().__init__(ErrorCode.BAD_IDENTITY, f"There is no namespace {code!r}.", hint=hint)
