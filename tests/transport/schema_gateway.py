"""A small gateway over a plain graphql-core schema: enough of a product for the transport to be tried without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    print_schema,
    validate,
)

from gateway.errors import ErrorCode, GatewayError
from gateway.pipeline import Answer, Outcome, Request
from gateway.plan.limits import check_limits
from gateway.shape.answer import CacheNote
from gateway.store.cache import Counts

_SDL = """
"The person who asked."
type Query {
  hello(name: String = "world"): String!
  number(value: Int!): Int!
  requestId: String!
  fresh: Boolean!
  explained: Boolean!
  fails: String
  self: Query!
}

type Mutation { greet: String! }

type Subscription {
  "Counts from 1, and never ends without an end."
  count(to: Int): Int!
}
"""


@dataclass(frozen=True)
class Numbered:
    answer: Answer
    id: str = ""


@dataclass(frozen=True)
class Ready:
    ready: bool = True
    words: str = "ready"


@dataclass
class SchemaGateway:
    """Parses, checks limits, validates and executes; what it is told to say about cache and times, it says."""

    cache: CacheNote | None = None
    timings_ms: tuple[tuple[str, float], ...] = ()
    readiness: Ready = Ready()
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    counted: Counts | None = None
    under_way: int = 0
    """Subscriptions that are being answered."""
    known: dict[bytes, Answer] = field(default_factory=dict)
    """Answers at hand, by the body of a request."""
    schema: GraphQLSchema = field(default_factory=lambda: build_schema(_SDL))

    def at_hand(self, body: bytes) -> Answer | None:
        return self.known.get(body)

    async def remembered(self, body: bytes) -> Answer | None:
        return None

    async def answer(self, request: Request) -> Answer:
        try:
            document = parse(request.query, max_tokens=10_000)
            check_limits(document, max_depth=20, max_aliases=100, max_root_fields=20)
            if trouble := validate(self.schema, document):
                return self._answer(Outcome.REFUSED, errors=[_formatted(error) for error in trouble])
            operation = get_operation_ast(document, request.operation_name)
            if request.queries_only and operation and operation.operation is not OperationType.QUERY:
                refusal = GraphQLError("Only queries are served here.", extensions={"code": "BAD_INPUT"})
                return self._answer(Outcome.NOT_A_QUERY, errors=[_formatted(refusal)])
            result = execute_sync(
                self.schema, document, _root(request), None, dict(request.variables), request.operation_name
            )
        except GraphQLError as error:
            return self._answer(Outcome.REFUSED, errors=[_formatted(error)])
        except GatewayError as error:
            return self._answer(Outcome.REFUSED, errors=[{"message": error.message, "extensions": error.extensions}])
        assert isinstance(result, ExecutionResult)
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            return self._answer(Outcome.REFUSED, errors=[_formatted(error) for error in result.errors])
        return self._answer(Outcome.ANSWERED, **result.formatted)

    def streams(self, request: Request) -> bool:
        return request.query.lstrip().startswith("subscription")

    async def events(self, request: Request) -> AsyncIterator[Numbered]:
        if not self.streams(request) or b'"errors"' in (refusal := (await self.answer(request)).body):
            yield Numbered(await self.answer(request))
            return
        del refusal
        self.under_way += 1
        try:
            number = int(request.resume_after or 0)
            while number < int(request.variables.get("to", 1_000_000_000)):
                number += 1
                body = orjson.dumps({"data": {"count": number}})
                yield Numbered(Answer(body, Outcome.ANSWERED), str(number))
                await asyncio.sleep(0.01)
        finally:
            self.under_way -= 1

    def counts(self) -> Counts | None:
        return self.counted

    async def ready(self) -> Ready:
        return self.readiness

    def sdl(self) -> str:
        return print_schema(self.schema)

    def _answer(self, outcome: Outcome, **members: Any) -> Answer:
        return Answer(orjson.dumps(members), outcome, self.cache, self.timings_ms)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    return {"extensions": {"code": ErrorCode.GRAPHQL_VALIDATION_FAILED}, **error.formatted}


def _root(request: Request) -> dict[str, Any]:
    root: dict[str, Any] = {
        "hello": lambda _, name: f"hello {name}",
        "number": lambda _, value: value,
        "requestId": request.request_id,
        "fresh": request.fresh,
        "explained": request.explain,
        "greet": "greeted",
    }
    return root | {"self": root, "count": 0}
