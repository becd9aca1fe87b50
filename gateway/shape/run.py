"""One request on its way: what its root fields share, and what they leave for the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from gateway.cypher.profile import Profile
from gateway.domain.merge_policies import MergePolicy
from gateway.errors import ErrorCode, GatewayError, LocatedError, internal
from gateway.observe import Stages
from gateway.plan.operation import Operation
from gateway.plan.request import Request
from gateway.shape.answer import CacheNote, KeptPart
from gateway.shape.context import Nothing, spelled
from gateway.shape.plan_extension import ProfiledField, plan_extension
from gateway.shape.root import Root

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """`now` is the one instant that every statement of the request sees."""

    request: Request
    operation: Operation
    stages: Stages
    now: str
    errors: list[LocatedError] = field(default_factory=list)
    notes: list[CacheNote | None] = field(default_factory=list)
    profiled: list[ProfiledField] = field(default_factory=list)

    def told_by(self, root: Root) -> Callable[[Profile], None] | None:
        """What takes the cost of a root field's statement, None where nobody asks for it."""
        if not self.request.explain:
            return None
        return lambda profile: self.profiled.append(ProfiledField(root.key, root.plan, profile))

    @property
    def extensions(self) -> dict[str, Any]:
        """What stands beside the data: the plan, where it was asked for."""
        return plan_extension(self.profiled, self.stages.timings_ms) if self.request.explain else {}

    def note_kept(self, key: str, policy: MergePolicy, kept_under: str, age_s: float | None, max_age_s: float) -> None:
        """Keep that the value of a root field is kept, and for how long it was; None where it was made just now."""
        self.notes.append(CacheNote(age_s is not None, age_s or 0.0, max_age_s, KeptPart(key, kept_under, policy)))

    def record(self, errors: Iterable[LocatedError]) -> None:
        """Keep what goes into the answer; trouble of ours is logged too."""
        for each in errors:
            self.errors.append(each)
            if each.error.code is ErrorCode.INTERNAL:
                log.error("%s (%s)", each.error.message, ".".join(map(str, each.path)))

    def record_trouble(self, trouble: Exception, path: tuple[str | int, ...]) -> None:
        """Keep why the field at `path` has no value. Only the log tells of what is not of the catalogue."""
        if isinstance(trouble, Nothing):
            self.record([LocatedError(trouble.error, spelled(trouble.path))])
        elif isinstance(trouble, GatewayError):
            self.record([LocatedError(trouble, path)])
        else:
            log.error("a field could not be answered", exc_info=trouble)
            self.errors.append(LocatedError(internal(self.request.request_id), path))
