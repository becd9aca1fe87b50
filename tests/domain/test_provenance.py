"""Provenance names, for each field that has a winner, the fragment whose observation won."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.fragments import Fragment, fragment_of
from gateway.domain.instants import shown_instant
from gateway.domain.observations import Observation
from gateway.domain.people import fold
from gateway.domain.provenance import Origin, origins, shown_value
from gateway.domain.reading import read_record
from gateway.domain.records import PersonRecord
from gateway.domain.xdm import PERSON_PATHS
from gateway.schema.build import build_schema

T1, T2 = "2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z"
INSTANTS = st.sampled_from([T1, T2])
PRIMARY = st.sampled_from([("CRMID", "a"), ("Email", "a@x.example"), ("Email", "b@x.example")])
FIELDS = st.dictionaries(
    st.sampled_from(["job_title", "gender", "consent:email", "score:churn", ""]),
    st.tuples(INSTANTS, st.sampled_from([None, "x", "y"])),
)


@st.composite
def fragments(draw: st.DrawFn) -> list[Fragment]:
    keys = draw(st.lists(st.tuples(st.sampled_from("ab"), PRIMARY), unique=True, max_size=5))
    return [
        Fragment(dataset, primary, {name: Observation(at, dataset, value, at) for name, (at, value) in told.items()})
        for (dataset, primary), told in ((key, draw(FIELDS)) for key in keys)
    ]


@given(fragments())
def test_the_origin_of_a_value_is_the_latest_fragment_then_the_smaller_dataset_then_the_smaller_identity(
    parts: list[Fragment],
) -> None:
    expected = []
    for path, name in PERSON_PATHS.items():
        said = [each for each in parts if name in each.observations]
        if said:
            latest = max(each.observations[name].at for each in said)
            first = min(
                (each for each in said if each.observations[name].at == latest),
                key=lambda each: (each.dataset, each.primary),
            )
            value = first.observations[name].value
            expected.append(Origin(path, value, first.dataset, first.primary, shown_instant(latest)))
    assert origins(parts) == expected
    assert [each.value for each in origins(parts)] == [fold(parts)[PERSON_PATHS[each.path]].value for each in expected]


def test_only_the_paths_asked_for_are_told() -> None:
    fragment = Fragment("crm", ("CRMID", "a"), {"gender": Observation(T1, "crm", "x", T1)})
    assert [each.path for each in origins([fragment], ["person.gender", "workEmail.address"])] == ["person.gender"]
    assert origins([fragment], []) == []


def _record(**attributes: Any) -> PersonRecord:
    identities = [{"namespace": "CRMID", "value": "a"}]
    record = {"entity": "person", "observedAt": T1, "identities": identities, "attributes": attributes}
    read = read_record(record, T1)
    assert isinstance(read, PersonRecord)
    return read


@pytest.mark.parametrize(
    ("attribute", "value", "shown"),
    [
        ("convertedDate", "2026-03-01T10:00:00.120+01:00", "2026-03-01T09:00:00.12Z"),
        ("birthDate", "1980-02-29", "1980-02-29"),
        ("personScore", 5, 5.0),
        ("departments", ["a", "b"], ["a", "b"]),
        ("isConverted", False, False),
        ("homeAddress", {"street1": None}, None),
        (
            "workAddress",
            {"city": "Malmö", "countryCode": "SE"},
            dict.fromkeys(("street1", "street2", "stateProvince", "postalCode", "country"))
            | {"city": "Malmö", "countryCode": "SE"},
        ),
        ("gender", None, None),
    ],
)
def test_a_value_is_told_as_its_field_shows_it(attribute: str, value: Any, shown: Any) -> None:
    (origin,) = origins([fragment_of(_record(**{attribute: value}))])
    assert origin.value == shown


def test_a_value_without_a_kind_of_its_own_is_told_as_it_is() -> None:
    assert shown_value("consent:email", False) is False


def test_an_instant_is_shown_without_trailing_zeros() -> None:
    assert shown_instant("2026-03-01T09:00:00.000000Z") == "2026-03-01T09:00:00Z"
    assert shown_instant("2026-03-01T09:00:00.120000Z") == "2026-03-01T09:00:00.12Z"
    assert shown_instant("2026-03-01T09:00:10Z") == "2026-03-01T09:00:10Z"


def test_the_paths_are_those_of_the_schema_in_its_order() -> None:
    types = build_schema().type_map
    paths = []
    for name in ("Person", "Consent"):
        kind = types[name]
        assert isinstance(kind, GraphQLObjectType)
        for field in kind.fields.values():
            paths += [
                each.path for each in field.extensions["strawberry-definition"].directives if hasattr(each, "path")
            ]
    assert list(PERSON_PATHS) == paths
