"""One subscription to a person: its selection is read, delivered, and read again when the journal touches its tags."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLObjectType,
    NameNode,
    ast_from_value,
    get_argument_values,
    get_named_type,
)

from gateway.errors import ErrorCode, GatewayError, LocatedError, bad_input
from gateway.observe import Stages, new_request_id
from gateway.pipeline import Answer, Outcome, Pipeline, Request, Run
from gateway.plan.documents import Refused
from gateway.plan.operation import RootField
from gateway.plan.rules.folding import folding_by
from gateway.plan.rules.identities import identity_key
from gateway.plan.selection import TYPENAME_FIELD, Selector
from gateway.plan.tree import Folding
from gateway.shape.answer import answered, refused
from gateway.shape.root import Root, compile_root
from gateway.store.cache import Kept
from gateway.subscriptions.watch import Watch

_AGAIN_S = 1.0
"""Before a read is tried again that the graph did not answer."""


@dataclass(frozen=True, slots=True)
class Event:
    """An answer of a stream, and the id to go on from; none where it says why there will be no other."""

    answer: Answer
    id: str = ""


def is_streamed(pipeline: Pipeline, request: Request) -> bool:
    """Whether a request is for a subscription; not so for what is no valid operation."""
    try:
        return pipeline.read(request, Stages()).operation.is_subscription
    except Refused:
        return False


async def events(pipeline: Pipeline, watch: Watch, request: Request) -> AsyncIterator[Event]:
    """The answers to an operation: one to a query or mutation, any number to a subscription. Never raises."""
    request = replace(request, request_id=request.request_id or new_request_id())
    try:
        run = pipeline.read(request, Stages())
        if not run.operation.is_subscription:
            yield Event(await pipeline.answer(request))
            return
        subscription = _Subscription(pipeline, watch, run)
    except Refused as wrong:
        yield Event(Answer(refused(wrong.errors), Outcome.REFUSED))
        return
    except GatewayError as refusal:
        yield Event(Answer(refused([LocatedError(refusal)]), Outcome.REFUSED))
        return
    try:
        async for event in subscription.events():
            yield event
    except Exception as trouble:
        run.record_trouble(trouble, (subscription.key,))
        yield Event(Answer(answered(None, run.errors), Outcome.ANSWERED))


class _Subscription:
    """Raises `GatewayError` where the arguments are refused."""

    def __init__(self, pipeline: Pipeline, watch: Watch, run: Run) -> None:
        self._pipeline, self._watch, self._run = pipeline, watch, run
        root = pipeline.schema.subscription_type
        assert root is not None
        fragments, variables = run.operation.document.fragments, run.operation.variables
        self._selector = Selector(pipeline.schema, fragments, variables)
        groups = self._selector.groups(root, run.operation.node.selection_set.selections)
        ((self.key, nodes),) = groups.items()
        definition = root.fields[nodes[0].name.value]
        arguments = get_argument_values(definition, nodes[0], variables)
        self._argument = _who(arguments)
        self._after = arguments.get("after") or run.request.resume_after
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        selections = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
        self._fields = self._selector.groups(kind, selections)
        self._kind = kind.name
        self._roots: dict[tuple[str, Folding], Root] = {}

    async def events(self) -> AsyncIterator[Event]:
        """The state now, unless nothing was touched since `after`; then the state after every change of it."""
        journal = self._watch.journal
        last: list[bytes] | None = None
        since = _position(self._after, journal.id)
        while True:
            begun = journal.position()
            kept = await self._read()
            tags = sorted({tag for each in kept.values() for tag in each.tags})
            told = [each.body for each in kept.values()]
            if last is None and since is not None and journal.holds(tags, since):
                last = told
            if told != last or any(each.errors for each in kept.values()):
                last, id_ = told, f"{journal.id}-{begun:x}"
                yield Event(Answer(self._body(kept, id_), Outcome.ANSWERED), id_)
            await self._watch.touched(tags, begun)

    async def _read(self) -> dict[str, Kept]:
        """What is selected of the person, by response key. The graph's own trouble is waited out."""
        while True:
            try:
                return {
                    key: await self._field(key, nodes)
                    for key, nodes in self._fields.items()
                    if nodes[0].name.value == "person"
                }
            except GatewayError as trouble:
                if trouble.code not in (ErrorCode.STORE_UNAVAILABLE, ErrorCode.TIMEOUT, ErrorCode.RATE_LIMITED):
                    raise
            await asyncio.sleep(_AGAIN_S)

    async def _field(self, key: str, nodes: list[FieldNode]) -> Kept:
        policy = await self._pipeline.graph.policies.policy(None)
        folding = folding_by(policy)
        root = self._roots.get((key, folding))
        if root is None:
            operation = self._run.operation
            wanted = RootField(key, tuple(map(self._asking, nodes)), False)
            fragments, variables = operation.document.fragments, operation.variables
            root = compile_root(self._pipeline.schema, fragments, variables, wanted, folding)
            self._roots[key, folding] = root
        return await self._pipeline.kept(self._run, root, policy)

    def _asking(self, node: FieldNode) -> FieldNode:
        """The node of `person` below a change as one that asks the root field of that name."""
        query = self._pipeline.schema.query_type
        assert query is not None
        name, value = self._argument
        literal = ast_from_value(value, query.fields["person"].args[name].type)
        assert literal is not None
        argument = ArgumentNode(name=NameNode(value=name), value=literal)
        return FieldNode(
            name=NameNode(value="person"),
            alias=node.alias or node.name,
            arguments=(argument,),
            directives=(),
            selection_set=node.selection_set,
            loc=node.loc,
        )

    def _body(self, kept: Mapping[str, Kept], id_: str) -> bytes:
        change: dict[str, Any] = {}
        for key, nodes in self._fields.items():
            match nodes[0].name.value:
                case "person":
                    change[key] = orjson.Fragment(kept[key].body)
                case "id":
                    change[key] = id_
                case _:
                    assert nodes[0].name.value == TYPENAME_FIELD
                    change[key] = self._kind
        errors = [replace(each, path=(self.key, *each.path)) for one in kept.values() for each in one.errors]
        return answered({self.key: change}, errors)


def _who(arguments: Mapping[str, Any]) -> tuple[str, Any]:
    """The argument that names the person, and its value."""
    given = [(name, arguments[name]) for name in ("identity", "id") if arguments.get(name) is not None]
    if len(given) != 1:
        found = " and ".join(name for name, _ in given) or "none"
        raise bad_input(f"personChanged takes exactly one of identity and id; {found} given.", "Give one of them.")
    if given[0][0] == "identity":
        identity_key(given[0][1])
    return given[0]


def _position(after: str, journal: str) -> int | None:
    """The position of the journal that the id of an event stands for; None where it is of another, or of none."""
    id_, _, position = after.partition("-")
    try:
        return int(position, 16) if id_ == journal else None
    except ValueError:
        return None
