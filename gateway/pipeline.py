"""The product on one page: request -> operation -> plan -> statements -> rows -> bytes, each step timed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from graphql import GraphQLSchema

from gateway.domain.merge_policies import MergePolicy
from gateway.observe import Stages, new_request_id, request_scope
from gateway.plan.bind import Bound
from gateway.plan.documents import Documents
from gateway.plan.operation import RootField, asked_policy, read_operation
from gateway.plan.request import Request
from gateway.plan.rules.folding import folding_by
from gateway.plan.rules.identities import UnknownNamespaceError
from gateway.shape.answer import QUERIES_ONLY, STREAMED, Answer, Outcome, answered, in_order, instead, joined, refused
from gateway.shape.context import Context
from gateway.shape.root import Root
from gateway.shape.roots import Roots
from gateway.shape.run import Run
from gateway.store.cache import Fresh, Kept
from gateway.store.database import Row
from gateway.store.graph import Graph

__all__ = ["Answer", "Outcome", "Pipeline", "Request", "Run"]

Ordinary = Callable[["Pipeline", Run], Awaitable[bytes]]
"""Runs an operation that is not compiled (introspection) and gives the body of its answer."""


class Pipeline:
    """Answers requests. Everything that does not depend on values is made once and kept."""

    def __init__(
        self,
        schema: GraphQLSchema,
        documents: Documents,
        graph: Graph,
        ordinary: Ordinary,
        plans: int = 1_000,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.schema = schema
        self.graph = graph
        self._documents = documents
        self._ordinary = ordinary
        self._clock = clock
        self._roots = Roots(schema, plans, documents.limits.price)

    async def answer(self, request: Request) -> Answer:
        """The response to a request. Never raises: trouble is an answer too."""
        stages, request = Stages(), request if request.request_id else replace(request, request_id=new_request_id())
        with request_scope(request.request_id):
            try:
                with stages("parse"):
                    run = self.read(request, stages)
                if request.queries_only and not run.operation.is_query:
                    return Answer(refused([QUERIES_ONLY]), Outcome.NOT_A_QUERY)
                if run.operation.is_subscription:
                    return Answer(refused([STREAMED]), Outcome.REFUSED)
                body = await (self._run(run) if run.operation.is_compiled else self._ordinary(self, run))
            except Exception as trouble:
                return instead(trouble, request.request_id, stages.timings_ms)
        return Answer(body, Outcome.ANSWERED, None if run.errors else joined(run.notes), stages.timings_ms)

    def read(self, request: Request, stages: Stages) -> Run:
        """A request on its way. Raises `Refused` for what is no valid operation."""
        document = self._documents.of(request)
        operation = read_operation(self.schema, document.text, document, request.operation_name, request.variables)
        return Run(request, self._roots.priced(operation), stages, self._clock().isoformat())

    async def _run(self, run: Run) -> bytes:
        fields = self._roots.fields(run.operation)
        asked = [self._field(run, each) for each in fields]
        values = [await asked[0]] if len(asked) == 1 else await asyncio.gather(*asked)  # a task costs time
        void = any(value is _VOID for value in values)
        data = None if void else {each.key: value for each, value in zip(fields, values, strict=True)}
        with run.stages("write"):
            return answered(data, in_order(run.errors, [each.key for each in fields]), run.extensions)

    async def _field(self, run: Run, wanted: RootField) -> Any:
        """The value of a root field; `_VOID` where it is missing and may not be."""
        try:
            with run.stages("plan"):
                policy = await self._policy(run, wanted)
                root = self._roots.root(run.operation, wanted, folding_by(policy))
            return await self.value(run, root, policy, keep=True)
        except Exception as trouble:
            run.record_trouble(trouble, (wanted.key,))
        run.notes.append(None)
        return _VOID if wanted.required else None

    async def _policy(self, run: Run, wanted: RootField) -> MergePolicy:
        """The merge policy to read by. What no policy decides is refused or answered before one is asked for."""
        asked = asked_policy(run.operation, wanted)
        if self.graph.policies.are_old and (known := self.graph.policies.known(asked)):
            root = self._roots.root(run.operation, wanted, folding_by(known))
            root.binder.check(run.operation.variables)
            if not root.text:
                return known
        return await self.graph.policies.policy(asked)

    async def value(self, run: Run, root: Root, policy: MergePolicy, *, keep: bool) -> Any:
        """The value of a compiled root field. With `keep`, agent lookups are JSON, from the cache where it has them."""
        if keep and root.plan.keeping and self.graph.ttl_s > 0 and not run.request.explain:
            kept = await self.kept(run, root, policy)
            run.record(kept.errors)
            run.note_kept(root.key, policy, kept.key, kept.age_s if kept.hit else None, kept.max_age_s)
            return orjson.Fragment(kept.body)
        value, context, _ = await self._made(run, root, await self._bound(run, root, policy))
        run.record(context.errors)
        run.notes.append(None)
        return value

    async def kept(self, run: Run, root: Root, policy: MergePolicy) -> Kept:
        """The value of an agent lookup as JSON, with the tags that it depends on."""
        bound = await self._bound(run, root, policy)

        async def make() -> Fresh:
            value, context, row = await self._made(run, root, bound)
            found = value is not None and value != [None] * len(value)
            ttl_s, stale_s = self.graph.times(root.keeping, found=found)
            return Fresh(orjson.dumps(value), ttl_s, tuple(context.errors), root.tags(row, bound.parameters), stale_s)

        return await self.graph.answers.fetch(root.cache_key(bound), make, fresh=run.request.fresh)

    async def _bound(self, run: Run, root: Root, policy: MergePolicy) -> Bound:
        with run.stages("plan"):
            try:
                return root.binder.bind(run.operation.variables, self.graph.namespaces, policy)
            except UnknownNamespaceError:
                known = await self.graph.refresh_namespaces()
            return root.binder.bind(run.operation.variables, known, policy)

    async def _made(self, run: Run, root: Root, bound: Bound) -> tuple[Any, Context, Row]:
        context = Context(bound.pages, bound.scopes, run.request.request_id, bound.parameters, bound.policy)
        parameters = {**bound.parameters, "now": run.now} if root.uses_now else bound.parameters
        with run.stages("store"):
            row = await self.graph.row(root.statement, parameters, run.told_by(root)) if root.text else []
        with run.stages("shape"):
            return root.shaper(row, context, None), context, row


_VOID = object()
