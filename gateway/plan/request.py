"""What comes into the pipeline, whatever protocol brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request."""

    query: str = ""
    """The document; empty where it is only named."""
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    document_id: str = ""
    """What the client names the document by; beside one its SHA-256, by which it will name it from now on."""
    queries_only: bool = False
    """GET: a mutation is refused."""
    fresh: bool = False
    """The client said no-cache: go to the graph."""
    request_id: str = ""
    resume_after: str = ""
    """Of a stream that was broken off: the id of the last event that was seen."""
    explain: bool = False
    """The plan is to be shown beside the answer: only for callers who may see it."""
    body: bytes = b""
    """The bytes that it came in, where the same bytes are the same request."""
