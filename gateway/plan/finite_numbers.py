"""A validation rule that GraphQL lacks: a number written out must be one that a float can hold."""

from __future__ import annotations

from math import isinf
from typing import Any

from graphql import FloatValueNode, GraphQLError, IntValueNode, ValidationRule

_SHOWN_DIGITS = 20


class FiniteNumbersRule(ValidationRule):
    """Refuses literals such as `1e400`, which would be read as infinity. Variables are refused as they are coerced."""

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> None:
        self._check(node, node.value)

    def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
        self._check(node, node.value)

    def _check(self, node: FloatValueNode | IntValueNode, digits: str) -> None:
        if isinf(float(digits)):
            shown = digits if len(digits) <= _SHOWN_DIGITS else f"{digits[:_SHOWN_DIGITS]}…"
            self.report_error(GraphQLError(f"{shown} is larger than any number that a Float can be.", node))
