"""The ordinary executor: graphql-core walks the operation, and its root fields ask the pipeline.

Mutations take this way, one root field after the other; so does introspection, and so does `schema.execute`. What it
answers of the graph is what the compiled way answers, also below the payload of a mutation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLResolveInfo,
    NameNode,
    OperationDefinitionNode,
    ast_from_value,
    execute,
    is_non_null_type,
)
from graphql.execution import Executor
from graphql.execution.values import VariableValues

from gateway.pipeline import Pipeline, Run
from gateway.plan.operation import Operation, RootField, asked_policy, root_fields
from gateway.plan.rules.folding import folding_by
from gateway.plan.selection import refused_argument
from gateway.schema.writes import Again, Desk, Work
from gateway.shape.answer import answered, in_order
from gateway.shape.root import compile_root


async def execute_ordinarily(pipeline: Pipeline, run: Run, desk: Desk | None = None) -> bytes:
    """The body of the answer to an operation, by way of graphql-core. Without a `desk` nothing can be written."""
    result = execute(
        pipeline.schema,
        _without_variables(run.operation),
        context_value=ordinary_context(pipeline, run, desk),
        executor_class=_Coerced,
        coerced=run.operation.variables,
    )
    answer = result if isinstance(result, ExecutionResult) else await result
    fields = {each.key: each for each in root_fields(pipeline.schema, run.operation)}
    for error in answer.errors or ():
        _record(run, error)
    run.notes.append(None)
    return answered(answer.data, in_order(run.errors, list(fields)), run.extensions)


class _Coerced(Executor[Any]):
    """The executor over variables that are coerced already: of a thousand records that is most of the work."""

    def __init__(self, *given: Any, coerced: VariableValues, **named: Any) -> None:
        super().__init__(*given, **named)
        self.variable_values = coerced


def _without_variables(operation: Operation) -> DocumentNode:
    """The operation and its fragments as a document that declares no variables."""
    node = operation.node
    bare = OperationDefinitionNode(
        operation=node.operation,
        name=node.name,
        directives=node.directives,
        selection_set=node.selection_set,
        loc=node.loc,
    )
    return DocumentNode(definitions=(bare, *operation.document.fragments.values()))


def ordinary_context(pipeline: Pipeline, run: Run, desk: Desk | None = None) -> Mapping[str, Any]:
    """The context value under which the schema's resolvers find the pipeline and the desk."""

    async def value(wanted: RootField, above: tuple[str | int, ...]) -> Any:
        """A root field's value, tagged with its types; what goes wrong in it stands below `above` in the answer."""
        part = replace(run, errors=[])
        try:
            policy = await pipeline.graph.policies.policy(asked_policy(run.operation, wanted))
            fragments, variables = run.operation.document.fragments, run.operation.variables
            root = compile_root(pipeline.schema, fragments, variables, wanted, folding_by(policy), tagged=True)
            return await pipeline.value(part, root, policy, keep=False)
        except Exception as trouble:
            part.record_trouble(trouble, (wanted.key,))
            raise _Told from trouble
        finally:
            run.errors.extend(replace(each, path=(*above, *each.path)) for each in part.errors)

    async def resolve_root(info: GraphQLResolveInfo[Any]) -> Any:
        required = is_non_null_type(info.return_type)
        return await value(RootField(str(info.path.key), tuple(info.field_nodes), required), ())

    async def ask_again(info: GraphQLResolveInfo[Any], asked: Again, source: Any) -> Any:
        values = {argument: getattr(source, attribute) for argument, attribute in asked.arguments}
        if None in values.values():
            return None
        nodes = tuple(_asking(pipeline, asked.field, each, values) for each in info.field_nodes)
        return await value(RootField(str(info.path.key), nodes, False), tuple(info.path.as_list()[:-1]))

    async def write(_info: GraphQLResolveInfo[Any], work: Work, arguments: Mapping[str, Any]) -> Any:
        assert desk is not None, "nothing can be written here"
        with run.stages("mutate"):
            try:
                return await work(replace(desk, now=run.now), arguments)
            finally:
                await desk.told()  # whoever hears of the write finds it on every machine

    return {"resolve_root": resolve_root, "ask_again": ask_again, "write": write}


def _asking(pipeline: Pipeline, field: str, node: FieldNode, values: Mapping[str, Any]) -> FieldNode:
    """The node of a payload's field as one that asks a root field of `Query`, with its arguments filled in."""
    assert pipeline.schema.query_type is not None
    definitions = pipeline.schema.query_type.fields[field].args
    arguments = tuple(
        ArgumentNode(name=NameNode(value=name), value=_literal(value, definitions[name].type))
        for name, value in values.items()
    )
    key = node.alias or node.name
    return FieldNode(
        name=NameNode(value=field), alias=key, arguments=arguments, directives=(), selection_set=node.selection_set
    )


def _literal(value: Any, kind: GraphQLInputType) -> Any:
    return ast_from_value(value, kind)


class _Told(Exception):  # noqa: N818 - a signal, not a fault
    """For the executor: there is no value, and why stands among the run's errors."""


def _record(run: Run, error: GraphQLError) -> None:
    """Keep an error that the executor found: arguments of a root field that do not coerce, or a write's trouble."""
    trouble, path = error.original_error or error, tuple(error.path or ())
    if isinstance(trouble, GraphQLError) and len(path) == 1:
        trouble = refused_argument(trouble)
    if not isinstance(trouble, _Told):
        run.record_trouble(trouble, path)
