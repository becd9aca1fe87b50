"""A cell becomes what its field wants, however the source writes it, or is told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.domain.fields import Type
from gateway.domain.importing.cells import ISO, Notation, UnfitCell, fitted, json_of, text_of


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2019-10-17 21:10:19", "2019-10-17T21:10:19.000000Z"),
        ("2020-05-06 00:14:31.250", "2020-05-06T00:14:31.250000Z"),
        ("2020-05-15 22:18:25 UTC", "2020-05-15T22:18:25.000000Z"),
        ("2019-10-17T21:10:19.000+0000", "2019-10-17T21:10:19.000000Z"),
        ("2019-10-17T21:10:19.000Z", "2019-10-17T21:10:19.000000Z"),
        ("2019-10-17T23:10:19+02:00", "2019-10-17T21:10:19.000000Z"),
        ("2019-10-17", "2019-10-17T00:00:00.000000Z"),
        (datetime(2019, 10, 17, 21, 10, 19, tzinfo=UTC), "2019-10-17T21:10:19.000000Z"),
        (date(2019, 10, 17), "2019-10-17T00:00:00.000000Z"),
    ],
)
def test_an_instant_is_read_as_salesforce_marketo_and_warehouses_write_it(written: Any, instant: str) -> None:
    assert fitted(written, Type.INSTANT) == instant


@pytest.mark.parametrize(
    ("cell", "wanted", "notation", "value"),
    [
        ("1200", Type.NUMBER, ISO, 1200),
        ("1.200,50", Type.NUMBER, Notation(decimal=",", thousands="."), 1200.5),
        ("1,200.50", Type.NUMBER, Notation(thousands=","), 1200.5),
        (7, Type.NUMBER, ISO, 7),
        ("120210.0", Type.INTEGER, ISO, 120210),
        ("FALSE", Type.TRUTH, ISO, False),
        ("1", Type.TRUTH, ISO, True),
        (True, Type.TRUTH, ISO, True),
        ("2018-12-19 00:00:00", Type.DATE, ISO, "2018-12-19"),
        ("19/12/2018", Type.DATE, Notation(date_form="%d/%m/%Y"), "2018-12-19"),
        ("Sales; Marketing", Type.TEXTS, ISO, ["Sales", "Marketing"]),
        ("contact", Type.PERSON_TYPE, ISO, "CONTACT"),
        (" Ada ", Type.TEXT, ISO, "Ada"),
        (3.0, Type.TEXT, ISO, "3"),
    ],
)
def test_a_cell_is_fitted_to_its_field(cell: Any, wanted: Type, notation: Notation, value: Any) -> None:
    assert fitted(cell, wanted, notation) == value


@pytest.mark.parametrize(
    ("cell", "wanted", "notation", "said"),
    [
        ("n/a", Type.NUMBER, ISO, '"n/a" is no number'),
        ("nan", Type.NUMBER, ISO, '"nan" is no number'),
        ("1.200,50", Type.NUMBER, Notation(decimal=","), "is no number"),
        ("1.5", Type.INTEGER, ISO, '"1.5" is no whole number'),
        ("maybe", Type.TRUTH, ISO, '"maybe" is neither true nor false'),
        ("2018-13-19", Type.DATE, ISO, '"2018-13-19" is no calendar day'),
        ("19371233", Type.DATE, Notation(date_form="%Y%m%d"), "is no calendar day in the form %Y%m%d"),
        ("yesterday", Type.INSTANT, ISO, '"yesterday" is no instant'),
    ],
)
def test_a_cell_that_does_not_fit_says_what_it_is(cell: Any, wanted: Type, notation: Notation, said: str) -> None:
    with pytest.raises(UnfitCell, match="is n") as unfit:
        fitted(cell, wanted, notation)
    assert said in str(unfit.value)


@pytest.mark.parametrize("cell", ["", "  ", None, float("nan")])
def test_a_cell_in_which_nothing_stands_is_blank(cell: Any) -> None:
    assert text_of(cell) is None
    assert json_of(cell) is None


@pytest.mark.parametrize("cell", [3, 2.5, True, ["a"], {"a": 1}, "text"])
def test_custom_fields_keep_what_json_can_say(cell: Any) -> None:
    assert json_of(cell) == cell
