"""The ordinary executor: graphql-core walks the operation, and its root fields ask the pipeline.

Introspection takes this way, and so does `schema.execute`; it answers what the compiled way answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLResolveInfo, execute, is_non_null_type

from gateway.errors import ErrorCode, GatewayError, LocatedError
from gateway.pipeline import Pipeline, Run
from gateway.plan.operation import RootField
from gateway.shape.answer import answered
from gateway.shape.context import Nothing, spelled
from gateway.shape.root import compile_root


async def execute_ordinarily(pipeline: Pipeline, run: Run) -> bytes:
    """The body of the answer to an operation, by way of graphql-core."""
    result = execute(
        pipeline.schema,
        run.operation.document.node,
        context_value=ordinary_context(pipeline, run),
        variable_values=dict(run.request.variables),
        operation_name=run.request.operation_name,
    )
    answer = result if isinstance(result, ExecutionResult) else await result
    found = [_in_catalogue(each) for each in answer.errors or ()]
    run.notes.append(None)
    return answered(answer.data, [*found, *run.errors])


def ordinary_context(pipeline: Pipeline, run: Run) -> Mapping[str, Any]:
    """The context value under which the schema's resolvers find the pipeline."""

    async def resolve_root(info: GraphQLResolveInfo[Any]) -> Any:
        wanted = RootField(str(info.path.key), tuple(info.field_nodes), is_non_null_type(info.return_type))
        try:
            root = compile_root(
                pipeline.schema, run.operation.document.fragments, run.operation.variables, wanted, tagged=True
            )
            return await pipeline.value(run, root, keep=False)
        except Nothing as nothing:
            run.errors.append(LocatedError(nothing.error, spelled(nothing.path)))
            return None

    return {"resolve_root": resolve_root}


def _in_catalogue(error: GraphQLError) -> LocatedError:
    original = error.original_error
    code = ErrorCode.INTERNAL if original else ErrorCode.BAD_INPUT
    found = original if isinstance(original, GatewayError) else GatewayError(code, error.message)
    return LocatedError(found, tuple(error.path or ()))
