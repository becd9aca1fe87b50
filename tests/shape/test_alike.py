"""What is made of a row that several share is made once, and is nobody else's."""

from __future__ import annotations

from typing import Any

import orjson

from gateway.errors import ErrorCode, GatewayError
from gateway.plan.bind import BoundScope
from gateway.shape.alike import Alike
from gateway.shape.context import Context, Nothing, Path


def context(size: int = 20, **parameters: Any) -> Context:
    return Context((size,), (BoundScope("mark", None),), "r-1", parameters)


class Counted:
    """Shapes a row as it is, and counts how often; a row of None is an error."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, row: Any, context: Context, path: Path) -> Any:
        self.times += 1
        if row == [None]:
            context.record(Nothing(GatewayError(ErrorCode.INTERNAL, "missing"), path))
        return row[: context.pages[0]]


def test_the_same_row_is_shaped_once_for_requests_that_are_alike() -> None:
    counted, row = Counted(), [1, 2, 3]
    shaper = Alike().shaper(counted)
    made = [shaper(row, context(), None) for _ in range(3)]
    assert [orjson.dumps(each) for each in made] == [b"[1,2,3]"] * 3
    assert counted.times == 1


def test_an_equal_row_of_another_statement_or_another_request_is_shaped_for_itself() -> None:
    counted, row = Counted(), [1, 2, 3]
    shaper = Alike().shaper(counted)
    shaper(row, context(), None)
    assert orjson.dumps(shaper(row, context(2), None)) == b"[1,2]"
    assert orjson.dumps(shaper(row, context(2, a=1), None)) == b"[1,2]"
    assert orjson.dumps(shaper(list(row), context(2, a=1), None)) == b"[1,2]"
    assert counted.times == 4


def test_two_shapes_of_one_row_are_kept_apart() -> None:
    alike, row = Alike(), [1]
    first, second = alike.shaper(lambda *_: "first"), alike.shaper(lambda *_: "second")
    assert [orjson.dumps(each(row, context(), None)) for each in (first, second, first)] == [
        b'"first"', b'"second"', b'"first"'
    ]  # fmt: skip


def test_an_error_belongs_to_its_request_alone() -> None:
    counted, row = Counted(), [None]
    shaper = Alike().shaper(counted)
    for _ in range(2):
        asked = context()
        shaper(row, asked, None)
        assert len(asked.errors) == 1
    assert counted.times == 2
