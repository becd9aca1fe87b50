"""What is asked before anybody asks: a database plans a new statement in a second when cold, in a millisecond after."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import orjson
from graphql import OperationDefinitionNode, OperationType

from gateway.pipeline import Outcome, Pipeline, Request
from gateway.plan.made_up_variables import made_up_variables
from gateway.plan.trusted import Trust
from gateway.transport.pages import read_examples

log = logging.getLogger(__name__)


async def warm(pipeline: Pipeline, trust: Trust) -> None:
    """Ask every query of the trusted documents once, and the ready examples where they would be answered."""
    for request in (*_of_trusted_documents(pipeline, trust), *(() if trust.enforces else _of_examples())):
        answer = await pipeline.answer(request)
        if answer.outcome is not Outcome.ANSWERED:
            log.debug("could not warm an operation: %s", answer.body)


def _of_trusted_documents(pipeline: Pipeline, trust: Trust) -> Iterator[Request]:
    for document in trust.documents:
        for each in document.node.definitions:
            if isinstance(each, OperationDefinitionNode) and each.operation is OperationType.QUERY:
                name = each.name.value if each.name else None
                yield Request(document.text, name, made_up_variables(pipeline.schema, each))


def _of_examples() -> Iterator[Request]:
    for example in read_examples():
        yield Request(example.query, variables=orjson.loads(example.variables) if example.variables else {})
