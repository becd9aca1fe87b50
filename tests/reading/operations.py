"""Operations by chance: valid documents over the whole schema, in every way that GraphQL has of saying the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    print_ast,
)
from graphql.utilities import ast_from_value
from hypothesis import strategies as st

from gateway.domain.ids import public_id
from tests.reading import worlds
from tests.reading.reading import MAX_LEVELS, MAX_LOOKUPS, SCHEMA
from tests.reading.world import key_of

CURSOR = "cursor"
"""The variable that holds a cursor: null in the first run of an operation, one of its cursors in the second."""
CURSORS = {"cursor", "startCursor", "endCursor"}
_NODES = {each.name for each in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
_LOOKUPS = ["node", "person", "personsByIdentity", "account", "opportunity", "campaign", "segment"]
_LISTS_OF_ALL = ["nodes", "persons", "accounts", "opportunities", "segments"]
ASKED = [*_LOOKUPS, *_LISTS_OF_ALL, *_LISTS_OF_ALL]
"""The root fields that the second reading answers, more often those that lead to much.

What Lucene finds and orders, and what administers the gateway (namespaces, identity rules, merge policies), have tests
of their own.
"""
IDS = [
    *(public_id("Person", *key_of({"namespace": one, "value": value})) for one, value in worlds.IDENTITIES),
    *(public_id("Identity", *key_of({"namespace": one, "value": value})) for one, value in worlds.IDENTITIES[:3]),
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
    "DateTime": [
        worlds.at(0), worlds.at(1), worlds.at(2), worlds.at(150_000), "2026-01-01T01:02:00+01:00",
        "2026-02-28T23:30:00.500Z", "1969-12-31T23:59:59Z",
    ],
}  # fmt: skip
_LISTS: dict[str, list[Any]] = {
    "status": ["REALIZED", "EXISTING", "EXITED"],
    "types": worlds.EVENT_TYPES,
    "models": worlds.MODELS,
    "namespaces": ["Email", "CRMID", "Nobody"],
    "paths": ["person.name.fullName", "workEmail.address", "homeAddress", "consents.marketing.email.val"],
}
"""Arguments that take a list, and what it is made of."""
_CHOSEN = {
    "where": 3, "orderBy": 2, "from": 3, "to": 3, "order": 3, "status": 3, "types": 3, "namespaces": 3, "models": 3,
    "paths": 3,
}  # fmt: skip
"""Arguments that are given one time in so many."""
_ROUND = {
    "PersonFilter": ("accounts", "AccountFilter"),
    "AccountFilter": ("people", "PersonFilter"),
    "OpportunityFilter": ("people", "PersonFilter"),
}
"""Relationship filters that lead on for ever."""


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
    """One response key is never used twice for different things, so that whatever is merged can be merged."""

    draw: st.DrawFn
    deepest: int = 4
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    """Names of the fragments on each type."""
    paged: str | None = None
    names: int = 0
    wrong: bool = False
    """Whether something that is refused was written."""

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
        self.deepest = self.one_of([2, 3, 3, 4])
        roots = self.one_of([1, 1, 2])
        body = " ".join(self.wrapped("Query", self.field(query, self.one_of(ASKED), 1)) for _ in range(roots))
        if self.paged:
            self.declared.append(f"${CURSOR}: String")
        if self.variables and self.goes_wrong(30):
            self.variables[self.one_of(sorted(self.variables))] = {"no": "such"}
        head = f"query Q({', '.join(self.declared)})" if self.declared else "query Q"
        return Operation("\n".join([f"{head} {{ {body} }}", *self.fragments]), self.variables, self.paged)

    def selection(self, kind: Any, depth: int, *, apart: bool = False) -> str:
        """What is asked of a type; `apart` from other types, where one name may be of two kinds of values."""
        deepest = self.deepest
        names = [name for name, each in kind.fields.items() if depth < deepest or not is_composite_type(_named(each))]
        if kind.name.endswith("Connection"):
            names = [*kind.fields] if depth < deepest + 1 else ["totalCount"]
        if not names:
            return "{ __typename }"
        chosen = [self.one_of(names) for _ in range(self.one_of([1, 2, 3]))]
        parts = [self.field(kind, name, depth, aliased=apart) for name in chosen]
        if self.chance(6):
            parts.append("__typename")
        return "{ " + " ".join(self.wrapped(kind.name, each, again=not apart) for each in parts) + " }"

    def wrapped(self, kind: str, selected: str, *, again: bool = True) -> str:
        """The field itself, or in a fragment, or under a condition, or beside a fragment that is spread again."""
        match self.draw(st.integers(1, 14)):
            case 1:
                return f"... on {kind} {{ {selected} }}"
            case 2:
                return f"... {{ {selected} }}"
            case 3:
                name = self.name("F")
                self.fragments.append(f"fragment {name} on {kind} {{ {selected} }}")
                if again:
                    self.named.setdefault(kind, []).append(name)
                return f"...{name}{self.condition()}"
            case 4:
                return f"... {self.condition(always=True)} {{ {selected} }}"
            case 5 if again and kind in self.named:
                return f"{selected} ...{self.one_of(self.named[kind])}"
            case 6 if kind in _NODES:
                return f"... on Node {{ id }} {selected}"
            case _:
                return selected

    def condition(self, *, always: bool = False) -> str:
        """One or both of the directives, or none."""
        words = self.one_of([["include"], ["skip"], ["skip", "include"]]) if always or self.chance(12) else []
        return "".join(f" @{each}(if: {self.truth()})" for each in words)

    def truth(self) -> str:
        return self.value(SCHEMA.type_map["Boolean"], self.draw(st.booleans()), required=True)

    def field(self, parent: GraphQLObjectType, name: str, depth: int, *, aliased: bool = False) -> str:
        definition = parent.fields[name]
        kind: Any = _named(definition)
        aliased = aliased or bool(definition.args) or (self.chance(8) and name not in CURSORS)
        key = self.name("k") if aliased else ""
        arguments = self.arguments(parent, name, definition, key)
        written = f"{key}: {name}{arguments}" if key else name
        written += self.condition()
        if not is_composite_type(kind):
            return written
        if is_abstract_type(kind):
            kinds = [self.one_of(SCHEMA.get_possible_types(kind)) for _ in range(2)]
            parts = [f"... on {each.name} {self.selection(each, depth + 1, apart=True)}" for each in kinds]
            return f"{written} {{ __typename {' '.join(parts)} }}"
        selected = self.selection(kind, depth + (not kind.name.endswith(("Connection", "Edge", "PageInfo"))))
        if key and key == self.paged:
            selected = f"{{ edges {{ cursor }} {selected[1:]}"
        if self.chance(12):
            return f"{written} {selected} {written} {self.selection(kind, depth + 1)}"
        return f"{written} {selected}"

    # --- arguments ---------------------------------------------------------------------------------------------------
    def arguments(self, parent: GraphQLObjectType, name: str, definition: GraphQLField, key: str) -> str:
        given: list[str] = []
        if parent.name == "Query" and "id" in definition.args and name != "node":
            given = self.lookup(definition)
        for argument, spec in definition.args.items():
            if argument in _CHOSEN and not self.chance(_CHOSEN[argument]):
                continue
            kind: Any = get_named_type(spec.type)
            match argument:
                case "where":
                    value: Any = self.filter(kind, 1) if not self.chance(10) else self.deep_filter(kind)
                case "orderBy":
                    value = [self.order(kind) for _ in range(self.one_of([0, 1, 1, 2]))]
                case "from" | "to":
                    value = self.one_of(_LEAF_OPERANDS["DateTime"])
                case "order" | "field":
                    value = self.one_of(sorted(kind.values))
                case "identities":
                    value = [self.identity() for _ in range(self.many())]
                case "ids":
                    value = [self.one_of(IDS) for _ in range(self.many())]
                case "id" if name == "node":
                    value = self.one_of(IDS)
                case _ if argument in _LISTS:
                    value = self.draw(st.lists(st.sampled_from(_LISTS[argument]), max_size=2))
                    if argument == "paths" and self.goes_wrong(8):
                        value = ["no.such.path"]
                case _:
                    continue
            nothing = None if not is_non_null_type(spec.type) and self.chance(12) else value
            given.append(f"{argument}: {self.value(spec.type, nothing)}")
        if "first" in definition.args:
            given.extend(self.page(key))
        return f"({', '.join(given)})" if given else ""

    def goes_wrong(self, one_in: int) -> bool:
        """Whether to write something that is refused: once at most, for which of two is named first is open."""
        if self.wrong or not self.chance(one_in):
            return False
        self.wrong = True
        return True

    def many(self) -> int:
        return MAX_LOOKUPS + 1 if self.goes_wrong(15) else int(self.one_of([0, 1, 3]))

    def page(self, key: str) -> list[str]:
        size, cursor = self.one_of([("first", "after"), ("last", "before")])
        given = []
        if self.goes_wrong(15):
            return [self.one_of(["first: 0", "last: 501", "first: 1, last: 1", 'after: "%%%"', 'last: 1, after: "x"'])]
        if self.chance(2):
            given.append(f"{size}: {self.value(SCHEMA.type_map['Int'], self.one_of([1, 2, 3, 500, None]))}")
        if self.paged is None and self.chance(3):
            self.paged = key
            given.append(f"{cursor}: ${CURSOR}")
        return given

    def lookup(self, definition: GraphQLField) -> list[str]:
        if self.goes_wrong(15):
            return []
        argument = self.one_of([name for name in definition.args if name != "mergePolicy"])
        spec = definition.args[argument].type
        if argument == "identity":
            value: Any = self.identity()
        elif argument == "id":
            value = self.one_of(IDS)
        elif argument == "name":
            value = self.one_of([*worlds.SEGMENTS, "nobody"])
        else:
            value = self.one_of([*worlds.ACCOUNTS, *worlds.DEALS, *worlds.CAMPAIGNS, "nobody", ""])
        return [f"{argument}: {self.value(spec, value)}"]

    def identity(self) -> dict[str, str]:
        if self.goes_wrong(15):
            wrong = [("ECID", "12"), ("Email", " "), ("CRMID", "x" * 1025), ("email", "a@x.example")]
            namespace, value = self.one_of(wrong)
        else:
            namespace, value = self.one_of([*worlds.IDENTITIES, ("CRMID", "nobody")])
        return {"namespace": namespace, "value": value}

    # --- values ------------------------------------------------------------------------------------------------------
    def value(self, kind: Any, value: Any, *, required: bool = False) -> str:
        """A value in the text, or as a variable, or as the default of one."""
        return self.variable(kind, value, required=required) if self.chance(3) else self.literal(kind, value)

    def variable(self, kind: Any, value: Any, *, required: bool = False, has_default: bool = True) -> str:
        name, bare = self.name("v"), get_nullable_type(kind)
        required = required or is_non_null_type(kind)
        if value is not None and has_default and self.chance(3):
            mark = "!" if required and self.chance(2) else ""
            self.declared.append(f"${name}: {bare}{mark} = {_plain_literal(bare, value)}")
            if required and not mark and self.goes_wrong(4):
                self.variables[name] = None
            return f"${name}"
        default = " = null" if not required and self.chance(4) else ""
        self.declared.append(f"${name}: {bare}{'!' if required else ''}{default}")
        if value is not None or self.chance(2):
            self.variables[name] = value
        return f"${name}"

    def literal(self, kind: Any, value: Any) -> str:
        """A value in the text, of which parts may be variables; a list of one is its item too."""
        bare = get_nullable_type(kind)
        if value is None:
            return "null"
        if is_list_type(bare):
            if len(value) == 1 and self.chance(4):
                return self.literal(bare.of_type, value[0])
            return f"[{', '.join(self.part(bare.of_type, each) for each in value)}]"
        if not isinstance(bare, GraphQLInputObjectType):
            return _plain_literal(bare, value)
        written = [
            f"{name}: {self.part(bare.fields[name].type, each, one_of=bare.is_one_of)}" for name, each in value.items()
        ]
        return f"{{ {', '.join(written)} }}"

    def part(self, kind: Any, value: Any, *, one_of: bool = False) -> str:
        if self.chance(10):
            return self.variable(kind, value, required=one_of, has_default=not one_of)
        return self.literal(kind, value)

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

    def deep_filter(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """A filter of as many levels or hops as there may be, or one more."""
        if "AND" not in kind.fields:
            inner = get_named_type(kind.fields["node"].type)
            assert isinstance(inner, GraphQLInputObjectType)
            return {"node": self.deep_filter(inner)}
        steps = MAX_LEVELS if self.goes_wrong(2) else MAX_LEVELS - 1
        if kind.name in _ROUND and self.chance(2):
            return self.hops(kind.name, steps + 1)
        where = self.filter(kind, MAX_LEVELS)
        for _ in range(steps):
            name = self.one_of(["AND", "OR", "NOT"])
            where = {name: where if name == "NOT" else [where]}
        return where

    def hops(self, kind: str, steps: int) -> dict[str, Any]:
        if not steps:
            return {}
        name, other = _ROUND[kind]
        return {name: {self.one_of(["some", "none", "every"]): {"node": self.hops(other, steps - 1)}}}

    def test(self, kind: GraphQLInputObjectType, name: str, level: int) -> Any:
        spec = kind.fields[name].type
        inner = get_named_type(spec)
        assert isinstance(inner, GraphQLInputObjectType)
        if self.goes_wrong(60):
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


def _named(definition: GraphQLField) -> Any:
    return get_named_type(definition.type)


def _is_deep(kind: GraphQLInputObjectType, name: str) -> bool:
    inner: Any = get_named_type(kind.fields[name].type)
    return inner.name.endswith("ListFilter") or ("AND" in inner.fields)


def _plain_literal(kind: Any, value: Any) -> str:
    if value is None:
        return "null"
    node = ast_from_value(value, kind)
    assert node is not None
    return print_ast(node)
