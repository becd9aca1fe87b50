"""`gateway explain`, as somebody sees it who wonders what an operation costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.command_line import command_line
from gateway.cli.exits import Exit

_LOOKUP = '{ person(identity: { namespace: "CRMID", value: "C-1001" }) { fullName } }'


def explained(tmp_path: Path, query: str, *options: str) -> tuple[int, str]:
    """The status, and all that was said."""
    file = tmp_path / "operation.graphql"
    file.write_text(query, "utf-8")
    ended = CliRunner().invoke(command_line, ["explain", str(file), *options])
    return ended.exit_code, " ".join(ended.output.split())


def test_it_shows_selection_plan_cypher_and_the_time_of_each_stage(tmp_path: Path) -> None:
    status, said = explained(tmp_path, _LOOKUP)
    assert status == Exit.OK
    for part in ("1 statement(s)", "selection of person", "plan person = Person named by", "cypher MATCH (:Identity"):
        assert part in said
    assert "time parse" in said
    assert "C-1001" not in said


def test_what_the_schema_answers_costs_no_statement(tmp_path: Path) -> None:
    status, said = explained(tmp_path, "{ __schema { queryType { name } } }")
    assert (status, said.startswith("0 statement(s)")) == (Exit.OK, True)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("{ persons(first: 501) { totalCount } }", "501 asked for"),
        ("{ nobody }", "Cannot query field"),
        ("{", "Syntax Error"),
        ('mutation { ingestRecords(dataset: "a", records: []) { __typename } }', "A mutation is not explained."),
    ],
)
def test_what_is_refused_is_said_in_words(tmp_path: Path, query: str, why: str) -> None:
    status, said = explained(tmp_path, query)
    assert status == Exit.FAILED
    assert why in said
