"""What the transport needs of the product: a pipeline with these three methods will do."""

from __future__ import annotations

from typing import Protocol

from gateway.pipeline import Answer, Request


class Readiness(Protocol):
    """Whether requests can be answered now, and in words why not."""

    @property
    def ready(self) -> bool: ...

    @property
    def words(self) -> str: ...


class Gateway(Protocol):
    """Answers requests, whatever protocol brought them."""

    async def answer(self, request: Request) -> Answer:
        """The response body and how it came about. Never raises: trouble is an answer too."""
        ...

    async def ready(self) -> Readiness:
        """Whether the engine is reachable and its migrations are applied."""
        ...

    def sdl(self) -> str:
        """The schema as clients see it."""
        ...
