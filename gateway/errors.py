"""The catalogue: every error a client can meet, with its code, whose fault it is, and what to do next.

Goes in: what was found wrong, raised as `GatewayError` anywhere in the gateway. Comes out: `errors[]` entries of a
GraphQL answer. An error never carries Cypher, a path, a host name, a secret or a stack trace: the message names what
the client sent, the hint says what to do. Codes are those of the contract's last section.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any


class Fault(Enum):
    """Who can mend it. A client's fault is not logged as an error; a server's is."""

    CLIENT = "client"
    SERVER = "server"


class ErrorCode(StrEnum):
    """`errors[].extensions.code`."""

    BAD_INPUT = "BAD_INPUT"
    BAD_IDENTITY = "BAD_IDENTITY"
    BAD_CURSOR = "BAD_CURSOR"
    NOT_FOUND = "NOT_FOUND"
    TOO_MANY_IDENTITIES = "TOO_MANY_IDENTITIES"
    UNKNOWN_MERGE_POLICY = "UNKNOWN_MERGE_POLICY"
    PQL_SYNTAX = "PQL_SYNTAX"
    PQL_NOT_ELIGIBLE = "PQL_NOT_ELIGIBLE"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    LABEL_RESTRICTED = "LABEL_RESTRICTED"
    RATE_LIMITED = "RATE_LIMITED"
    CONFLICT = "CONFLICT"
    TIMEOUT = "TIMEOUT"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    INTERNAL = "INTERNAL"

    @property
    def fault(self) -> Fault:
        """The server's for what no change of the request can mend, the client's for the rest."""
        return Fault.SERVER if self in _SERVER_FAULTS else Fault.CLIENT


_SERVER_FAULTS = frozenset({ErrorCode.TIMEOUT, ErrorCode.STORE_UNAVAILABLE, ErrorCode.INTERNAL})


class GatewayError(Exception):
    """Something a client is told about. `str()` of it is the message and nothing else."""

    def __init__(self, code: ErrorCode, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
        self.locations: tuple[tuple[int, int], ...] = ()
        """(line, column) in the document of the field or variable that is wrong; empty where nothing of it is."""

    @property
    def extensions(self) -> dict[str, Any]:
        """What stands beside the message: code, hint where there is one, and the code's own details."""
        extensions: dict[str, Any] = {"code": str(self.code)}
        if self.hint:
            extensions["hint"] = self.hint
        return extensions | self.details


@dataclass(frozen=True, slots=True)
class LocatedError:
    """A `GatewayError` at its place in the answer: `path` of response keys and list indexes."""

    error: GatewayError
    path: tuple[str | int, ...] = ()

    def formatted(self) -> dict[str, Any]:
        """The entry of `errors` as the GraphQL specification writes it."""
        entry: dict[str, Any] = {"message": self.error.message}
        if self.error.locations:
            entry["locations"] = [{"line": line, "column": column} for line, column in self.error.locations]
        if self.path:
            entry["path"] = list(self.path)
        entry["extensions"] = self.error.extensions
        return entry


def bad_input(message: str, hint: str = "") -> GatewayError:
    """An argument or variable that the schema accepts and the contract does not."""
    return GatewayError(ErrorCode.BAD_INPUT, message, hint=hint)


def bad_identity(message: str, hint: str = "") -> GatewayError:
    """An identity that can never exist: empty, malformed, or of no known namespace."""
    return GatewayError(ErrorCode.BAD_IDENTITY, message, hint=hint)


def bad_cursor(hint: str = "Use a cursor from the same list, filter and order, or start without one.") -> GatewayError:
    """A cursor that was not made for this list, filter and order, or is no cursor at all."""
    return GatewayError(ErrorCode.BAD_CURSOR, "The cursor does not belong to this list.", hint=hint)


def limit_exceeded(what: str, limit: int, asked: int) -> GatewayError:
    """More was asked for than one request may have; nothing is clipped in silence."""
    return GatewayError(
        ErrorCode.LIMIT_EXCEEDED,
        f"{what}: {asked} asked for, {limit} allowed.",
        hint="Ask for less at once, and page for the rest.",
        limit=limit,
        asked=asked,
    )


def conflict(message: str, current_version: int) -> GatewayError:
    """Somebody else changed the thing since the client last saw it."""
    return GatewayError(
        ErrorCode.CONFLICT,
        message,
        hint="Read it again, and change what is there now.",
        currentVersion=current_version,
    )


def store_unavailable(retry_after_ms: int = 1000) -> GatewayError:
    """The database cannot be reached or is not ready; the same request may do later."""
    return GatewayError(
        ErrorCode.STORE_UNAVAILABLE,
        "The graph cannot be reached at the moment.",
        hint="Try again after retryAfterMs.",
        retryAfterMs=retry_after_ms,
    )


def ending(retry_after_ms: int = 1000) -> GatewayError:
    """The gateway was told to end, and this took longer than it may then."""
    return GatewayError(
        ErrorCode.STORE_UNAVAILABLE,
        "The gateway is ending, and gave up the request.",
        hint="Try again after retryAfterMs; whether a mutation was done is not known.",
        retryAfterMs=retry_after_ms,
    )


def rate_limited(what: str, limit: int, retry_after_ms: int = 1000) -> GatewayError:
    """More waits already than the gateway takes on; `retryAfterMs` says when to come back."""
    return GatewayError(
        ErrorCode.RATE_LIMITED,
        f"{what} that wait: {limit} already.",
        hint=f"Try again in {retry_after_ms} ms.",
        retryAfterMs=retry_after_ms,
    )


def timed_out(limit_ms: int) -> GatewayError:
    """A statement ran into its time limit and was ended by the database."""
    return GatewayError(
        ErrorCode.TIMEOUT,
        f"The answer took longer than {limit_ms} ms and was given up.",
        hint="Ask for smaller pages, fewer levels or a narrower filter; write fewer records at once.",
    )


def persisted_query_not_found() -> GatewayError:
    """No document is known by the hash. Apollo's clients know the code, urql knows the message: neither may change."""
    return GatewayError(
        ErrorCode.PERSISTED_QUERY_NOT_FOUND,
        "PersistedQueryNotFound",
        hint="Send the document beside its hash once.",
    )


def persisted_query_not_supported() -> GatewayError:
    """Documents are not kept by their hashes here; clients know the code or the message, and stop sending hashes."""
    return GatewayError(
        ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
        "PersistedQueryNotSupported",
        hint="Send the document itself.",
    )


def internal(request_id: str) -> GatewayError:
    """Trouble of ours; the log has it under the same request id."""
    return GatewayError(
        ErrorCode.INTERNAL,
        "Something went wrong on our side.",
        hint="Quote the requestId when you report it.",
        requestId=request_id,
    )
