"""The graph as the pipeline sees it: statements, kept answers and namespaces, behind one door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from gateway.cypher.profile import Profile
from gateway.cypher.share import Shared
from gateway.cypher.statement import Statement
from gateway.plan.keeping import Keeping
from gateway.store.cache import AnswerCache
from gateway.store.database import Row
from gateway.store.merge_policies import MergePolicies
from gateway.store.sharing import SharedReads
from gateway.store.touched import AnyJournal


class Reader(Protocol):
    """Whatever runs read statements: a `Database`, or a recording of one."""

    async def read(self, statement: Statement, timeout_ms: int | None = None) -> list[Row]: ...


@runtime_checkable
class Profiler(Protocol):
    """Whatever can say what a read statement costs, as a `Database` can."""

    async def profiled(self, statement: Statement) -> Profile: ...


_NAMESPACES = Statement("MATCH (namespace:Namespace) RETURN collect(namespace.code) AS codes")


@dataclass(slots=True)
class Graph:
    """One graph. `ttl_s` and `missing_ttl_s` say how long answers are kept; 0 keeps none."""

    database: Reader
    answers: AnswerCache
    journal: AnyJournal
    ttl_s: float
    missing_ttl_s: float
    shared: SharedReads
    policies: MergePolicies
    namespaces: Collection[str] = frozenset()
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _coming: asyncio.Task[Collection[str]] | None = None

    async def row(
        self, statement: Shared, parameters: Mapping[str, Any], tell: Callable[[Profile], None] | None = None
    ) -> Row:
        """The one row of a planned statement, which it may share with others that wait at the same time.

        With `tell` it is run alone, and what it cost is told.
        """
        if tell is not None:
            assert isinstance(self.database, Profiler), "nothing here knows what a statement costs"
            profile = await self.database.profiled(Statement(statement.alone, parameters))
            tell(profile)
            return profile.rows[0]
        return await self.shared.row(statement, parameters)

    def times(self, keeping: Keeping | None, *, found: bool) -> tuple[float, float]:
        """How old an answer may become, and how much older while it is made anew: never where nobody was found."""
        if keeping is None:
            return 0.0, 0.0
        if not found:
            return min(self.missing_ttl_s, keeping.max_age_s), 0.0
        return min(self.ttl_s, keeping.max_age_s), min(self.ttl_s, keeping.stale_s)

    async def refresh_namespaces(self) -> Collection[str]:
        """The namespaces that exist: codes are added and never removed, so what is known stays known.

        Who asks while they are read shares the next reading, which begins after that.
        """
        if self._coming is None:
            self._coming = asyncio.create_task(self._read_namespaces())
        return await asyncio.shield(self._coming)

    async def _read_namespaces(self) -> Collection[str]:
        async with self._reading:
            self._coming = None
            ((codes,),) = await self.database.read(_NAMESPACES)
        self.namespaces = frozenset(codes)
        return self.namespaces
