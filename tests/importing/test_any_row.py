"""Whatever stands in a row, it is taken or refused in words, and every row is accounted for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.commands.import_files import import_files
from gateway.commands.importing.plan import marketo_files, salesforce_files
from gateway.commands.importing.report import report_from_json
from gateway.domain.fields import Type
from gateway.domain.importing.cells import UnfitCell, fitted, json_of, text_of
from gateway.domain.importing.marketo.beforehand import Beforehand
from gateway.domain.importing.marketo.objects import OBJECTS as MARKETO
from gateway.domain.importing.marketo.objects import MarketoMap
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.salesforce.conversions import Conversions
from gateway.domain.importing.salesforce.objects import OBJECTS as SALESFORCE
from gateway.domain.importing.salesforce.objects import SalesforceMap
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Tally
from gateway.domain.reading import read_record
from gateway.domain.value_checks import Refusal
from tests.importing import marketo_export, salesforce_export
from tests.importing.tables import write_csv

NOW = "2026-04-01T00:00:00.000000Z"
_TOLD = (
    "", " ", "#N/A", "true", "FALSE", "1", "0", "-1.5", "1e999", "12.50", "2026-01-01", "2026-02-30",
    "0001-01-01T00:00:00", "9999-12-31 23:59:59", "2026-01-01T00:00:00.000+0000", "a@b.example", "@", "[1, 2]",
    '{"Merge IDs": "1"}', "{", ";;", "32", "104", "24", "9", "6", "003000000000001AAA", "é" * 3_000, "\u0085",
)  # fmt: skip
CELLS = st.one_of(st.sampled_from(_TOLD), st.text(max_size=20), st.none(), st.integers(), st.floats(), st.booleans())
OPTIONS = st.builds(SourceOptions, st.just("d"), clear_blanks=st.booleans(), erase_people=st.booleans())


@given(CELLS, st.sampled_from(Type))
def test_any_cell_fits_or_says_that_it_does_not(cell: Any, wanted: Type) -> None:
    json_of(cell)
    if wanted in (Type.MONEY, Type.ADDRESS, Type.OBJECT) or text_of(cell) is None:
        return
    with suppress(UnfitCell):
        fitted(cell, wanted)


@pytest.mark.parametrize("known", SALESFORCE, ids=lambda known: known.name)
@given(data=st.data(), options=OPTIONS)
@settings(max_examples=60)
def test_any_row_of_salesforce_is_taken_or_refused_in_words(known: Any, data: Any, options: SourceOptions) -> None:
    columns = tuple(dict.fromkeys((*salesforce_export.EXPORT[known.name][0], "MasterRecordId", "IsDeleted", "Odd__c")))
    header = Header(columns, known.name)
    taken_or_refused(SalesforceMap(known, header, options, Conversions()), header, data)


@pytest.mark.parametrize("known", MARKETO, ids=lambda known: known.name)
@given(data=st.data(), options=OPTIONS)
@settings(max_examples=60)
def test_any_row_of_marketo_is_taken_or_refused_in_words(known: Any, data: Any, options: SourceOptions) -> None:
    columns = dict.fromkeys((*known.reads, *known.paths, "primaryattributevalueid", "newstatus", "odd"))
    header = Header(tuple(columns))
    taken_or_refused(MarketoMap(known, header, options, Beforehand()), header, data)


def taken_or_refused(table: Any, header: Header, data: Any) -> None:
    cells = tuple(data.draw(CELLS, label=name) for name in header.columns)
    tally = Tally()
    with suppress(Refusal):
        records = table.records(Row(header, cells, 1), tally)
        assert bool(records) is not bool(tally.nothing)
        for each in records:
            read_record(each, NOW)


@given(st.lists(st.fixed_dictionaries({"Id": st.sampled_from(["", "a", "b"]), "AnnualRevenue": CELLS}), min_size=1))
@settings(max_examples=30)
def test_a_dry_run_accounts_for_every_row_and_its_report_can_be_taken_up_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    path: Path = write_csv(tmp_path_factory.mktemp("export") / "Account.csv", rows)
    report = asyncio.run(import_files(None, salesforce_files([path], SourceOptions("d"))))
    (told,) = report.files.values()
    assert told.read == told.loaded + told.unchanged + told.waiting + told.refused + told.nothing
    assert report_from_json(report.to_json()).files == report.files


def test_a_dry_run_of_a_whole_export_accounts_for_every_row(tmp_path: Path) -> None:
    folder = marketo_export.write_export(tmp_path)
    report = asyncio.run(import_files(None, marketo_files(sorted(folder.iterdir()), SourceOptions("d"))))
    assert report.total("read") == sum(len(rows) for rows in marketo_export.EXPORT.values())
    assert report.total("read") == report.total("loaded") + report.total("refused") + report.total("nothing")
