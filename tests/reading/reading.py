"""The contract read a second time: graphql-core resolvers over plain objects, field by field, as the words say it."""

from __future__ import annotations

import json
import operator
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import get_argument_values, get_directive_values, get_variable_values

from tests.reading.world import TYPES, Edge, Thing, World, instant, key_of

MAX_PAGE, DEFAULT_PAGE, MAX_LOOKUPS, MAX_LEVELS, MAX_HOPS = 500, 20, 100, 5, 5
_INSTANTS = {"createdAt", "lastModifiedAt", "lastEvaluatedAt", "actualCloseDate", "timestamp"}
LISTS = {"some", "none", "every"}
TO_ONE = {"parent", "account"}
ON_EDGE = {"role", "isPrimary", "isActive", "startDate"}
LOOKUPS = {"Query.person", "Query.account", "Query.opportunity", "Query.campaign", "Query.segment"}
COMPARISONS = {"eq": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
PAGING = ("first", "after", "last", "before")
KINDS = {
    "per": "Person",
    "idn": "Identity",
    "acc": "Account",
    "opp": "Opportunity",
    "cmp": "Campaign",
    "seg": "Segment",
}
KINDS |= {"evt": "Event"}
SDL = (Path(__file__).parents[2] / "gateway" / "schema" / "schema.graphql").read_text("utf-8")
SCHEMA = build_schema(SDL, assume_valid=True)


def _paths() -> dict[str, str]:
    """The XDM path of each field of a person that has one, and of each channel of its consent."""
    kinds: Any = SCHEMA.type_map
    return {
        name: argument.value.value
        for kind in ("Person", "Consent")
        for name, definition in kinds[kind].fields.items()
        for directive in definition.ast_node.directives or ()
        if directive.name.value == "xdm"
        for argument in directive.arguments or ()
    }


PATHS = _paths()
Place = tuple[int, int]
"""Line and column in the document."""


class Refused(Exception):  # noqa: N818 - a verdict
    """An error of the catalogue. `place` is that of the field whose argument is wrong whatever the data."""

    def __init__(self, code: str, place: Place | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.place = place


@dataclass
class Answer:
    """Data, and errors as (code, path, places)."""

    data: Any
    errors: list[tuple[str, tuple[str | int, ...], tuple[Place, ...]]]


def _told(error: GraphQLError) -> tuple[str, tuple[str | int, ...], tuple[Place, ...]]:
    """An error as it is compared: a verdict, or a value that graphql-core cannot coerce, or trouble of our own."""
    found, path = error.original_error, tuple(error.path or ())
    if isinstance(found, Refused):
        return found.code, path, () if found.place is None else (found.place,)
    code = "INTERNAL" if found is not None and not isinstance(found, GraphQLError) else "BAD_INPUT"
    return code, path, tuple((each.line, each.column) for each in error.locations or ())


class Reading:
    """Answers operations from a world."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world = world
        self.now = now

    def answer(self, document: DocumentNode, variables: Mapping[str, Any]) -> Answer:
        """The answer to the only operation of a valid document."""
        result = execute_sync(
            SCHEMA,
            document,
            variable_values=dict(variables),
            field_resolver=self._resolve,
            type_resolver=lambda thing, _info, _kind: thing.kind,
        )
        return Answer(result.data, [_told(each) for each in result.errors or ()])

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        kind, name = info.parent_type.name, info.field_name
        if kind == "Query":
            check_all(info)
            return self._root(name, arguments)
        if isinstance(source, Thing):
            return self._of_thing(source, name, arguments)
        if isinstance(source, Edge):
            return self._of_edge(source, kind, name)
        if isinstance(source, Connection):
            return source.field(name, arguments)
        return source[name]

    def _root(self, name: str, arguments: Mapping[str, Any]) -> Any:
        if name in ("persons", "accounts", "opportunities", "segments"):
            kind = {"persons": "Person", "accounts": "Account", "opportunities": "Opportunity", "segments": "Segment"}
            found = [each for each in self.world.all(kind[name]) if each.fields.get("state") != "ARCHIVED"]
            return self._page(None, f"Query.{name}", [Edge(each) for each in found], arguments)
        if name == "node":
            return self._by_id(arguments["id"])
        if name == "nodes":
            return [self._by_id(each) for each in arguments["ids"]]
        if name == "personsByIdentity":
            return [self.world.person_of.get(key_of(each)) for each in arguments["identities"]]
        ((argument, value),) = ((one, each) for one, each in arguments.items() if each is not None)
        if argument == "identity":
            return self.world.person_of.get(key_of(value))
        kind_name = name.capitalize()
        if argument == "id":
            found_thing = self._by_id(value)
            return found_thing if found_thing is not None and found_thing.kind == kind_name else None
        return next((each for each in self.world.all(kind_name) if each.fields[argument] == value), None)

    def _by_id(self, given: str) -> Thing | None:
        prefix, _, digest = given.partition("_")
        if prefix == "per":
            identity = self.world.things["Identity"].get(f"idn_{digest}")
            return identity.edges["person"][0].node if identity is not None else None
        return self.world.things[KINDS[prefix]].get(given) if prefix in KINDS else None

    def _of_thing(self, thing: Thing, name: str, arguments: Mapping[str, Any]) -> Any:
        edges = thing.edges.get(name, [])
        if name in ("account", "campaign", "identity", "person") or (name == "parent" and thing.kind == "Account"):
            return edges[0].node if edges else None
        if name == "identityGraph":
            links = sorted(
                thing.edges["links"],
                key=lambda each: (instant(each.fields["firstEstablishedAt"]), each.fields["a"].id, each.node.id),
            )
            identities = self._of_thing(thing, "identities", {})
            return {"identities": identities, "links": links, "droppedLinks": []}  # no namespace here is unique
        if name == "identities":
            found = [each.node for each in edges if _within(each.node.fields["namespace"], arguments.get("namespaces"))]
            return sorted(
                found, key=lambda one: (not one.fields["primary"], one.fields["namespace"], one.fields["value"])
            )
        if name == "purchases":
            return money_by_currency([each.node.fields["orderTotal"] for each in thing.edges["events"]])
        if name == "relatedAccounts":
            return []  # nothing has looked for them
        if name == "provenance":
            return [each for each in self._origins(thing) if _within(each["path"], arguments.get("paths"))]
        if name == "scores":
            found = [each.node for each in edges if _within(each.node.fields["model"], arguments.get("models"))]
            return [one.fields for one in sorted(found, key=_model_and_goal)]
        if name == "segmentMemberships":
            wanted = _wanted_states(arguments)
            seen = [each for each in edges if self._is_shown(each) and each.node.fields["state"] != "ARCHIVED"]
            seen = [each for each in seen if each.fields["status"] in wanted]
            return sorted(seen, key=lambda each: (each.node.fields["name"], each.node.id))
        if name == "members":
            wanted = _wanted_states(arguments)
            seen = [each for each in edges if self._is_shown(each) and each.fields["status"] in wanted]
            return self._page(thing, "Segment.members", seen, arguments)
        if name == "events":
            return self._events(thing, edges, arguments)
        if name in ("accounts", "opportunities", "people", "campaigns", "children"):
            return self._page(thing, f"{thing.kind}.{name}", edges, arguments)
        return thing.fields[name]

    def _origins(self, person: Thing) -> list[dict[str, Any]]:
        """Of each field with an XDM path that any record gives: who said so, in the order of the schema."""
        return [{"path": path, **person.origins[name]} for name, path in PATHS.items() if name in person.origins]

    def _of_edge(self, edge: Edge, kind: str, name: str) -> Any:
        if name in ("node", "segment", "b"):
            return edge.node
        return edge.fields[name]

    def _events(self, person: Thing, edges: list[Edge], arguments: Mapping[str, Any]) -> Any:
        def passes(edge: Edge) -> bool:
            at = instant(edge.node.fields["timestamp"])
            since, until = arguments.get("from"), arguments.get("to")
            return (
                _within(edge.node.fields["eventType"], arguments.get("types"))
                and (since is None or at >= instant(since))
                and (until is None or at < instant(until))
            )

        order = [{"timestamp": arguments.get("order") or "DESC"}]
        return self._page(person, "Person.events", [each for each in edges if passes(each)], arguments, order)

    def _is_shown(self, edge: Edge) -> bool:
        until = edge.fields["validUntil"]
        if until is not None and instant(until) <= self.now:
            return False
        gone = edge.fields["status"] == "EXITED"
        return not (gone and instant(edge.fields["lastQualifiedAt"]) < self.now - timedelta(days=30))

    def _page(
        self,
        parent: Thing | None,
        field: str,
        edges: Iterable[Edge],
        arguments: Mapping[str, Any],
        order: Sequence[Mapping[str, Any]] = (),
    ) -> Connection:
        where = arguments.get("where")
        passing = [each for each in edges if where is None or self.holds(where, each.node, each.fields)]
        ordered = in_order(passing, arguments.get("orderBy") or order)
        belongs = {name: value for name, value in arguments.items() if name not in PAGING}
        return Connection(ordered, arguments, mark_of(field, belongs), parent.id if parent else None)

    # --- filters -----------------------------------------------------------------------------------------------------
    def holds(self, where: Mapping[str, Any], thing: Thing, edge: Mapping[str, Any]) -> bool:
        """Whether everything that a filter object says is so."""
        return all(self._test(name, value, thing, edge) for name, value in where.items())

    def _test(self, name: str, value: Any, thing: Thing, edge: Mapping[str, Any]) -> bool:
        if name == "AND":
            return all(self.holds(each, thing, edge) for each in value)
        if name == "OR":
            return any(self.holds(each, thing, edge) for each in value)
        if name == "NOT":
            return not self.holds(value, thing, edge)
        if name == "node":
            return self.holds(value, thing, {})
        if name in TO_ONE:
            return any(self.holds(value, each.node, {}) for each in thing.edges.get(name, []))
        if name in ("accounts", "opportunities", "segments", "people"):
            return self._list_test(name, value, thing)
        found = edge.get(name) if name in edge else thing.fields[name]
        if name in ("lifetimeValue", "annualRevenue", "amount"):
            return all(scalar_holds(tests, found[part] if found else None) for part, tests in value.items())
        return scalar_holds(value, found)

    def _list_test(self, name: str, value: Mapping[str, Any], thing: Thing) -> bool:
        edges = thing.edges.get("segmentMemberships" if name == "segments" else name, [])
        if name == "segments":
            edges = [each for each in edges if self._holds_now(each)]
        for quantifier, wanted in value.items():
            passing = [self.holds(wanted, each.node, each.fields) for each in edges]
            if not {"some": any(passing), "none": not any(passing), "every": all(passing)}[quantifier]:
                return False
        return True

    def _holds_now(self, edge: Edge) -> bool:
        return edge.fields["status"] == "REALIZED" and self._is_shown(edge) and edge.node.fields["state"] != "ARCHIVED"


def scalar_holds(tests: Mapping[str, Any], found: Any) -> bool:
    """Two-valued: a test of a missing value is false; `ne` and `notIn` are opposites."""
    any_case = bool(tests.get("caseInsensitive"))

    def fold(value: Any) -> Any:
        return value.lower() if any_case and isinstance(value, str) else value

    value = fold(found)

    def one(name: str, operand: Any) -> bool:
        if name == "caseInsensitive":
            return True
        if name == "isNull":
            return bool((found is None) == operand)
        if name == "ne":
            return not one("eq", operand)
        if name == "notIn":
            return not one("in", operand)
        if found is None:
            return False
        if name == "in":
            return value in [fold(each) for each in operand]
        given, held = fold(operand), value
        if isinstance(given, str) and len(given) > len("2026-01-01T") and given[10] == "T" and name != "contains":
            given, held = instant(given), instant(held)
        match name:
            case "contains":
                return given in held
            case "startsWith":
                return bool(held.startswith(given))
            case "endsWith":
                return bool(held.endswith(given))
            case _:
                return bool(COMPARISONS[name](held, given))

    return all(one(name, operand) for name, operand in tests.items())


# --- orders, pages ---------------------------------------------------------------------------------------------------
def in_order(edges: Iterable[Edge], order: Sequence[Mapping[str, Any]]) -> list[Edge]:
    """Sorted by each key, the last one first; missing values come last both ways, ties go by id, then by role."""
    found = sorted(edges, key=_id_and_role)
    for key in reversed(order):
        pick, direction = _picker(key)
        there = [each for each in found if pick(each) is not None]
        missing = [each for each in found if pick(each) is None]
        found = sorted(there, key=pick, reverse=direction == "DESC")
        found += missing
    return found


def _id_and_role(edge: Edge) -> Any:
    role = edge.fields.get("role")
    return edge.node.id, role is not None, role or ""


def _model_and_goal(score: Thing) -> Any:
    goal = score.fields["goal"]
    return score.fields["model"], goal is None, goal or ""


def _picker(key: Mapping[str, Any]) -> tuple[Any, str]:
    ((name, direction),) = key.items()
    if name == "node":
        ((name, direction),) = direction.items()
        return partial(_key, name, on_edge=False), direction
    return partial(_key, name, on_edge=name in ON_EDGE), direction


def _key(name: str, edge: Edge, *, on_edge: bool) -> Any:
    value = edge.fields.get(name) if on_edge and name in edge.fields else edge.node.fields[name]
    if isinstance(value, dict):
        return value["amount"], value["currencyCode"]
    return instant(value) if isinstance(value, str) and name in _INSTANTS else value


def mark_of(field: str, arguments: Mapping[str, Any]) -> str:
    """What the cursors of one list, filter and order have in common."""
    return json.dumps([field, arguments], sort_keys=True)


def read_cursor(text: str) -> Any:
    try:
        return json.loads(b64decode(text, validate=True))
    except ValueError:
        raise Refused("BAD_CURSOR") from None


class Connection:
    """A page of a list that is filtered and ordered already."""

    def __init__(self, edges: list[Edge], arguments: Mapping[str, Any], mark: str, parent: str | None) -> None:
        self._all, self._arguments, self._mark, self._parent = edges, arguments, mark, parent
        cursor = arguments.get("after") or arguments.get("before")
        if cursor is not None and read_cursor(cursor)[1] != parent:
            raise Refused("BAD_CURSOR")

    @cached_property
    def _page(self) -> tuple[list[Edge], bool, bool]:
        """The edges of the page, and whether any come before and after it."""
        first, after, last, before = (self._arguments.get(name) for name in PAGING)
        start, end = 0, len(self._all)
        if after is not None:
            start = self._place(after) + 1
        if before is not None:
            end = self._place(before)
        size = (last if last is not None or before is not None else first) or DEFAULT_PAGE
        if last is not None or before is not None:
            start = max(start, end - size)
        else:
            end = min(end, start + size)
        return self._all[start:end], start > 0, end < len(self._all)

    def _place(self, cursor: str) -> int:
        _, _, node, role = read_cursor(cursor)
        places = [(each.node.id, each.fields.get("role")) for each in self._all]
        return places.index((node, role))

    def _cursor(self, edge: Edge) -> str:
        content = [self._mark, self._parent, edge.node.id, edge.fields.get("role")]
        return b64encode(json.dumps(content).encode()).decode()

    def field(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """One of the fields that connections have."""
        page, earlier, later = self._page
        match name:
            case "edges":
                return [Edge(each.node, each.fields | {"cursor": self._cursor(each)}) for each in page]
            case "nodes":
                return [each.node for each in page]
            case "totalCount":
                return len(self._all)
            case "pageInfo":
                cursors = [self._cursor(each) for each in page]
                return {
                    "hasNextPage": later,
                    "hasPreviousPage": earlier,
                    "startCursor": cursors[0] if cursors else None,
                    "endCursor": cursors[-1] if cursors else None,
                }
            case "aggregate":
                return statistics([each.node for each in self._all])
            case _:
                return groups([each.node for each in self._all], arguments["field"])


def statistics(deals: list[Thing]) -> dict[str, Any]:
    """How many, and of each currency what they come to."""
    return {"count": len(deals), "amount": money_by_currency([each.fields["amount"] for each in deals])}


def money_by_currency(given: Iterable[Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    """One row a currency; what is missing is in none."""
    amounts = [each for each in given if each is not None]
    rows = []
    for code in sorted({each["currencyCode"] for each in amounts}):
        own = [each["amount"] for each in amounts if each["currencyCode"] == code]
        figures = {"sum": sum(own), "average": sum(own) / len(own), "min": min(own), "max": max(own)}
        rows.append({"currencyCode": code, "count": len(own)} | figures)
    return rows


def groups(deals: list[Thing], field: str) -> list[dict[str, Any]]:
    """Statistics of each group, in the order of their keys, those without a value last."""

    def key(deal: Thing) -> Any:
        if field != "CLOSE_MONTH":
            return deal.fields[{"STAGE": "stage", "STATE": "state", "TYPE": "type", "OWNER": "ownerId"}[field]]
        day = deal.fields["actualCloseDate"] or deal.fields["expectedCloseDate"]
        return day[:7] if day else None

    ordered = sorted(deals, key=lambda deal: (key(deal) is None, key(deal) or ""))
    return [{"key": name} | statistics(list(own)) for name, own in groupby(ordered, key=key)]


def _within(value: Any, wanted: list[Any] | None) -> bool:
    return wanted is None or value in wanted


def _wanted_states(arguments: Mapping[str, Any]) -> list[str]:
    asked = arguments.get("status")
    return ["REALIZED", "EXISTING"] if asked is None else list(asked)


# --- what is refused before anything is read -------------------------------------------------------------------------
def check_all(info: GraphQLResolveInfo[Any]) -> None:
    """Refuse a root field with an argument below it that no data could make right."""
    operation: OperationDefinitionNode = info.operation
    variables = get_variable_values(
        info.schema, operation.variable_definitions or (), dict(info.variable_values.coerced)
    )
    assert not isinstance(variables, list)
    for node in info.field_nodes:
        _check_field(info, info.parent_type, node, variables)


def _check_field(info: GraphQLResolveInfo[Any], parent: Any, node: FieldNode, variables: Any) -> None:
    name = node.name.value
    if name == "__typename":
        return
    definition = parent.fields[name]
    assert node.loc is not None
    place = node.loc.start_token.line, node.loc.start_token.column
    try:
        check(f"{parent.name}.{name}", get_argument_values(definition, node, variables))
    except Refused as refused:
        raise Refused(refused.code, place) from None
    except GraphQLError as error:
        raise _not_coerced(error) from None
    kind = get_named_type(definition.type)
    for concrete in concrete_types(info.schema, kind):
        for below in _selected(info, concrete, node.selection_set, variables):
            _check_field(info, concrete, below, variables)


def concrete_types(schema: GraphQLSchema, kind: GraphQLNamedType) -> Sequence[Any]:
    if is_abstract_type(kind):
        return schema.get_possible_types(kind)
    return [kind] if is_object_type(kind) else []


def _selected(
    info: GraphQLResolveInfo[Any], parent: Any, selections: SelectionSetNode | None, variables: Any
) -> Iterator[FieldNode]:
    for node in selections.selections if selections else ():
        try:
            skip = get_directive_values(GraphQLSkipDirective, node, variables)
            include = get_directive_values(GraphQLIncludeDirective, node, variables) if not _says(skip) else None
        except GraphQLError as error:
            raise _not_coerced(error) from None
        if _says(skip) or (include is not None and not _says(include)):
            continue
        if isinstance(node, FieldNode):
            yield node
            continue
        fragment: Any = node if isinstance(node, InlineFragmentNode) else _fragment(info, node)
        condition = fragment.type_condition
        kind = info.schema.type_map[condition.name.value] if condition else parent
        if kind is parent or (is_abstract_type(kind) and info.schema.is_sub_type(kind, parent)):
            yield from _selected(info, parent, fragment.selection_set, variables)


def _not_coerced(error: GraphQLError) -> Refused:
    ((line, column),) = [(each.line, each.column) for each in error.locations or ()]
    return Refused("BAD_INPUT", (line, column))


def _says(condition: Mapping[str, Any] | None) -> bool:
    return condition is not None and bool(condition["if"])


def _fragment(info: GraphQLResolveInfo[Any], node: Any) -> FragmentDefinitionNode:
    found = info.fragments[node.name.value]
    return getattr(found, "definition", found)


def check(field: str, arguments: Mapping[str, Any]) -> None:
    """Refuse arguments that the contract refuses whatever the data."""
    given = {name for name in PAGING if arguments.get(name) is not None}
    if not (given <= {"first", "after"} or given <= {"last", "before"}):
        raise Refused("BAD_INPUT")
    for name in given & {"first", "last"}:
        if arguments[name] < 1:
            raise Refused("BAD_INPUT")
        if arguments[name] > MAX_PAGE:
            raise Refused("LIMIT_EXCEEDED")
    if arguments.get("where") is not None:
        check_filter(arguments["where"], level=1, hops=0)
    if field == "Person.provenance" and not set(arguments.get("paths") or []) <= set(PATHS.values()):
        raise Refused("BAD_INPUT")
    for name in given & {"after", "before"}:
        belongs = {one: value for one, value in arguments.items() if one not in PAGING}
        if read_cursor(arguments[name])[0] != mark_of(field, belongs):
            raise Refused("BAD_CURSOR")
    if field in LOOKUPS and sum(each is not None for each in arguments.values()) != 1:
        raise Refused("BAD_INPUT")
    for identity in [arguments["identity"]] if arguments.get("identity") else arguments.get("identities") or []:
        check_identity(identity)
    if len(arguments.get("identities") or arguments.get("ids") or []) > MAX_LOOKUPS:
        raise Refused("LIMIT_EXCEEDED")


def check_filter(where: Mapping[str, Any], level: int, hops: int) -> None:
    """No nulls, no more than five levels and five hops."""
    if level > MAX_LEVELS or hops > MAX_HOPS:
        raise Refused("LIMIT_EXCEEDED")
    for name, value in where.items():
        if value is None:
            raise Refused("BAD_INPUT")
        if name in ("AND", "OR"):
            for each in value:
                check_filter(each, level + 1, hops)
        elif name == "NOT":
            check_filter(value, level + 1, hops)
        elif name == "node":
            check_filter(value, level, hops)
        elif name in TO_ONE:
            check_filter(value, level, hops + 1)
        elif isinstance(value, dict) and value.keys() & LISTS and value.keys() <= LISTS:
            for wanted in value.values():
                if wanted is None:
                    raise Refused("BAD_INPUT")
                check_filter(wanted, level, hops + 1)
        elif isinstance(value, dict):
            check_filter(value, level, hops)


def check_identity(identity: Mapping[str, str]) -> None:
    namespace, value = key_of(dict(identity))
    if namespace not in TYPES or not value or len(value) > 1024:
        raise Refused("BAD_IDENTITY")
    if namespace == "ECID" and not (len(value) == 38 and value.isascii() and value.isdigit()):
        raise Refused("BAD_IDENTITY")
