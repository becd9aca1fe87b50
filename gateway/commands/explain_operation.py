"""`explain`: what an operation selects, plans and asks of the database, and what that costs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema

from gateway.commands.needless_scans import needless_scans
from gateway.cypher.profile import Operator
from gateway.cypher.statement import Statement
from gateway.errors import bad_input
from gateway.observe import Stages
from gateway.plan.documents import Documents
from gateway.plan.operation import RootField, asked_policy, read_operation, root_fields
from gateway.plan.render import render_plan, render_selection
from gateway.plan.selection import Selector
from gateway.plan.tree import (
    Folding,
)
from gateway.shape.root import Root, compile_root
from gateway.store.database import Database

_OF_THE_SCHEMA = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """One root field. Without a database there are no operators, and nothing is known of scans."""

    key: str
    selection: str
    plan: str
    statement: Statement | None
    operators: tuple[Operator, ...] = ()
    needless_scans: tuple[str, ...] = ()
    """What was read whole, or sorted, where an index would have done: see `needless_scans`."""
    time_ms: float | None = None
    """How long the statement took, None where it was not run."""

    @property
    def db_hits(self) -> int | None:
        """What the statement cost the database; None where it was not run."""
        hits = [each.db_hits for each in self.operators if each.db_hits is not None]
        return sum(hits) if hits else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An operation explained, root field by root field."""

    fields: tuple[ExplainedField, ...] = field(default_factory=tuple)
    timings_ms: tuple[tuple[str, float], ...] = ()
    """(stage, milliseconds) of what was done here; a statement's time stands beside the statement."""

    @property
    def statements(self) -> int:
        """How many statements the operation costs."""
        return sum(1 for each in self.fields if each.statement is not None)


async def explain_operation(
    schema: GraphQLSchema,
    documents: Documents,
    text: str,
    variables: Mapping[str, Any],
    *,
    operation_name: str | None = None,
    database: Database | None = None,
    now: str = "2026-01-01T00:00:00Z",
) -> Explanation:
    """The operation's explanation; with a database its statements are run and their cost measured.

    Raises `Refused` and `GatewayError` as answering it would, and BAD_INPUT for what is no query: it would have to be
    done to see what it costs.
    """
    stages = Stages()
    with stages("parse"):
        document = documents.read(text)
        operation = read_operation(schema, text, document, operation_name, variables)
    if not operation.is_query:
        raise bad_input(f"A {operation.node.operation.value} is not explained.", "Explain a query.")
    explained: list[ExplainedField] = []
    for wanted in root_fields(schema, operation):
        if wanted.nodes[0].name.value in _OF_THE_SCHEMA:
            explained.append(ExplainedField(wanted.key, wanted.key, "the schema itself answers", None))
            continue
        # Which policies there are is not known here: one that is named is taken for another than the default.
        folding = Folding(everybody=asked_policy(operation, wanted) is not None)
        with stages("plan"):
            root = compile_root(schema, document.fragments, operation.variables, wanted, folding)
        bound = root.binder.bind(operation.variables, _AnyNamespace())
        parameters = {**bound.parameters, "now": now} if root.uses_now else dict(bound.parameters)
        statement = Statement(root.text, parameters) if root.text else None
        selector = Selector(schema, document.fragments, operation.variables)
        assert schema.query_type is not None
        selection = render_selection(selector.field(schema.query_type, wanted.key, wanted.nodes))
        explained.append(await _explained(wanted, root, selection, statement, database))
    return Explanation(tuple(explained), stages.timings_ms)


async def _explained(
    wanted: RootField, root: Root, selection: str, statement: Statement | None, database: Database | None
) -> ExplainedField:
    plan = render_plan(root.plan)
    if database is None or statement is None:
        return ExplainedField(wanted.key, selection, plan, statement)
    profile = await database.profiled(statement)
    scans = needless_scans(root.plan, profile.operators)
    return ExplainedField(wanted.key, selection, plan, statement, profile.operators, scans, profile.time_ms)


class _AnyNamespace:
    """To explain, every namespace will do: no database may be at hand to ask."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
