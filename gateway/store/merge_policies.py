"""The merge policies of the graph, kept in memory: a lookup that names one, or none, costs no statement for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Protocol

from gateway.cypher.statement import Statement
from gateway.domain.ids import label_of
from gateway.domain.merge_policies import BUILT_IN, Merge, MergePolicy, Stitching
from gateway.errors import ErrorCode, GatewayError

POLICY_ROW = (
    "[policy.id, policy.name, policy.stitching, policy.merge, policy.datasets, policy.is_default, policy.version, "
    "policy.is_stored]"
)
"""What of a policy's node `policy_of` reads."""
READ_POLICIES = Statement(f"MATCH (policy:MergePolicy) WITH policy ORDER BY policy.name RETURN collect({POLICY_ROW})")


class Epochs(Protocol):
    """Whatever knows the current epoch."""

    def current(self) -> str: ...


class MergePolicies:
    """The policies by id. They are read when the epoch of policies has changed, and else every `max_age_s` seconds.

    The latter is for changes by processes that share the database but no data folder. Until they are read for the first
    time, what holds is the policy that every graph begins with.
    """

    def __init__(
        self,
        read: Callable[[Statement], Awaitable[list[Any]]],
        epoch: Epochs,
        max_age_s: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._read = read
        self._epoch = epoch
        self._max_age_s = max_age_s
        self._clock = clock
        self._known_at, self._read_at = epoch.current(), clock()
        self._by_id = {BUILT_IN.id: BUILT_IN}
        self._default = BUILT_IN
        self._one_reads = asyncio.Lock()

    async def policy(self, asked: str | None) -> MergePolicy:
        """The policy of an id; the default one for None. Raises UNKNOWN_MERGE_POLICY."""
        if self.are_old:
            async with self._one_reads:
                if self.are_old:  # else somebody has read them while this one waited
                    await self._refresh()
        if asked is None:
            return self._default
        found = self.known(asked)
        if found is None and label_of(asked) == "MergePolicy":  # made a moment ago, by whom we cannot hear of
            await self.refresh()
            found = self._by_id.get(asked)
        if found is None:
            raise unknown_policy(asked)
        return found

    def expire(self) -> None:
        """Have them read before they are used again."""
        self._known_at = ""

    async def refresh(self) -> None:
        """Read them, as they are now."""
        async with self._one_reads:
            await self._refresh()

    async def _refresh(self) -> None:
        epoch = self._epoch.current()  # before the read: what changes after it is read again
        ((rows,),) = await self._read(READ_POLICIES)
        policies = [policy_of(row) for row in rows]
        self._by_id = {each.id: each for each in policies}
        self._default = next((each for each in policies if each.is_default), BUILT_IN)
        self._by_id.setdefault(self._default.id, self._default)
        self._known_at, self._read_at = epoch, self._clock()

    def known(self, asked: str | None) -> MergePolicy | None:
        """What was the policy of an id, or the default one, when they were read last."""
        return self._default if asked is None else self._by_id.get(asked)

    @property
    def are_old(self) -> bool:
        """Whether they have to be read before one is used."""
        return self._epoch.current() != self._known_at or self._clock() - self._read_at > self._max_age_s


def policy_of(row: list[Any]) -> MergePolicy:
    """A policy from a `POLICY_ROW`."""
    id_, name, stitching, merge, datasets, is_default, version, is_stored = row
    return MergePolicy(
        id_, name, Stitching(stitching), Merge(merge), tuple(datasets), bool(is_default), version, bool(is_stored)
    )


def unknown_policy(asked: str) -> GatewayError:
    """UNKNOWN_MERGE_POLICY for an id that no policy has."""
    return GatewayError(
        ErrorCode.UNKNOWN_MERGE_POLICY,
        f"There is no merge policy {asked[:60]!r}.",
        hint="mergePolicies lists those that there are; leave it out for the default one.",
    )
