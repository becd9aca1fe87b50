"""Requests that came before in the same bytes, and were answered by one kept value: the shortest way to an answer.

Where the bytes are known nothing is parsed, planned or bound. What is remembered of a request is under which key its
value is kept, so an answer found this way is as new as any other: a value that a write has made out of date is not
found, and the request takes the ordinary way.

The answers that are asked for most are *ready*: their bytes are at hand here, with what they depend on. Giving one out
waits for nothing, and costs a look at the clock, at the journal and at the merge policies. None are where the journal
has to be asked for elsewhere, since they would be older than it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from time import time

import orjson

from gateway.domain.merge_policies import MergePolicy
from gateway.domain.tags import SIZE
from gateway.errors import GatewayError
from gateway.plan.kept import Kept
from gateway.shape.answer import Answer, CacheNote, KeptPart, Outcome
from gateway.store.cache import Kept as KeptValue
from gateway.store.graph import Graph

_READY_BYTES = 16_000_000


@dataclass(slots=True)
class _Ready:
    """An answer at hand, its times in seconds, with the position up to which nothing of its tags was touched."""

    part: KeptPart
    body: bytes
    made_at: float
    ttl_s: float
    tags: bytes
    journal: str
    position: int


class Remembered:
    """What is known of requests by a digest of their bytes, the least recently asked forgotten first.

    `ready_bytes` bounds the answers at hand. Times are those of `clock`, in seconds.
    """

    def __init__(
        self, graph: Graph, entries: int, ready_bytes: int = _READY_BYTES, clock: Callable[[], float] = time
    ) -> None:
        self._graph = graph
        self._parts: Kept[bytes, KeptPart] = Kept(entries)
        self._ready: OrderedDict[str, _Ready] = OrderedDict()
        self._free_bytes = self._ready_bytes = ready_bytes
        self._clock = clock
        self._seen: tuple[int, bool] | None = None
        graph.answers.on_kept = self._drop  # by whatever request: nobody gets what it had before

    def note(self, request: bytes, answer: Answer) -> None:
        """Remember how a request was answered, where a kept value was all of it."""
        if answer.cache is not None and answer.cache.part is not None:
            self._parts.put(_digest(request), answer.cache.part)

    @property
    def size(self) -> int:
        """How many bytes the answers at hand take."""
        return self._ready_bytes - self._free_bytes

    def at_hand(self, request: bytes) -> Answer | None:
        """The answer to a request that is at hand; None where none is that holds."""
        if not self._ready:
            return None
        part = self._parts.get(_digest(request))
        found = self._ready.get(part.kept_under) if part else None
        if part is None or found is None or found.part.name != part.name:
            return None
        position, policies_are_old = self._now()
        if policies_are_old or not self._reads_by(part.policy):
            return None
        age_s = self._clock() - found.made_at
        if not (0 <= age_s < found.ttl_s and self._holds(found, position)):
            self._drop(part.kept_under)
            return None
        self._ready.move_to_end(part.kept_under)
        self._graph.answers.hits += 1
        return Answer(found.body, Outcome.ANSWERED, CacheNote(True, age_s, found.ttl_s, part))

    async def answer(self, request: bytes) -> Answer | None:
        """The answer that is kept for a request, ready from now on; None where it is not known, or none is kept."""
        part = self._parts.get(_digest(request)) if len(self._parts) else None
        if part is None:
            return None
        try:
            policy = await self._graph.policies.policy(_asked(part.policy))
        except GatewayError:
            return None
        position = self._graph.journal.position()
        kept = await self._graph.answers.look(part.kept_under) if policy == part.policy else None
        if kept is None:
            return None
        body = b'{"data":{%b:%b}}' % (orjson.dumps(part.name), kept.body)
        if self._graph.journal.is_current:
            self._keep_ready(part, kept, body, position)
        return Answer(body, Outcome.ANSWERED, CacheNote(kept.hit, kept.age_s, kept.max_age_s, part))

    def _now(self) -> tuple[int, bool]:
        """How far the journal has come, and whether the merge policies have to be read: once for a turn of the loop.

        Requests of one turn had all arrived when it began, so none of them can tell that another looked for it.
        """
        if self._seen is None:
            self._seen = (self._graph.journal.position(), self._graph.policies.are_old)
            asyncio.get_running_loop().call_soon(self._look_again)
        return self._seen

    def _look_again(self) -> None:
        self._seen = None

    def _reads_by(self, policy: MergePolicy) -> bool:
        known = self._graph.policies.known(_asked(policy))
        return known is policy or known == policy

    def _holds(self, ready: _Ready, position: int) -> bool:
        journal = self._graph.journal
        if journal.id != ready.journal:
            return False
        if position != ready.position:
            tags = (ready.tags[at : at + SIZE] for at in range(0, len(ready.tags), SIZE))
            if not journal.holds(tags, ready.position):
                return False
            ready.position = position
        return True

    def _keep_ready(self, part: KeptPart, kept: KeptValue, body: bytes, position: int) -> None:
        tags, journal = b"".join(kept.tags), self._graph.journal.id
        self._drop(part.kept_under)
        self._ready[part.kept_under] = _Ready(
            part, body, self._clock() - kept.age_s, kept.max_age_s, tags, journal, position
        )
        self._free_bytes -= len(body) + len(tags)
        while self._free_bytes < 0:
            self._drop(next(iter(self._ready)))

    def _drop(self, key: str) -> None:
        ready = self._ready.pop(key, None)
        if ready is not None:
            self._free_bytes += len(ready.body) + len(ready.tags)


def _asked(policy: MergePolicy) -> str | None:
    return None if policy.is_default else policy.id


def _digest(request: bytes) -> bytes:
    return blake2b(request, digest_size=16).digest()
