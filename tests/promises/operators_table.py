"""The table of operators in "Writing queries", made from the schema: `python -m tests.promises.operators_table`."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLInputObjectType

from gateway.schema.build import build_schema

BEGIN, END = "<!-- operators -->\n", "<!-- /operators -->"
_KINDS = ("String", "Int", "Float", "Boolean", "Date", "DateTime")


def operators_table() -> str:
    """A Markdown table: what each operator means, and the kinds of values that have it."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    yield "operator", "meaning", *_KINDS
    yield ("---",) * (2 + len(_KINDS))
    meanings: dict[str, str] = {}
    kinds: dict[str, set[str]] = {}
    for kind in _KINDS:
        filter_type = build_schema().type_map[f"{kind}Filter"]
        assert isinstance(filter_type, GraphQLInputObjectType)
        for name, field in filter_type.fields.items():
            meanings.setdefault(name, field.description or "")
            kinds.setdefault(name, set()).add(kind)
    for name, meaning in meanings.items():
        yield f"`{name}`", meaning, *("yes" if kind in kinds[name] else "" for kind in _KINDS)


if __name__ == "__main__":
    print(operators_table(), end="")
