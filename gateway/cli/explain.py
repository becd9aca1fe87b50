"""`gateway explain`: what an operation costs, and why."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from gateway.app import build_documents
from gateway.cli.exits import Exit, fail, trouble_in_words
from gateway.cli.options import settings_with
from gateway.cli.reaching import reached
from gateway.cli.screen import OUT, complain
from gateway.commands.explain_operation import ExplainedField, Explanation, explain_operation
from gateway.errors import Fault, GatewayError
from gateway.plan.documents import Refused
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.store.database import open_database


def explain(
    file: Annotated[Path, typer.Argument(help="A .graphql file, or - for standard input.", allow_dash=True)],
    variables: Annotated[str, typer.Option(help="Variables as a JSON object.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="The operation, where the file has several.")] = None,
    live: Annotated[bool, typer.Option(help="Run the statements and show what they cost the database.")] = False,
) -> None:
    """Show how an operation is answered: what it selects, the plan, the Cypher, and with --live the db hits.

    Ends with status 1 where the operation is refused, or where the database scans a label although an index exists.
    """
    text = typer.get_text_stream("stdin").read() if str(file) == "-" else _read(file)
    values = _variables(variables)
    settings = settings_with()
    with trouble_in_words():
        try:
            explanation = asyncio.run(_explained(settings, text, values, operation, live=live))
        except Refused as refused:
            for each in refused.errors:
                complain(each.error.message, each.error.hint)
            raise typer.Exit(Exit.FAILED) from None
        except GatewayError as refusal:
            if refusal.code.fault is Fault.SERVER:
                raise
            fail(Exit.FAILED, refusal.message, refusal.hint)
    _show(explanation)
    if any(each.needless_scans for each in explanation.fields):
        raise typer.Exit(Exit.FAILED)


async def _explained(
    settings: Settings, text: str, variables: dict[str, Any], operation: str | None, *, live: bool
) -> Explanation:
    schema, documents = build_schema(), build_documents(settings)
    if not live:
        return await explain_operation(schema, documents, text, variables, operation_name=operation)
    async with reached(settings) as endpoint, open_database(endpoint) as database:
        return await explain_operation(schema, documents, text, variables, operation_name=operation, database=database)


def _show(explanation: Explanation) -> None:
    OUT.print(f"{explanation.statements} statement(s)", markup=False)
    for field in explanation.fields:
        _show_field(field)
    stages = [*explanation.timings_ms, *((f"statement of {each.key}", each.time_ms) for each in explanation.fields)]
    _section("time", "\n".join(f"{stage}  {spent_ms:.2f} ms" for stage, spent_ms in stages if spent_ms is not None))


def _show_field(field: ExplainedField) -> None:
    _section(f"selection of {field.key}", field.selection)
    _section("plan", field.plan)
    _section("cypher", field.statement.text if field.statement else "none: nothing to read")
    if field.operators:
        lines = [
            f"{'  ' * each.depth}{each.name}  {each.details}  hits={each.db_hits} rows={each.rows}"
            for each in field.operators
        ]
        _section(f"cost: {field.db_hits} db hits", "\n".join(lines))
    for scan in field.needless_scans:
        complain(
            f"The database scans all of {scan}, or sorts it, although an index exists.",
            "Look at the filter and the order.",
        )


def _section(title: str, text: str) -> None:
    OUT.print(f"\n[bold]{title}[/]")
    OUT.print(text, markup=False)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        fail(Exit.USAGE, f"{file} cannot be read: {trouble.__class__.__name__}.")


def _variables(text: str) -> dict[str, Any]:
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError as trouble:
        fail(Exit.USAGE, f"--variables is no JSON: {trouble}.")
    if not isinstance(values, dict):
        fail(Exit.USAGE, "--variables wants a JSON object.", 'For example --variables \'{"email": "a@b.example"}\'.')
    return values
