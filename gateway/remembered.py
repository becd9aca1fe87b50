"""Requests that came before in the same bytes, and were answered by one kept value: the shortest way to an answer.

Where the bytes are known nothing is parsed, planned or bound. What is remembered of a request is under which key its
value is kept, so an answer found this way is as new as any other: a value that a write has made out of date is not
found, and the request takes the ordinary way.
"""

from __future__ import annotations

from hashlib import blake2b

import orjson

from gateway.errors import GatewayError
from gateway.plan.kept import Kept
from gateway.shape.answer import Answer, CacheNote, KeptPart, Outcome
from gateway.store.graph import Graph


class Remembered:
    """What is known of requests by a digest of their bytes, the least recently asked forgotten first."""

    def __init__(self, graph: Graph, entries: int) -> None:
        self._graph = graph
        self._parts: Kept[bytes, KeptPart] = Kept(entries)

    def note(self, request: bytes, answer: Answer) -> None:
        """Remember how a request was answered, where a kept value was all of it."""
        if answer.cache is not None and answer.cache.part is not None:
            self._parts.put(_digest(request), answer.cache.part)

    async def answer(self, request: bytes) -> Answer | None:
        """The answer that is kept for a request; None where it is not known, or nothing is kept for it now."""
        part = self._parts.get(_digest(request))
        if part is None:
            return None
        try:
            policy = await self._graph.policies.policy(None if part.policy.is_default else part.policy.id)
        except GatewayError:
            return None
        kept = await self._graph.answers.look(part.kept_under) if policy == part.policy else None
        if kept is None:
            return None
        body = b'{"data":{%b:%b}}' % (orjson.dumps(part.name), kept.body)
        return Answer(body, Outcome.ANSWERED, CacheNote(kept.hit, kept.age_s, self._graph.ttl_s, part))


def _digest(request: bytes) -> bytes:
    return blake2b(request, digest_size=16).digest()
