"""A statement: text that never holds a client's value, and the parameters that do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One round trip to the database. Equal shapes have equal `text`, so the database plans it once."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
