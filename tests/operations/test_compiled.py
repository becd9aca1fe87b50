"""What each golden operation is planned and written as, without any database."""

from __future__ import annotations

import pytest

from gateway.app import build_documents
from gateway.commands.explain_operation import Explanation, explain_operation
from gateway.schema.build import build_schema
from gateway.settings import Settings
from tests.operations.cases import CASES, Case


async def explained(case: Case) -> Explanation:
    return await explain_operation(build_schema(), build_documents(Settings()), case.text, case.variables)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_operation_is_planned_as_its_golden_plan_says(case: Case) -> None:
    explanation = await explained(case)
    parts = [f"{field.key}\n{field.selection}\n\n{field.plan}\n" for field in explanation.fields]
    case.check("plan", "\n".join(parts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_operation_is_written_as_its_golden_cypher_says(case: Case) -> None:
    explanation = await explained(case)
    texts = [
        f"// {field.key}\n{field.statement.text if field.statement else '// nothing to read'}\n"
        for field in explanation.fields
    ]
    case.check("cypher", "\n".join(texts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_operation_costs_the_statements_it_promises(case: Case) -> None:
    assert (await explained(case)).statements == case.statements


async def test_aliases_and_values_do_not_change_the_text() -> None:
    (case,) = [each for each in CASES if each.name == "same_person_by_any_identity"]
    texts = {field.statement.text for field in (await explained(case)).fields if field.statement}
    assert len(texts) == 1
