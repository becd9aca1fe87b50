"""Operations by chance: valid documents over the whole schema, in every way that GraphQL has of saying the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    print_ast,
)
from graphql.utilities import ast_from_value
from hypothesis import strategies as st

from gateway.domain.ids import public_id
from tests.reading import worlds

SDL = (Path(__file__).parents[2] / "gateway" / "schema" / "schema.graphql").read_text("utf-8")
SCHEMA = build_schema(SDL, assume_valid=True)
CURSOR = "cursor"
"""The variable that holds a cursor: null in the first run of an operation, one of its cursors in the second."""
DEEPEST = 4
_ROOTS = sorted((SCHEMA.query_type or SCHEMA).fields.keys() - {"search"})  # type: ignore[union-attr]
"""All but what is found and ordered by Lucene, which has tests of its own."""
_IDS = [
    *(public_id("Person", namespace, value) for namespace, value in worlds.IDENTITIES if value.strip().islower()),
    *(public_id("Account", key) for key in worlds.ACCOUNTS),
    *(public_id("Opportunity", key) for key in worlds.DEALS),
    *(public_id("Campaign", key) for key in worlds.CAMPAIGNS),
    *(public_id("Segment", key) for key in worlds.SEGMENTS),
    public_id("Event", "e1"),
    public_id("Account", "nobody"),
    "nonsense",
    "",
]  # fmt: skip
_WORDS = {
    "stage": worlds.STAGES,
    "role": worlds.ROLES,
    "key": [*worlds.ACCOUNTS, *worlds.DEALS],
    "ownerId": ["u1", "u2"],
    "currencyCode": worlds.CODES,
}
"""What a text of a field is compared with, where it is not just any text."""
_LEAF_OPERANDS: dict[str, list[Any]] = {
    "Int": [0, 5, -1, 2**31 - 1],
    "Float": worlds.NUMBERS,
    "Boolean": [True, False],
    "Date": worlds.DAYS,
    "DateTime": [worlds.at(0), worlds.at(150_000), "2026-02-28T23:30:00.500Z", "1969-12-31T23:59:59Z"],
}


@dataclass
class Operation:
    """A document with its variables. `paged` is the response key of the list that the cursor is of."""

    text: str
    variables: dict[str, Any]
    paged: str | None


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """One operation, with one or two root fields; now and then one that is to be refused."""
    return _Writer(draw).operation()


@dataclass
class _Writer:
    draw: st.DrawFn
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    paged: str | None = None
    names: int = 0
    wrong: bool = False
    """Whether something that is refused was written: one is enough, for which of two is named first is open."""

    def one_of(self, values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def operation(self) -> Operation:
        query = SCHEMA.query_type
        assert query is not None
        roots = self.one_of([1, 1, 2])
        body = " ".join(self.field(query, self.one_of(_ROOTS), 1) for _ in range(roots))
        if self.paged:
            self.declared.append(f"${CURSOR}: String")
        head = f"query Q({', '.join(self.declared)})" if self.declared else "query Q"
        return Operation("\n".join([f"{head} {{ {body} }}", *self.fragments]), self.variables, self.paged)

    def selection(self, kind: Any, depth: int) -> str:
        names = [name for name, each in kind.fields.items() if depth < DEEPEST or not is_composite_type(_named(each))]
        if kind.name.endswith("Connection"):
            names = [*kind.fields] if depth < DEEPEST + 1 else ["totalCount"]
        if not names:
            return "{ __typename }"
        chosen = [self.one_of(names) for _ in range(self.one_of([1, 2, 3]))]
        parts = [self.field(kind, name, depth) for name in chosen]
        if self.chance(6):
            parts.append("__typename")
        return "{ " + " ".join(self.wrapped(kind.name, each) for each in parts) + " }"

    def wrapped(self, kind: str, selected: str) -> str:
        """The field itself, or in a fragment, or under a condition."""
        match self.draw(st.integers(1, 12)):
            case 1:
                return f"... on {kind} {{ {selected} }}"
            case 2:
                return f"... {{ {selected} }}"
            case 3:
                name = self.name("F")
                self.fragments.append(f"fragment {name} on {kind} {{ {selected} }}")
                return f"...{name}"
            case 4:
                word = self.one_of(["include", "skip"])
                whether = self.value(SCHEMA.type_map["Boolean"], self.draw(st.booleans()), required=True)
                return f"... @{word}(if: {whether}) {{ {selected} }}"
            case _:
                return selected

    def field(self, parent: GraphQLObjectType, name: str, depth: int) -> str:
        definition = parent.fields[name]
        kind: Any = _named(definition)
        key = self.name("k") if definition.args or (self.chance(8) and name not in _CURSORS) else ""
        arguments = self.arguments(parent, name, definition, key)
        written = f"{key}: {name}{arguments}" if key else name
        if not is_composite_type(kind):
            return written
        if is_abstract_type(kind):
            kinds = [self.one_of(SCHEMA.get_possible_types(kind)) for _ in range(2)]
            parts = [f"... on {each.name} {self.selection(each, depth + 1)}" for each in kinds]
            return f"{written} {{ __typename {' '.join(parts)} }}"
        selected = self.selection(kind, depth + (not kind.name.endswith(("Connection", "Edge", "PageInfo"))))
        if key and key == self.paged:
            selected = f"{{ edges {{ cursor }} {selected[1:]}"
        return f"{written} {selected}"

    # --- arguments ---------------------------------------------------------------------------------------------------
    def arguments(self, parent: GraphQLObjectType, name: str, definition: GraphQLField, key: str) -> str:
        if not definition.args:
            return ""
        given: list[str] = []
        if name == "node":
            given = [f"id: {self.value(definition.args['id'].type, self.one_of(_IDS))}"]
        elif parent.name == "Query" and "id" in definition.args:
            given = self.lookup(definition)
        for argument, spec in definition.args.items():
            kind = get_named_type(spec.type)
            if argument in ("where", "orderBy") and self.chance(2):
                assert isinstance(kind, GraphQLInputObjectType)
                value = (
                    self.filter(kind, 1)
                    if argument == "where"
                    else [self.order(kind) for _ in range(self.one_of([1, 2]))]
                )
                given.append(f"{argument}: {self.value(spec.type, value)}")
            elif argument in ("status", "types", "namespaces", "models") and self.chance(3):
                pool = {
                    "status": ["REALIZED", "EXISTING", "EXITED"], "types": worlds.EVENT_TYPES, "models": worlds.MODELS,
                    "namespaces": ["Email", "CRMID", "Nobody"],
                }[argument]  # fmt: skip
                values = self.draw(st.none() | st.lists(st.sampled_from(pool), max_size=2))
                given.append(f"{argument}: {self.value(spec.type, values)}")
            elif argument in ("from", "to", "order") and self.chance(3):
                pool = ["ASC", "DESC"] if argument == "order" else _LEAF_OPERANDS["DateTime"]
                given.append(f"{argument}: {self.value(spec.type, self.one_of(pool))}")
            elif argument == "identities":
                given.append(
                    f"identities: {self.value(spec.type, [self.identity() for _ in range(self.one_of([0, 1, 3]))])}"
                )
            elif argument == "ids":
                given.append(
                    f"ids: {self.value(spec.type, [self.one_of(_IDS) for _ in range(self.one_of([0, 1, 4]))])}"
                )
            elif argument == "field":
                kind = get_named_type(spec.type)
                assert isinstance(kind, GraphQLEnumType)
                given.append(f"field: {self.one_of(sorted(kind.values))}")
        if "first" in definition.args:
            given.extend(self.page(key))
        return f"({', '.join(given)})" if given else ""

    def page(self, key: str) -> list[str]:
        size, cursor = self.one_of([("first", "after"), ("last", "before")])
        given = []
        if self.chance(12) and not self.wrong:
            self.wrong = True
            return [self.one_of(["first: 0", "last: 501", "first: 1, last: 1", 'after: "%%%"', 'last: 1, after: "x"'])]
        if self.chance(2):
            given.append(f"{size}: {self.value(SCHEMA.type_map['Int'], self.one_of([1, 2, 3, 500]))}")
        if self.paged is None and self.chance(3):
            self.paged = key
            given.append(f"{cursor}: ${CURSOR}")
        return given

    def lookup(self, definition: GraphQLField) -> list[str]:
        if self.chance(15) and not self.wrong:
            self.wrong = True
            return []
        argument = self.one_of([name for name in definition.args if name != "mergePolicy"])
        spec = definition.args[argument].type
        if argument == "identity":
            value: Any = self.identity()
        elif argument == "id":
            value = self.one_of(_IDS)
        elif argument == "name":
            value = self.one_of([*worlds.SEGMENTS, "nobody"])
        else:
            value = self.one_of([*worlds.ACCOUNTS, *worlds.DEALS, *worlds.CAMPAIGNS, "nobody", ""])
        return [f"{argument}: {self.value(spec, value)}"]

    def identity(self) -> dict[str, str]:
        if self.chance(15) and not self.wrong:
            self.wrong = True
            wrong = [("ECID", "12"), ("Email", " "), ("CRMID", "x" * 1025)]
            namespace, value = self.one_of(wrong)
        else:
            namespace, value = self.one_of([*worlds.IDENTITIES, ("CRMID", "nobody")])
        return {"namespace": namespace, "value": value}

    def value(self, kind: Any, value: Any, *, required: bool = False) -> str:
        """A value in the text, or as a variable, or as the default of one."""
        if self.chance(3):
            name = self.name("v")
            bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
            if self.chance(3) and value is not None:
                self.declared.append(f"${name}: {bare}{'!' if required else ''} = {_literal(bare, value)}")
            else:
                self.declared.append(f"${name}: {kind}{'!' if required else ''}")
                self.variables[name] = value
            return f"${name}"
        return _literal(kind, value)

    # --- filters and orders ------------------------------------------------------------------------------------------
    def order(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        name = self.one_of(sorted(kind.fields))
        inner = get_named_type(kind.fields[name].type)
        if isinstance(inner, GraphQLInputObjectType):
            return {name: self.order(inner)}
        return {name: self.one_of(["ASC", "DESC"])}

    def filter(self, kind: GraphQLInputObjectType, level: int) -> dict[str, Any]:
        """A filter of some levels: at the bottom only plain fields."""
        names = sorted(kind.fields)
        if level > 3:
            names = [name for name in names if name not in ("AND", "OR", "NOT", "node") and not _is_deep(kind, name)]
        count = self.one_of([1, 1, 2]) if names and not self.chance(12) else 0
        return {name: self.test(kind, name, level) for name in [self.one_of(names) for _ in range(count)]}

    def test(self, kind: GraphQLInputObjectType, name: str, level: int) -> Any:
        spec = kind.fields[name].type
        inner = get_named_type(spec)
        assert isinstance(inner, GraphQLInputObjectType)
        if self.chance(60) and not self.wrong:
            self.wrong = True
            return None
        if isinstance(spec, GraphQLList):
            return [self.filter(inner, level + 1) for _ in range(self.one_of([0, 1, 2]))]
        if inner.name.endswith("ListFilter"):
            of = get_named_type(inner.fields["some"].type)
            assert isinstance(of, GraphQLInputObjectType)
            return {self.one_of(["some", "none", "every"]): self.filter(of, level + 1)}
        if "amount" in inner.fields and "currencyCode" in inner.fields and len(inner.fields) == 2:
            return {
                one: self.test(inner, one, level)
                for one in self.one_of([["amount"], ["currencyCode"], ["amount", "currencyCode"]])
            }
        if "isNull" in inner.fields or inner.name == "OpportunityStateFilter":
            return self.scalar(inner, name)
        return self.filter(inner, level + 1)

    def scalar(self, kind: GraphQLInputObjectType, name: str) -> dict[str, Any]:
        tests: dict[str, Any] = {}
        for operator in {self.one_of(sorted(kind.fields)) for _ in range(self.one_of([1, 1, 2]))}:
            leaf = get_named_type(kind.fields[operator].type)
            if operator in ("isNull", "caseInsensitive"):
                tests[operator] = self.draw(st.booleans())
            else:
                pool = sorted(leaf.values) if isinstance(leaf, GraphQLEnumType) else _LEAF_OPERANDS.get(leaf.name)
                pool = pool or [*_WORDS.get(name, []), *worlds.TEXTS]
                many = operator in ("in", "notIn")
                tests[operator] = (
                    [self.one_of(pool) for _ in range(self.one_of([0, 1, 3]))] if many else self.one_of(pool)
                )
        return tests


_CURSORS = {"cursor", "startCursor", "endCursor"}


def _named(definition: GraphQLField) -> Any:
    return get_named_type(definition.type)


def _is_deep(kind: GraphQLInputObjectType, name: str) -> bool:
    inner: Any = get_named_type(kind.fields[name].type)
    return inner.name.endswith("ListFilter") or ("AND" in inner.fields)


def _literal(kind: Any, value: Any) -> str:
    if value is None:
        return "null"
    node = ast_from_value(value, kind)
    assert node is not None
    return print_ast(node)
