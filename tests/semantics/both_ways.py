"""Asking the compiled way and the ordinary executor the same, and holding that they answer the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from gateway.app import build_documents, build_pipeline
from gateway.observe import Stages
from gateway.pipeline import Outcome, Pipeline, Request, Run
from gateway.plan.documents import Documents
from gateway.plan.operation import read_operation
from gateway.schema.ordinary import execute_ordinarily
from gateway.settings import Settings
from gateway.store.graph import Reader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The instant that every test of the story is asked at."""
_REQUEST_ID = "r-1"


@dataclass(frozen=True)
class Case:
    """What is asked, and what is answered: the data, and of each error its code and path."""

    says: str
    query: str
    data: Any = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation: str | None = None
    errors: tuple[tuple[Any, ...], ...] = ()
    """Each a code, followed by the path."""


class BothWays:
    """A pipeline, and graphql-core's executor over it."""

    def __init__(self, settings: Settings, store: Reader) -> None:
        self.pipeline: Pipeline = build_pipeline(settings, store)
        self.pipeline._clock = lambda: NOW
        self._documents: Documents = build_documents(settings)

    async def answer(self, query: str, variables: Mapping[str, Any] | None = None, operation: str | None = None) -> Any:
        """The answer, which is that of both ways where the request is not refused."""
        request = Request(query, operation, variables or {}, fresh=True, request_id=_REQUEST_ID)
        answer = await self.pipeline.answer(request)
        if answer.outcome is not Outcome.REFUSED:
            ordinary = await self._ordinarily(request)
            assert ordinary == answer.body
        return orjson.loads(answer.body)

    async def check(self, case: Case) -> None:
        """Hold a case."""
        answer = await self.answer(case.query, case.variables, case.operation)
        found = tuple((each["extensions"]["code"], *each.get("path", ())) for each in answer.get("errors", ()))
        assert orjson.dumps(answer.get("data")) == orjson.dumps(case.data), answer
        assert found == case.errors, answer

    async def _ordinarily(self, request: Request) -> bytes:
        document = self._documents.read(request.query)
        operation = read_operation(
            self.pipeline.schema, request.query, document, request.operation_name, request.variables
        )
        return await execute_ordinarily(self.pipeline, Run(request, operation, Stages(), NOW.isoformat()))
