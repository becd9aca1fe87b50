"""Drift says what a database lacks, and what it has that the model does not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_schema.drift import Observed, ObservedConstraint, ObservedIndex, drift
from graph_schema.model import Cardinality, Copy, Kind, Node, Property, Relationship, Side

_SHIP = Node(
    "Ship",
    "Floats.",
    keys=(("id",),),
    properties=(
        Property("id", Kind.STRING),
        Property("tonnage", Kind.INTEGER, indexed=True),
        Property("words", Kind.STRING, searched=True),
    ),
)
_TOWS = Relationship(
    "TOWS",
    ("Ship",),
    ("Ship",),
    Cardinality.ONE_TO_MANY,
    "Pulls it.",
    (
        Property("start_id", Kind.STRING, copy=Copy(Side.START, "id")),
        Property("end_id", Kind.STRING, copy=Copy(Side.END, "id")),
    ),
    (("end_id", "start_id"),),
)
_FITTING = Observed(
    constraints=[ObservedConstraint("unique_ship_id", "UNIQUENESS", ("Ship",), ("id",))],
    indexes=[
        ObservedIndex("unique_ship_id", "RANGE", "ONLINE", ("Ship",), ("id",)),
        ObservedIndex("range_ship_tonnage", "RANGE", "ONLINE", ("Ship",), ("tonnage",)),
        ObservedIndex("fulltext_ship_words", "FULLTEXT", "ONLINE", ("Ship",), ("words",), "whitespace"),
        ObservedIndex("range_tows_end_id_start_id", "RANGE", "ONLINE", ("TOWS",), ("end_id", "start_id")),
    ],
    labels=["Ship"],
    relationship_types=["TOWS"],
)


def _drift(observed: Observed) -> list[str]:
    return drift(observed, [_SHIP], [_TOWS])


def test_a_database_that_fits_the_model_has_no_drift() -> None:
    assert _drift(_FITTING) == []


def test_a_label_that_has_no_nodes_yet_is_no_drift() -> None:
    assert _drift(replace(_FITTING, labels=[], relationship_types=[])) == []


def test_a_missing_constraint_is_named_with_what_may_now_happen() -> None:
    found = _drift(replace(_FITTING, constraints=[]))
    assert found == ["Constraint unique_ship_id is missing: Ship (id) may be doubled."]


def test_a_constraint_of_another_name_does_as_well() -> None:
    renamed = replace(_FITTING.constraints[0], name="constraint_e2f1")
    assert _drift(replace(_FITTING, constraints=[renamed])) == []


def test_a_constraint_by_the_newer_name_of_its_type_does_as_well() -> None:
    newer = replace(_FITTING.constraints[0], type="NODE_PROPERTY_UNIQUENESS")
    assert _drift(replace(_FITTING, constraints=[newer])) == []


def test_a_missing_index_is_named_with_what_it_costs() -> None:
    found = _drift(replace(_FITTING, indexes=[_FITTING.indexes[0], _FITTING.indexes[2]]))
    assert found == [
        "Index range_ship_tonnage is missing: Ship.tonnage is found by scanning.",
        "Index range_tows_end_id_start_id is missing: a page of TOWS is found by scanning.",
    ]


def test_a_text_index_does_not_stand_in_for_a_range_index() -> None:
    text = replace(_FITTING.indexes[1], type="TEXT")
    found = _drift(replace(_FITTING, indexes=[_FITTING.indexes[0], text, *_FITTING.indexes[2:]]))
    assert found == ["Index range_ship_tonnage is missing: Ship.tonnage is found by scanning."]


@pytest.mark.parametrize("state", ["POPULATING", "FAILED"])
def test_an_index_that_is_not_online_is_drift(state: str) -> None:
    key, node, words, relationship = _FITTING.indexes
    dead = [replace(each, state=state) for each in (node, relationship)]
    assert _drift(replace(_FITTING, indexes=[key, *dead, words])) == [
        f"Index range_ship_tonnage is {state}, so it is not used.",
        f"Index range_tows_end_id_start_id is {state}, so it is not used.",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "words"}, "Full-text index fulltext_ship_words is missing: a search fails."),
        ({"properties": ("id",)}, "Full-text index fulltext_ship_words is missing: a search fails."),
        ({"state": "FAILED"}, "Full-text index fulltext_ship_words is FAILED, so a search fails."),
        (
            {"analyzer": "swedish"},
            "Full-text index fulltext_ship_words has the analyzer swedish instead of whitespace.",
        ),
    ],
)
def test_a_full_text_index_has_to_have_its_name_its_property_and_its_analyzer(
    change: dict[str, Any], sentence: str
) -> None:
    other = replace(_FITTING.indexes[2], **change)
    assert _drift(replace(_FITTING, indexes=[*_FITTING.indexes[:2], other, _FITTING.indexes[3]])) == [sentence]


def test_an_index_that_an_operator_added_is_left_alone() -> None:
    added = ObservedIndex("ops_1", "RANGE", "ONLINE", ("Ship",), ("name",))
    assert _drift(replace(_FITTING, indexes=[*_FITTING.indexes, added])) == []


def test_a_constraint_that_the_model_does_not_know_is_drift() -> None:
    added = ObservedConstraint("ops_2", "NODE_PROPERTY_EXISTENCE", ("Ship",), ("name",))
    found = _drift(replace(_FITTING, constraints=[*_FITTING.constraints, added]))
    assert found == ["Constraint ops_2 on Ship (name) is not in the model and may refuse writes."]


def test_labels_and_relationship_types_that_the_model_does_not_know_are_drift() -> None:
    found = _drift(replace(_FITTING, labels=["Ship", "Wreck"], relationship_types=["TOWS", "SANK"]))
    assert found == [
        "The label Wreck is in use and not in the model.",
        "The relationship type SANK is in use and not in the model.",
    ]
