"""What the transport needs of the product: whatever has these methods will do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from gateway.pipeline import Answer, Request
from gateway.store.cache import Counts


class Readiness(Protocol):
    """Whether requests can be answered now, and in words why not."""

    @property
    def ready(self) -> bool: ...

    @property
    def words(self) -> str: ...


class Event(Protocol):
    """An answer of a stream, and the id to go on from where it has one."""

    @property
    def answer(self) -> Answer: ...

    @property
    def id(self) -> str: ...


class Gateway(Protocol):
    """Answers requests, whatever protocol brought them."""

    @property
    def draining(self) -> asyncio.Event:
        """Set when the gateway is to end: what is under way is answered, and what never ends by itself is ended."""
        ...

    async def answer(self, request: Request) -> Answer:
        """The response body and how it came about. Never raises: trouble is an answer too."""
        ...

    def at_hand(self, body: bytes) -> Answer | None:
        """The answer at hand to a request that came before in the same bytes; None where there is none."""
        ...

    async def remembered(self, body: bytes) -> Answer | None:
        """The kept answer to a request that came before in the same bytes; None where the request has to be read."""
        ...

    def events(self, request: Request) -> AsyncIterator[Event]:
        """The answers to an operation, one after another. Never raises."""
        ...

    def streams(self, request: Request) -> bool:
        """Whether a request is for a subscription, which has many answers."""
        ...

    async def ready(self) -> Readiness:
        """Whether the engine is reachable and its migrations are applied."""
        ...

    def counts(self) -> Counts | None:
        """How the cache of this process did; None while it does not run."""
        ...

    def sdl(self) -> str:
        """The schema as clients see it."""
        ...
