"""The printed schema: what is promised of it, and the snapshot that shows every change of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
    get_named_type,
)

from gateway.domain.fields import ATTRIBUTES, TOP
from gateway.plan.reads import reads_of
from gateway.plan.rules.object_fields import snake
from gateway.schema.build import build_schema as build_ours
from gateway.schema.build import build_strawberry_schema, print_sdl

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "gateway" / "schema" / "schema.graphql"
CONTRACT = ROOT.parent / "shared" / "design" / "contract.graphql"

NOT_YET = {
    "FIELD_REMOVED": ("Person.mergedFrom",),
}
"""What of the contract is absent, by the kind of change that it looks like. Everything else is there."""


def test_the_committed_schema_is_the_printed_one() -> None:
    if os.environ.get("GOLDEN") == "rewrite" and not os.environ.get("CI"):
        SNAPSHOT.write_text(print_sdl(), "utf-8")
    assert SNAPSHOT.read_text("utf-8") == print_sdl(), "read the difference, then GOLDEN=rewrite"


def test_the_schema_breaks_nothing_of_the_contract_that_it_covers() -> None:
    if not CONTRACT.is_file():
        pytest.skip("the contract is not beside the repository")
    promised = build_schema(CONTRACT.read_text("utf-8"), assume_valid=True)
    broken = [
        change.description
        for change in find_breaking_changes(promised, build_ours())
        if not any(word in change.description for word in NOT_YET.get(change.type.name, ()))
    ]
    assert broken == []


def test_every_type_field_argument_and_value_is_described() -> None:
    bare: list[str] = []
    for name, kind in build_ours().type_map.items():
        if name.startswith("__"):
            continue
        if not kind.description:
            bare.append(name)
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            bare.extend(f"{name}.{each}" for each, field in kind.fields.items() if not field.description)
        if isinstance(kind, GraphQLEnumType):
            bare.extend(f"{name}.{each}" for each, value in kind.values.items() if not value.description)
    assert set(bare) <= {"String", "Int", "Float", "Boolean", "ID"}


def test_every_field_says_what_it_reads() -> None:
    silent = [
        f"{kind.name}.{name}"
        for kind in build_ours().type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if reads_of(field) is None
    ]
    assert silent == []


def test_one_of_is_enforced_and_not_only_printed() -> None:
    kinds = [kind for name, kind in build_ours().type_map.items() if name.endswith("Order") or name == "RecordInput"]
    assert len(kinds) > 1
    assert all(isinstance(kind, GraphQLInputObjectType) and kind.is_one_of for kind in kinds)


def test_records_by_mutation_have_the_fields_of_records_in_files() -> None:
    types, mutation = build_ours().type_map, build_ours().type_map["RecordInput"]
    assert isinstance(mutation, GraphQLInputObjectType)
    for entity, member in ((snake(name), field) for name, field in mutation.fields.items()):
        kind = get_named_type(member.type)
        assert isinstance(kind, GraphQLInputObjectType)
        assert {*kind.fields, "entity", "dataset"} == TOP[entity]
        attributes = types.get(kind.name.replace("Record", "Attributes"))
        if isinstance(attributes, GraphQLInputObjectType):
            assert attributes.fields.keys() == ATTRIBUTES[entity].keys()


def test_strawberry_and_graphql_core_print_the_same_types() -> None:
    printed = build_schema(build_strawberry_schema().as_str(), assume_valid=True)
    assert find_breaking_changes(printed, build_ours()) == []
