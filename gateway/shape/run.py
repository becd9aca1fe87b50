"""One request on its way: what its root fields share, and what they leave for the answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.errors import LocatedError
from gateway.observe import Stages
from gateway.plan.operation import Operation
from gateway.plan.request import Request
from gateway.shape.answer import CacheNote


@dataclass(slots=True)
class Run:
    """`now` is the one instant that every statement of the request sees."""

    request: Request
    operation: Operation
    stages: Stages
    now: str
    errors: list[LocatedError] = field(default_factory=list)
    notes: list[CacheNote | None] = field(default_factory=list)
